// How long a sweep keeps sign-ins waiting: a hub that sweeps a backlog without a pause, beside the same hub that does not, with people
// signing in. It must never sweep so little that the measure ends before the backlog is felt.
import { median } from '../bench/measure.ts';
import { openSite, signInOf } from '../bench/service.ts';
import { atMost, type Figure, figure } from '../support/figures.ts';
import { type Stalls, startChild } from '../support/processes/child.ts';
import { createDriver } from '../support/processes/driver.ts';
import { copy } from './copies.ts';
import { open, type Place } from './places.ts';
import type { Visitor } from './visitors.ts';

/** Most milliseconds that anybody may wait for a sweep. */
const mostWait = 50;
/** Seconds that each of the two is watched for, in so many parts, of which the longest but one counts: what is in one of them alone is only printed. */
const [watched, parts] = [25, 5];

/** Everything that a sign-in left and that the sweep takes out; what a row names, another one each time. */
const kinds: readonly (readonly [table: string, ...fresh: string[]])[] = [
  ['sign_ins', 'uid', 'reference'],
  ['pending_replies', 'state', 'sign_in'],
  ['authentications', 'id', 'person'],
  ['releases', 'id', 'person'],
  ['used_once', 'value'],
  ['interactions', 'id'],
  ['grants', 'id'],
  ['authorization_codes', 'id', 'grant_id'],
  ['access_tokens', 'id', 'grant_id'],
  ['sessions', 'id', 'uid'],
  ['limits', 'key'],
];

async function pileUp(place: Place, backlog: number): Promise<number> {
  const database = await open(place);
  try {
    let rows = 0;
    // One in ten is somebody who is not to be found any more.
    const forgotten = Math.floor(backlog / 10);
    await database.rows(`UPDATE match_records SET expires_at = 1 WHERE account IN
      (SELECT account FROM match_records LIMIT ${forgotten})`);
    for (const [table, ...fresh] of kinds) {
      const count = Math.floor((backlog - forgotten) / kinds.length);
      rows += await copy(database, { table, count, fresh, set: { expire: 1, expires_at: 1 } });
    }
    return rows + forgotten;
  } finally {
    await database.close();
  }
}

interface Watched extends Stalls {
  /** Milliseconds that anything waited for at most, in all parts: the others are of the longest part but one. */
  longest: number;
  /** Milliseconds that the slowest sign-in took, and half of them at most. */
  slowest: number;
  half: number;
}

function together(stalls: readonly Stalls[]): Stalls & Pick<Watched, 'longest'> {
  const counted = (of: (one: Stalls) => number) => stalls.map(of).toSorted((a, b) => b - a)[1] ?? Number.NaN;
  return {
    usual: counted(({ usual }) => usual),
    statement: counted(({ statement }) => statement),
    loop: counted(({ loop }) => loop),
    // Counted from the start, each time a sweep has ended.
    swept: stalls.at(-1)?.swept ?? 0,
    longest: Math.max(...stalls.flatMap(({ statement, loop }) => [statement, loop])),
  };
}

/** Two people at a time sign in while it is watched. */
async function watch(place: Place, sweeping: boolean, visitors: readonly Visitor[]): Promise<Watched> {
  const hub = await startChild('sweeping', { ...place.settings, sweeping });
  const driver = createDriver(2);
  try {
    let next = 0;
    const site = await openSite(driver, hub.url);
    const operation = await signInOf(() => visitors[next++ % visitors.length] as Visitor)(site);
    await operation();
    await hub.read();
    const took: number[] = [];
    const one = async (end: number) => {
      while (performance.now() < end) {
        const began = performance.now();
        await operation();
        took.push(performance.now() - began);
      }
    };
    const all: Stalls[] = [];
    for (let part = 0; part < parts; part += 1) {
      const end = performance.now() + (watched / parts) * 1000;
      await Promise.all([one(end), one(end)]);
      const { stalls } = await hub.read();
      if (!stalls) throw new Error('the hub did not look');
      all.push(stalls);
    }
    return { ...together(all), slowest: Math.max(...took), half: median(took) };
  } finally {
    await driver.close();
    await hub.stop();
  }
}

export interface StallOptions {
  backlog: number;
  visitors: readonly Visitor[];
  say(line: string): void;
}

/** What a sweep of a backlog does to others, on a large database. */
export async function stallFigures(place: Place, { backlog, visitors, say }: StallOptions): Promise<Figure[]> {
  const { engine } = place;
  say(`${engine}: piling up ${backlog} expired rows`);
  const quiet = await watch(place, false, visitors);
  const rows = await pileUp(place, backlog);
  say(`${engine}: sweeping ${rows} rows while people sign in`);
  const busy = await watch(place, true, visitors);
  const name = `sweeping, ${engine}`;
  return [
    figure(`${name}: rows that had expired`, rows, 'rows'),
    figure(`${name}: rows swept a second`, busy.swept, 'rows'),
    // What the machine itself stalls for is seen where nothing is swept: on a busy one it is more than any sweep's.
    atMost(
      mostWait,
      figure(`${name}: 99 of 100 statements wait at most, beyond the same`, busy.usual - quiet.usual, 'ms'),
    ),
    figure(`${name}: 99 of 100 statements wait at most`, busy.usual, 'ms'),
    figure(`${name}: the same, nothing swept`, quiet.usual, 'ms'),
    atMost(
      mostWait,
      figure(
        `${name}: longest statement, beyond the longest where nothing is swept`,
        busy.statement - quiet.statement,
        'ms',
      ),
    ),
    figure(`${name}: longest statement`, busy.statement, 'ms'),
    figure(`${name}: longest statement, nothing swept`, quiet.statement, 'ms'),
    atMost(mostWait, figure(`${name}: longest stall of the event loop, beyond the same`, busy.loop - quiet.loop, 'ms')),
    figure(`${name}: longest stall of the event loop`, busy.loop, 'ms'),
    figure(`${name}: longest stall of the event loop, nothing swept`, quiet.loop, 'ms'),
    figure(`${name}: longest of all parts`, busy.longest, 'ms'),
    figure(`${name}: longest of all parts, nothing swept`, quiet.longest, 'ms'),
    figure(`${name}: half of the sign-ins took at most`, busy.half, 'ms'),
    figure(`${name}: the same, nothing swept`, quiet.half, 'ms'),
    figure(`${name}: the slowest sign-in`, busy.slowest, 'ms'),
    figure(`${name}: the same, nothing swept`, quiet.slowest, 'ms'),
  ];
}
