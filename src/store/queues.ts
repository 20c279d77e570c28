// How much waits in the database, for the figures. It must never cost more than a glance: longer queues than `most` are not counted to their end.
import type { Database } from './database.ts';
import type { Notices } from './notice-contracts.ts';

export interface Waiting {
  queue: 'signals' | 'notices' | 'pending-replies' | 'under-way' | 'cases';
  /** At most 100,000. */
  count: number;
  /** Since when the oldest waits, in seconds since 1970; absent where nothing does, or where it says nothing. */
  since?: number;
}

const most = 100_000;

/** In the order of an index each, so that the oldest is among those that are looked at. */
const looks = [
  ['signals', 'created_at', 'signals ORDER BY place'],
  ['pending-replies', 'NULL', 'pending_replies'],
  ['under-way', 'NULL', 'interactions'],
  ['cases', 'opened_at', 'cases WHERE closed_at IS NULL'],
] as const;

const statement = looks
  .map(
    ([queue, since, from]) =>
      `SELECT '${queue}' AS queue, COUNT(*) AS count, MIN(since) AS since
       FROM (SELECT CAST(${since} AS BIGINT) AS since FROM ${from} LIMIT ${most}) AS ${queue.replace('-', '_')}`,
  )
  .join(' UNION ALL ');

interface Row {
  queue: Waiting['queue'];
  count: number | string;
  since: number | string | null;
}

/** Looks at all of them. */
export async function waitingIn(
  { rows }: Pick<Database, 'rows'>,
  notices: Pick<Notices, 'waiting'>,
): Promise<Waiting[]> {
  const found = await rows<Row>(statement);
  const waiting: Waiting[] = found.map(({ queue, count, since }) => ({
    queue,
    count: Number(count),
    ...(since !== null && { since: Number(since) }),
  }));
  return [...waiting, { queue: 'notices' as const, ...(await notices.waiting()) }];
}
