// How figures are made: each label has the set of values that it may take, and whatever else it is given becomes `other`.
// No figure may be made in another way: what strangers send would otherwise grow the memory of the hub and of Prometheus, or end up in them.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What a label makes of a value. */
export type Known = (value: string) => string;

/** A label that takes these values, and `other`. */
export function oneOf(values: Iterable<string>): Known {
  const known = new Set(values);
  return (value) => (known.has(value) ? value : 'other');
}

interface About<L extends string> {
  /** By Prometheus's conventions: the unit at the end, `_total` for counters. */
  name: string;
  help: string;
  labels: Readonly<Record<L, Known>>;
}

export interface Sample<L extends string> {
  labels: Readonly<Record<L, string>>;
  value: number;
}

interface GaugeAbout<L extends string> extends About<L> {
  /** What several processes of one machine make together: `max` where each of them sees the same thing. */
  together: 'max' | 'sum';
  /** All of its values, at the moment of asking. Where it rejects or takes long, nothing is said. */
  read(): Promise<readonly Sample<L>[]> | readonly Sample<L>[];
}

export interface Figures {
  /** Returns how to count one. */
  counter<L extends string>(about: About<L>): (labels: Readonly<Record<L, string>>, count?: number) => void;
  /** Returns how to tell how long something took, in seconds. */
  histogram<L extends string>(
    about: About<L> & { buckets: number[] },
  ): (labels: Readonly<Record<L, string>>, seconds: number) => void;
  gauge<L extends string>(about: GaugeAbout<L>): void;
}

/** How long a gauge may take to be read, in milliseconds: Prometheus asks again soon. */
const readWithin = 2000;

/** @param failed told when a gauge could not be read */
export function createFigures(registry: Registry, failed: (error: unknown) => void): Figures {
  const registers = [registry];
  return {
    counter({ labels, ...about }) {
      const counter = new Counter({ ...about, labelNames: Object.keys(labels), registers });
      return (given, count = 1) => counter.inc(closed(labels, given), count);
    },
    histogram({ labels, ...about }) {
      const histogram = new Histogram({ ...about, labelNames: Object.keys(labels), registers });
      return (given, seconds) => histogram.observe(closed(labels, given), seconds);
    },
    gauge({ labels, read, together: aggregator, ...about }) {
      new Gauge({
        ...about,
        labelNames: Object.keys(labels),
        aggregator,
        registers,
        async collect() {
          const samples = await inTime(async () => read()).catch((error) => {
            failed(error);
            return [];
          });
          this.reset();
          for (const { labels: given, value } of samples) this.inc(closed(labels, given), value);
        },
      });
    },
  };
}

function closed<L extends string>(labels: Readonly<Record<L, Known>>, given: Readonly<Record<L, string>>) {
  const taken: Partial<Record<string, string>> = {};
  for (const name in labels) taken[name] = labels[name](given[name]);
  return taken as Record<L, string>;
}

async function inTime<T>(read: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not read in time')), readWithin);
  });
  try {
    return await Promise.race([read(), late]);
  } finally {
    clearTimeout(timer);
  }
}
