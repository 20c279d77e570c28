// How long after its start a hub is ready: from the start of the process to the first 200 of /health/ready, over a database that is there. With the
// compiled code of an earlier start, as every start but the first after an installation has it, and without.
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { median } from '../bench/measure.ts';
import { atMost, type Figure, figure } from '../support/figures.ts';
import type { House } from './house.ts';

/** Milliseconds. */
const most = 1500;
const lookEvery = 5;
const giveUpAfter = 60_000;

export interface ReadyOptions {
  /** Where nothing serves now. */
  house: House;
  rounds: number;
  say(line: string): void;
}

export async function measureReady({ house, rounds, say }: ReadyOptions): Promise<Figure[]> {
  const kept = { NODE_COMPILE_CACHE: join(house.folder, 'compiled') };
  const ways = { with: kept, without: { NODE_DISABLE_COMPILE_CACHE: '1' } };
  const took = { with: [] as number[], without: [] as number[] };
  // Makes the database, the keys and the compiled code.
  await readyAfter(house, kept);
  for (let start = 1; start <= rounds; start += 1) {
    for (const way of ['with', 'without'] as const) took[way].push(await readyAfter(house, ways[way]));
    say(
      `ready: after ${took.with.at(-1)?.toFixed(0)} ms, ${took.without.at(-1)?.toFixed(0)} ms without compiled code (${start} of ${rounds})`,
    );
  }
  return [
    atMost(most, figure('ready/with compiled code', median(took.with), 'ms')),
    atMost(most, figure('ready/without compiled code', median(took.without), 'ms')),
  ];
}

/** Starts it, waits until it is ready, and stops it. */
async function readyAfter(house: House, changes: Readonly<Record<string, string>>): Promise<number> {
  const began = performance.now();
  const child = house.spawn([], changes);
  const ended = once(child, 'exit');
  try {
    while (!(await isReady(house.url))) {
      if (child.exitCode !== null) throw new Error('the hub did not start');
      if (performance.now() - began > giveUpAfter) throw new Error('the hub is not ready after a minute');
      await pause(lookEvery);
    }
    return performance.now() - began;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/health/ready`, { reset: true });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
