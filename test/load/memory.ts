// Resident memory of each worker over many sign-ins, by new people and known ones. It must never count a worker that was started again.
import { atMost, type Figure, figure } from '../support/figures.ts';
import { childrenOf, residentOf, shareOf } from '../support/processes/outside.ts';
import type { Serving } from './house.ts';
import { closedLoop, openSignIns } from './sign-ins.ts';
import { growthOf } from './statistics.ts';

/** Megabytes of a worker at the end, and how much the second half may add to it. */
const mostMegabytes = 200;
const mostGrowth = 0.05;
const samples = 100;

export interface MemoryOptions {
  serving: Serving;
  signIns: number;
  atOnce: number;
  say(line: string): void;
}

/** Resident memory of one process after so many sign-ins. */
export interface Sample {
  at: number;
  value: number;
}

export async function measureMemory({ serving, signIns: count, atOnce, say }: MemoryOptions): Promise<Figure[]> {
  const children = await childrenOf(serving.pid);
  const workers = children.length > 0 ? children : [serving.pid];
  const taken = new Map<number, Sample[]>(workers.map((pid) => [pid, []]));
  const signIns = await openSignIns(serving.url, atOnce);
  try {
    for (let done = 0; done < count; ) {
      const { done: more } = await closedLoop(signIns, {
        atOnce,
        count: Math.ceil(Math.min(count / samples, count - done)),
      });
      done += more;
      for (const [pid, list] of taken) list.push({ at: done, value: await residentOf(pid) });
      const now = [...taken.values()].map((list) => `${list.at(-1)?.value.toFixed(0)} MB`).join(', ');
      say(`memory: ${done} of ${count} sign-ins, ${signIns.people()} people: ${now}`);
    }
  } finally {
    await signIns.close();
  }
  const shares = await Promise.all(workers.map(shareOf));
  return [...taken.values()].flatMap((list, place) => [
    ...memoryFigures(`memory/worker ${place + 1}`, list),
    figure(`memory/worker ${place + 1}, what it shares counted once`, shares[place] ?? Number.NaN, 'MB'),
  ]);
}

/** What the samples of one worker come to. */
export function memoryFigures(name: string, list: readonly Sample[]): Figure[] {
  const half = (list.at(-1)?.at ?? 0) / 2;
  const growth = growthOf(list.filter(({ at }) => at >= half));
  return [
    atMost(mostMegabytes, figure(`${name} at the end`, list.at(-1)?.value ?? Number.NaN, 'MB')),
    atMost(mostGrowth, figure(`${name}, growth over the second half`, growth, 'ratio')),
  ];
}
