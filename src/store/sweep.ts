// Takes out what has expired, a little at a time, so that nothing unauthenticated grows the database without a limit.
// It must never hold many rows at once: requests go on while it works.
import { artefactTables } from './artefacts.ts';
import type { Database } from './database.ts';
import { removeSome } from './remove-some.ts';
import { sweepSessions } from './sessions.ts';
import type { Retention } from './tables.ts';
import type { Pruning } from './trail-pruning.ts';
import { epoch } from './values.ts';
import { sweepVouches } from './vouches.ts';

/** Rows of one table in one call. */
export const sweepBatch = 500;

const swept: readonly (readonly [table: string, key: string])[] = [
  ['sign_ins', 'uid'],
  ['pending_replies', 'state'],
  ['authentications', 'id'],
  ['releases', 'id'],
  ['used_once', 'value'],
  ['resume_codes', 'code'],
  ['notices', 'id'],
  ['authorities', 'id'],
  ['assessments', 'id'],
  ['assessment_pages', 'run'],
  ['age_decisions', 'id'],
  ...artefactTables.map((table) => [table, 'id'] as const),
];

/** What is kept of accounts to compare others with, and accounts whose tokens for somebody have ended by themselves. */
async function sweepMatching(database: Database, now: number): Promise<number> {
  const over = { table: 'match_records', key: 'account', now, most: sweepBatch };
  const records = await removeSome<{ account: string }>(database, over, 'account');
  for (const { account } of records) await database.rows('DELETE FROM match_keys WHERE account = ?', [account]);
  const parted = await database.rows('DELETE FROM parted_accounts WHERE expires_at <= ? RETURNING 1 AS gone', [now]);
  return records.length + parted.length;
}

/** What is kept for as long as the council says. */
async function sweepRetained(database: Database, { retention, prune }: Keeping): Promise<number> {
  const day = 86_400;
  const closed = { table: 'cases', key: 'reference', ends: 'closed_at', most: sweepBatch };
  const cases = await removeSome(database, { ...closed, now: epoch() - retention.cases * day });
  return cases.length + (await prune({ before: Date.now() - retention.trail * day * 1000, most: sweepBatch }));
}

export interface Keeping {
  retention: Retention;
  /** Takes old rows out of the trail. */
  prune: Pruning;
}

/** Removes at most `sweepBatch` expired rows of each table; returns how many went. */
export async function sweep(database: Database, keeping: Keeping): Promise<number> {
  const now = epoch();
  let gone = 0;
  for (const [table, key] of swept) {
    const rows = await removeSome(database, { table, key, now, most: sweepBatch });
    gone += rows.length;
  }
  // Counts of what was done lately name their end in milliseconds.
  const limits = { table: 'limits', key: 'key', ends: 'expire', now: Date.now(), most: sweepBatch };
  gone += (await removeSome(database, limits)).length;
  gone += await sweepRetained(database, keeping);
  const sessions = await sweepSessions(database, now, sweepBatch);
  return gone + (await sweepMatching(database, now)) + (await sweepVouches(database, now, sweepBatch)) + sessions;
}
