// One run of the load test: starts what its parts need, one after another, and stops it. It must never leave a process behind.
import { freePort } from '../../src/commands/free-port.ts';
import type { Figure } from '../support/figures.ts';
import { startCluster } from '../support/postgres-cluster.ts';
import { type House, newHouse, type Serving, startCrowd } from './house.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory.ts';
import { measureReady } from './ready.ts';
import { measureWorkers } from './workers.ts';

export const parts = ['ready', 'workers', 'latency', 'memory'] as const;
export type Part = (typeof parts)[number];

export interface LoadOptions {
  only: readonly Part[];
  /** A server of the test's own, or SQLite. Two workers are compared with one on PostgreSQL only. */
  engine: 'postgres' | 'sqlite';
  /** Starts, and rounds of workers and of latency. */
  rounds: number;
  /** How long one measure of speed lasts. */
  seconds: number;
  /** Sign-ins over which memory is watched. */
  signIns: number;
  atOnce: number;
  /** Told how far it is. */
  say(line: string): void;
}

/** Runs the parts. Rejects with the first answer that is wrong. */
export async function runLoad(options: LoadOptions): Promise<Figure[]> {
  const left: (() => Promise<void>)[] = [];
  try {
    const cluster = options.engine === 'postgres' ? await startCluster() : undefined;
    if (cluster) left.push(cluster.stop);
    const ports = [await freePort(), await freePort()];
    const crowd = await startCrowd(ports);
    left.push(crowd.stop);
    const houses: House[] = [];
    for (const [place, port] of ports.entries()) {
      await cluster?.query(`CREATE DATABASE load_${place}`);
      const house = await newHouse(port, crowd.url, cluster?.urlOf(`load_${place}`));
      left.push(house.remove);
      houses.push(house);
    }
    return await measureAll(houses, options);
  } finally {
    for (const undo of left.toReversed()) await undo();
  }
}

/** Both serve from the first measure of speed to the last of memory: what a worker has done before counts, too. */
async function measureAll([first, second]: readonly House[], options: LoadOptions): Promise<Figure[]> {
  if (!first || !second) throw new Error('two houses are compared');
  const { only, engine } = options;
  const ready = only.includes('ready') ? await measureReady({ ...options, house: first }) : [];
  if (only.every((part) => part === 'ready')) return ready;
  const several = engine === 'postgres';
  const loaded = await during(first, 1, (one) =>
    during(second, several ? 2 : 1, async (two) => [
      ...(only.includes('workers') && several ? await measureWorkers({ ...options, one, two }) : []),
      ...(only.includes('latency') ? await measureLatency({ ...options, url: one.url }) : []),
      ...(only.includes('memory') ? await measureMemory({ ...options, serving: two }) : []),
    ]),
  );
  return [...ready, ...loaded];
}

/** Serves while something is measured. */
async function during<T>(house: House, workers: number, measure: (serving: Serving) => Promise<T>): Promise<T> {
  const serving = await house.serve(workers);
  try {
    return await measure(serving);
  } finally {
    await serving.stop();
  }
}
