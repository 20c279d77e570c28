// Takes out what has expired, a little at a time, so that nothing unauthenticated grows the database without a limit.
// It must never hold many rows at once: requests go on while it works.
import { artefactTables } from './artefacts.ts';
import type { Database } from './database.ts';
import { sweepSessions } from './sessions.ts';
import { epoch } from './values.ts';

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
  ...artefactTables.map((table) => [table, 'id'] as const),
];

/** What is kept of accounts to compare others with, and accounts whose tokens for somebody have ended by themselves. */
async function sweepMatching(database: Database, now: number): Promise<number> {
  const records = await database.rows<{ account: string }>(
    `DELETE FROM match_records WHERE account IN
       (SELECT account FROM match_records WHERE expires_at <= ? LIMIT ${sweepBatch} ${database.skipLocked})
     RETURNING account`,
    [now],
  );
  for (const { account } of records) await database.rows('DELETE FROM match_keys WHERE account = ?', [account]);
  const parted = await database.rows('DELETE FROM parted_accounts WHERE expires_at <= ? RETURNING 1 AS gone', [now]);
  return records.length + parted.length;
}

/** Counts whose time is over: they name their end in milliseconds. */
async function sweepLimits(database: Database): Promise<number> {
  const rows = await database.rows(
    `DELETE FROM limits WHERE key IN
       (SELECT key FROM limits WHERE expire <= ? LIMIT ${sweepBatch} ${database.skipLocked})
     RETURNING 1 AS gone`,
    [Date.now()],
  );
  return rows.length;
}

/** Removes at most `sweepBatch` expired rows of each table; returns how many went. */
export async function sweep(database: Database): Promise<number> {
  const now = epoch();
  let gone = 0;
  for (const [table, key] of swept) {
    const rows = await database.rows(
      `DELETE FROM ${table} WHERE ${key} IN
         (SELECT ${key} FROM ${table} WHERE expires_at <= ? LIMIT ${sweepBatch} ${database.skipLocked})
       RETURNING 1 AS gone`,
      [now],
    );
    gone += rows.length;
  }
  const others = (await sweepMatching(database, now)) + (await sweepLimits(database));
  return gone + others + (await sweepSessions(database, now, sweepBatch));
}
