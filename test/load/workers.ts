// Two workers against one, by turns, round after round. What a user would see is the plain ratio of sign-ins a second; but the load, the provider and
// the database want cores, too. Where the machine has none left for them, the ratio of what the hub's CPU time is good for is compared instead, and
// the plain one is only told. Each worker has as much to do at once: one that has less wakes up more often for it, and that is not what two cores are asked about.
import { availableParallelism } from 'node:os';
import { median } from '../bench/measure.ts';
import { atLeast, type Figure, figure } from '../support/figures.ts';
import type { Serving } from './house.ts';
import { cpuOfAll } from './processes.ts';
import { closedLoop, openSignIns } from './sign-ins.ts';

/** Two workers, the one that hands out connections, and one core each for the load, the provider and the database. */
const coresForAll = 6;
/** Sign-ins of each worker before it is measured, for each second that it is measured. */
const warmUp = 50;
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
  /** Sign-ins a second in each round. */
  rates: number[];
  signIns: number;
  /** CPU-milliseconds of all the hub's processes. */
  cpu: number;
}

export async function measureWorkers({ one, two, rounds, seconds, atOnce, say }: WorkersOptions): Promise<Figure[]> {
  const sides = await Promise.all(
    [one, two].map(async (serving, place) => {
      const load = atOnce * (place + 1);
      return { serving, load, signIns: await openSignIns(serving.url, load) };
    }),
  );
  const measured: Measured[] = sides.map(() => ({ rates: [], signIns: 0, cpu: 0 }));
  try {
    // The same for each worker: what is not compiled yet costs twice as much.
    for (const [place, { signIns, load }] of sides.entries())
      await closedLoop(signIns, { atOnce: load, count: Math.ceil(warmUp * seconds * (place + 1)) });
    for (let round = 0; round < rounds; round += 1) {
      for (const [place, { serving, signIns, load }] of sides.entries()) {
        const before = await cpuOfAll(serving.pid);
        const { done, seconds: took } = await closedLoop(signIns, { atOnce: load, seconds });
        const into = measured[place];
        if (!into) continue;
        into.cpu += (await cpuOfAll(serving.pid)) - before;
        into.signIns += done;
        into.rates.push(done / took);
        say(`workers: ${place + 1}: ${(done / took).toFixed(1)} sign-ins a second (round ${round + 1} of ${rounds})`);
      }
    }
  } finally {
    await Promise.all(sides.map(({ signIns }) => signIns.close()));
  }
  return workerFigures(measured, availableParallelism());
}

/** Figures of one and of two workers, on a machine with so many cores. */
export function workerFigures([one, two]: readonly Measured[], cores: number): Figure[] {
  if (!one || !two) throw new Error('one worker and two are compared');
  const [cpuOfOne, cpuOfTwo] = [one.cpu / one.signIns, two.cpu / two.signIns];
  const ratio = median(two.rates.map((rate, round) => rate / (one.rates[round] ?? Number.NaN)));
  const wall = figure('workers/two to one, sign-ins a second', ratio, 'ratio');
  const capacity = figure('workers/two to one, by CPU time', (2 * cpuOfOne) / cpuOfTwo, 'ratio');
  const enough = cores >= coresForAll;
  return [
    figure('workers/one', median(one.rates), 'per second'),
    figure('workers/two', median(two.rates), 'per second'),
    figure('workers/one, CPU', cpuOfOne, 'CPU-ms a sign-in'),
    figure('workers/two, CPU', cpuOfTwo, 'CPU-ms a sign-in'),
    enough ? atLeast(least, wall) : wall,
    enough ? capacity : atLeast(least, capacity),
  ];
}
