// Two workers against one, round after round. What a user would see is the plain ratio of sign-ins a second; but the load, the provider and
// the database want cores, too. Where the machine has none left for them, two workers only wait for each other, and the plain ratio is only told: what
// a sign-in costs the hub's processes is compared instead. Both hubs work in the same seconds then, each worker with as many sign-ins on a schedule that
// the machine can keep: a busy core is a slower one, and must be so for both.
import { availableParallelism } from 'node:os';
import { median } from '../bench/measure.ts';
import { atLeast, type Figure, figure } from '../support/figures.ts';
import { cpuOfAll } from '../support/processes/outside.ts';
import type { Serving } from './house.ts';
import { byChance, closedLoop, openLoop, openSignIns, type SignIns } from './sign-ins.ts';

/** Two workers, the one that hands out connections, and one core each for the load, the provider and the database. */
const coresForAll = 6;
/** Sign-ins of each worker before it is measured, for each second that it is measured. */
const warmUp = 50;
/** Of what the machine can do, while costs are compared. */
const share = 0.7;
/** At work at once then. */
const workersInAll = 3;
/** Two workers are promised to do this many times what one does. */
const least = 1.8;

export interface WorkersOptions {
  one: Serving;
  two: Serving;
  rounds: number;
  /** How long each is measured in each round. */
  seconds: number;
  /** Sign-ins under way at once for each worker. */
  atOnce: number;
  say(line: string): void;
}

interface Measured {
  /** Sign-ins a second in each round, as many as there can be; how many those were, and what they cost. */
  rates: number[];
  full: { signIns: number; cpu: number };
  /** On the schedule, altogether. */
  signIns: number;
  /** CPU-milliseconds of all the hub's processes for these. */
  cpu: number;
}

interface Side {
  serving: Serving;
  /** Sign-ins under way at once, as many for each worker. */
  load: number;
  signIns: SignIns;
  measured: Measured;
}

export async function measureWorkers({ one, two, rounds, seconds, atOnce, say }: WorkersOptions): Promise<Figure[]> {
  const sides = await Promise.all([one, two].map((serving, place) => sideOf(serving, atOnce * (place + 1))));
  try {
    // The same for each worker: what is not compiled yet costs twice as much.
    for (const [place, { signIns, load }] of sides.entries())
      await closedLoop(signIns, { atOnce: load, count: Math.ceil(warmUp * seconds * (place + 1)) });
    for (let round = 1; round <= rounds; round += 1) {
      for (const side of sides) await asMuchAsCanBe(side, seconds);
      const rate = share * Math.min(...sides.map(({ measured }) => measured.rates.at(-1) ?? 0));
      await Promise.all(sides.map((side, place) => onSchedule(side, (rate * (place + 1)) / workersInAll, seconds)));
      say(`workers: round ${round} of ${rounds}: ${sides.map(said).join('; ')}`);
    }
  } finally {
    await Promise.all(sides.map(({ signIns }) => signIns.close()));
  }
  return workerFigures(
    sides.map(({ measured }) => measured),
    availableParallelism(),
  );
}

/** The schedule never waits for a connection. */
async function sideOf(serving: Serving, load: number): Promise<Side> {
  return {
    serving,
    load,
    signIns: await openSignIns(serving.url, load * 4),
    measured: { rates: [], full: { signIns: 0, cpu: 0 }, signIns: 0, cpu: 0 },
  };
}

async function asMuchAsCanBe({ serving, signIns, load, measured }: Side, seconds: number): Promise<void> {
  const before = await cpuOfAll(serving.pid);
  const { done, seconds: took } = await closedLoop(signIns, { atOnce: load, seconds });
  measured.rates.push(done / took);
  measured.full.signIns += done;
  measured.full.cpu += (await cpuOfAll(serving.pid)) - before;
}

async function onSchedule({ serving, signIns, measured }: Side, rate: number, seconds: number): Promise<void> {
  const before = await cpuOfAll(serving.pid);
  // The same crowd at both sides, in every round: what a sign-in costs is compared, not how long somebody waits.
  measured.signIns += (await openLoop(signIns, { rate, seconds, gaps: byChance(2) })).length;
  measured.cpu += (await cpuOfAll(serving.pid)) - before;
}

const said = ({ measured: { rates, cpu, signIns } }: Side): string =>
  `${rates.at(-1)?.toFixed(1)} sign-ins a second, ${(cpu / signIns).toFixed(2)} CPU-ms each on a schedule`;

/** Figures of one and of two workers, on a machine with so many cores. */
export function workerFigures([one, two]: readonly Measured[], cores: number): Figure[] {
  if (!one || !two) throw new Error('one worker and two are compared');
  const [cpuOfOne, cpuOfTwo] = [one.cpu / one.signIns, two.cpu / two.signIns];
  const ratio = median(two.rates.map((rate, round) => rate / (one.rates[round] ?? Number.NaN)));
  const wall = figure('workers/two to one, sign-ins a second', ratio, 'ratio');
  const capacity = figure('workers/two to one, by CPU time', (2 * cpuOfOne) / cpuOfTwo, 'ratio');
  const atFull = (2 * one.full.cpu * two.full.signIns) / (two.full.cpu * one.full.signIns);
  const enough = cores >= coresForAll;
  return [
    figure('workers/one', median(one.rates), 'per second'),
    figure('workers/two', median(two.rates), 'per second'),
    figure('workers/one, CPU', cpuOfOne, 'CPU-ms a sign-in'),
    figure('workers/two, CPU', cpuOfTwo, 'CPU-ms a sign-in'),
    enough ? atLeast(least, wall) : wall,
    enough ? capacity : atLeast(least, capacity),
    figure('workers/two to one, by CPU time, all cores taken', atFull, 'ratio'),
  ];
}
