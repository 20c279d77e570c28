// Does an operation over and over for some seconds, and reads before and after what every process has used for it.
// It must never leave out a failure: the first one ends the bench.
import type { Child, Reading } from '../support/processes/child.ts';
import type { Operation } from './service.ts';

type Readable = Pick<Child, 'read'>;

/** The processes of one measure: the one that is measured, and whoever else is at work. */
export interface Processes {
  measured: Readable;
  others: Readonly<Record<string, Readable>>;
}

/** One round of one measure. */
export interface Round {
  operations: number;
  seconds: number;
  /** CPU-milliseconds in the measured process. */
  cpu: number;
  statements: number;
  /** Share of one core that each process used. */
  busy: Record<string, number>;
}

const own = (): Reading => {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, statements: 0, memory: 0 };
};

async function readAll({ measured, others }: Processes): Promise<Record<string, Reading>> {
  const names = Object.entries({ measured, ...others });
  const readings = await Promise.all(names.map(async ([name, child]) => [name, await child.read()] as const));
  return { ...Object.fromEntries(readings), driver: own() };
}

/** Does so many operations, so that what they need is compiled. */
export async function warm(operations: readonly Operation[], count: number): Promise<void> {
  let left = count;
  await Promise.all(
    operations.map(async (operation) => {
      while (left-- > 0) await operation();
    }),
  );
}

/** Runs the workers' operations side by side until the time is over; those that have begun are finished, and counted. */
export async function measure(operations: readonly Operation[], seconds: number, processes: Processes): Promise<Round> {
  const before = await readAll(processes);
  const began = performance.now();
  const end = began + seconds * 1000;
  let done = 0;
  await Promise.all(
    operations.map(async (operation) => {
      do {
        await operation();
        done += 1;
      } while (performance.now() < end);
    }),
  );
  const took = (performance.now() - began) / 1000;
  const after = await readAll(processes);
  const used = (name: string) => (after[name]?.cpu ?? 0) - (before[name]?.cpu ?? 0);
  return {
    operations: done,
    seconds: took,
    cpu: used('measured'),
    statements: (after.measured?.statements ?? 0) - (before.measured?.statements ?? 0),
    busy: Object.fromEntries(Object.keys(after).map((name) => [name, used(name) / 1000 / took])),
  };
}

/** What some rounds come to. */
export interface Summary {
  /** Operations a second: median of the rounds. */
  rate: number;
  /** CPU-milliseconds of the measured process an operation, over all rounds. */
  cpu: number;
  statements: number;
  busy: Record<string, number>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper;
}

export function summaryOf(rounds: readonly Round[]): Summary {
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const operations = sum((round) => round.operations);
  const names = Object.keys(rounds[0]?.busy ?? {});
  return {
    rate: median(rounds.map((round) => round.operations / round.seconds)),
    cpu: sum((round) => round.cpu) / operations,
    statements: sum((round) => round.statements) / operations,
    busy: Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round.busy[name] ?? 0))])),
  };
}
