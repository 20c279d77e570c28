// At the door, before anything is counted: whether this process can take on more. It measures itself, and refuses before latency or memory run away.
// It must never refuse somebody who has begun while refusing those who begin would do, nor let a client that is slow to send make it look busy.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { RequestHandler } from 'express';
import type { HubConfig } from '../config/schema/hub.ts';
import { HubError } from '../errors.ts';
import type { Log } from '../log.ts';

/** How this process is doing. */
export interface Reading {
  /** How late the event loop has been since the last reading, on average, in milliseconds. */
  loopDelay: number;
  /** Resident, in megabytes. */
  memory: number;
  /** Share of what V8 may use at most. */
  heap: number;
}

export interface Gauge {
  read(): Reading;
  stop(): void;
}

/** What there is too much of. */
export type Strain = keyof Reading | 'requests';

export interface SheddingOptions {
  limits: HubConfig['limits']['shedding'];
  gauge: Gauge;
  /** Told of every request that was refused. */
  shed(strain: Strain): void;
  log: Pick<Log, 'warn'>;
  /** Milliseconds. */
  clock?: () => number;
}

export interface Shedding {
  /** Counts a request for as long as it is worked on: from when all of it has come. */
  count: RequestHandler;
  /** @throws HubError `busy` where a request that begins something, or one that goes on with it, is too much now */
  check(begins: boolean): void;
  /** Whether nothing new is taken on now. */
  isFull(): boolean;
  stop(): void;
}

/** How often the gauge is read at most, in milliseconds. */
const readEvery = 1000;
/** By how much a limit is passed before those are refused, too, who have begun. */
const upperMark = 1.5;
/** Share of V8's heap from which nothing new is begun: at the upper mark, nine tenths are in use. */
const fullHeap = 0.6;
/** Seconds. */
const retryAfter = 10;
/** Whose body nobody reads, so that its end would never come. */
const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Measures this process. */
export function createGauge(): Gauge {
  const resolution = 20;
  const loop = monitorEventLoopDelay({ resolution });
  loop.enable();
  return {
    read() {
      // The library's figure holds its own resolution, and is no number where nothing was measured.
      const loopDelay = Math.max(0, loop.mean / 1e6 - resolution) || 0;
      loop.reset();
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
      return { loopDelay, memory: process.memoryUsage.rss() / 2 ** 20, heap: used / limit };
    },
    stop: () => void loop.disable(),
  };
}

export function createShedding({ limits, gauge, shed, log, clock = Date.now }: SheddingOptions): Shedding {
  let underWay = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let late = 0;
  let last: Reading = { loopDelay: 0, memory: 0, heap: 0 };
  let full = false;

  function reading(): Reading {
    if (clock() - readAt < readEvery) return last;
    readAt = clock();
    const now = gauge.read();
    // One long turn, such as a collection of garbage, is not yet strain: it has to be so twice in a row.
    last = { ...now, loopDelay: Math.min(now.loopDelay, late) };
    late = now.loopDelay;
    return last;
  }

  /** What there is most of, as a multiple of its limit. */
  function strain(): { what: Strain; times: number } {
    const { loopDelay, memory, heap } = reading();
    const all: { what: Strain; times: number }[] = [
      { what: 'loopDelay', times: loopDelay / limits.loopDelay },
      { what: 'memory', times: memory / limits.memory },
      { what: 'heap', times: heap / fullHeap },
      { what: 'requests', times: underWay / limits.requests },
    ];
    const most = all.reduce((a, b) => (b.times > a.times ? b : a));
    if (full !== most.times >= 1) {
      full = !full;
      log.warn(
        { strain: most.what, times: most.times },
        full ? 'too busy: nothing new is begun' : 'no longer too busy',
      );
    }
    return most;
  }

  return {
    count(request, response, next) {
      const one = () => {
        // What is answered before all of it came ends after its answer, and nothing would take it back.
        if (response.closed) return;
        underWay += 1;
        response.once('close', () => {
          underWay -= 1;
        });
      };
      const { 'content-length': length = '0', 'transfer-encoding': parts } = request.headers;
      const isSent = (length === '0' && parts === undefined) || bodiless.has(request.method);
      if (isSent) one();
      else request.once('end', one);
      next();
    },
    check(begins) {
      const { what, times } = strain();
      if (times < (begins ? 1 : upperMark)) return;
      shed(what);
      throw new HubError('busy', { retryAfter, detail: `${what} is ${times.toFixed(2)} times its limit` });
    },
    isFull: () => strain().times >= 1,
    stop: gauge.stop,
  };
}
