// Several processes on one machine that answer on one port: one starts the others, starts again whoever goes down, and gathers their figures.
// It must never hold anything of a sign-in: what is under way is in the store, and any of them goes on with it.
import { fork } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AggregatorRegistry } from 'prom-client';
import type { Config } from '../config/load.ts';
import { HubError } from '../errors.ts';
import type { Log } from '../log.ts';
import { closed, listen } from '../server/listen.ts';
import { holdFile } from '../store/own-file.ts';
import { figuresServer } from '../telemetry/metrics.ts';

/** What a worker says when it serves, and what it is asked and answers about its providers. */
type Message = { gatehouse: 'serves' } | { gatehouse: 'providers'; states?: unknown };

/** How long until a worker that went down is started again, in milliseconds: one that cannot start must not spin. */
const startAgainAfter = 1000;
/** How long a worker may take to say how providers are doing, in milliseconds. */
const answerWithin = 2000;

/**
 * V8 takes its measure from the machine's memory, and a worker with 55 MB of live heap then keeps hundreds of megabytes of garbage. With these it
 * collects sooner (old heap at a fifth more than what lived); they limit nothing. What is given to the first process's Node by hand comes later, and wins.
 */
export const frugal = ['--max-semi-space-size=4', '--heap-growing-percent=20'];

/** glibc otherwise keeps what was freed: in an arena for each thread, and in ever larger pieces (mallopt(3)). One arena: little is allocated by others than the main thread. */
const frugalMalloc = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/** How many processes `--workers` asks for: a number, or `auto` for one for each core. @throws HubError `configuration` */
export function workerCount(said: string): number {
  const count = said === 'auto' ? availableParallelism() : Number(said);
  if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
  throw new HubError('configuration', { detail: `--workers ${said}: write a number from 1 to 64, or auto` });
}

export interface Workers {
  /** Each drains, answers what it is answering, and ends. @throws HubError `internal` where one did not end well */
  stop(): Promise<void>;
}

/** Starts so many processes of this same command. Returns once all of them serve; one that cannot start ends the others. */
export async function startWorkers(count: number, { config, log }: { config: Config; log: Log }): Promise<Workers> {
  let stopping = false;
  // They share a SQLite file among themselves: whoever takes it for their own alone must not come in between.
  const hold = config.environment.databaseUrl ? undefined : await holdFile(config.hub.database);
  const execArgv = [...frugal, ...process.execArgv];
  await compiled(execArgv);
  cluster.setupPrimary({ execArgv });
  const all = Array.from({ length: count }, forked);
  try {
    await Promise.all(all.map(serves));
  } catch (error) {
    await end(all);
    throw error;
  }
  cluster.on('exit', async (_gone, code, signal) => {
    if (stopping) return;
    log.error({ code, signal }, 'a worker went down, and is started again');
    await pause(startAgainAfter);
    if (!stopping) forked();
  });
  const figures = await listen(figuresOfAll(), config.hub.metrics, 'metrics.port in hub.yaml');
  return {
    async stop() {
      stopping = true;
      const well = await end(Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []));
      await closed(figures);
      await hold?.release();
      if (!well) throw new HubError('internal', { detail: 'a worker did not end well' });
    },
  };
}

/**
 * A worker that finds a file which nobody has compiled loads what strips types, and keeps it (8 MB): at the very first start, each would. What is
 * compiled with other flags does not count for it.
 */
async function compiled(execArgv: string[]): Promise<void> {
  const [, main = ''] = process.argv;
  if (getCompileCacheDir()) await once(fork(main, ['compile', '--first'], { execArgv, stdio: 'ignore' }), 'exit');
}

/** With what was compiled, which the environment tells before the first file is read. */
function forked(): Worker {
  const place = getCompileCacheDir();
  return cluster.fork({ ...frugalMalloc, ...(place && { NODE_COMPILE_CACHE: dirname(place) }) });
}

function serves(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', ({ gatehouse }: Partial<Message>) => gatehouse === 'serves' && resolve());
    worker.once('exit', () => reject(new HubError('configuration', { detail: 'a worker could not start: see above' })));
  });
}

/** Asks each to end, and waits until it has: what it is answering is answered first. Returns whether all of them ended well. */
async function end(workers: readonly Worker[]): Promise<boolean> {
  const ends = await Promise.all(
    workers.map(async (worker) => {
      if (worker.isDead()) return true;
      const gone = new Promise<boolean>((resolve) => {
        // One that was still starting has no handler for the signal yet, and nothing under way.
        worker.once('exit', (code, signal) => resolve(code === 0 || signal === 'SIGTERM'));
      });
      worker.process.kill('SIGTERM');
      return gone;
    }),
  );
  return ends.every(Boolean);
}

/** The figures of all of them, added up; and how providers are doing, as one of them sees it. */
function figuresOfAll(): Server {
  const registry = new AggregatorRegistry();
  return figuresServer(registry.contentType, { metrics: () => registry.clusterMetrics(), providers });
}

async function providers(): Promise<unknown> {
  const worker = Object.values(cluster.workers ?? {}).find((one) => one?.isConnected());
  if (!worker) throw new Error('no worker');
  const answer = new Promise<unknown>((resolve) => {
    const hear = (message: Partial<Message>) => {
      if (message.gatehouse !== 'providers') return;
      worker.off('message', hear);
      resolve('states' in message ? message.states : undefined);
    };
    worker.on('message', hear);
  });
  worker.send({ gatehouse: 'providers' } satisfies Message);
  return Promise.race([answer, pause(answerWithin).then(() => Promise.reject(new Error('late')))]);
}

/** In a worker: says that it serves, and answers for its providers. */
export function reportToFirst(states: () => unknown): void {
  process.on('message', ({ gatehouse }: Partial<Message>) => {
    if (gatehouse === 'providers') process.send?.({ gatehouse, states: states() } satisfies Message);
  });
  process.send?.({ gatehouse: 'serves' } satisfies Message);
}
