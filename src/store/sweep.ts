// Takes out what has expired, a little at a time, so that nothing unauthenticated grows the database without a limit.
// It must never keep a sign-in waiting: no statement of it may take long, and the database is left alone between two of them.
import { setTimeout as pause } from 'node:timers/promises';
import { artefactTables } from './artefacts.ts';
import type { Database } from './database.ts';
import { type Broom, removeSome } from './remove-some.ts';
import { sweepSessions } from './sessions.ts';
import type { Retention } from './tables.ts';
import type { Pruning } from './trail-pruning.ts';
import { epoch } from './values.ts';
import { endedVouches, unusedVouches } from './vouch-sweep.ts';

/** Rows in one statement. */
const mostRows = 500;
/**
 * Rows in the first statement of a kind, and milliseconds that each should take. On SQLite everybody waits meanwhile. On PostgreSQL nobody does, and short
 * statements swept half as much or less: each passes over what was taken out before it (decision 051).
 */
const pace = { sqlite: { first: 25, wanted: 5 }, postgres: { first: 50, wanted: 10 } } as const;
/** Milliseconds after which the rest is left for the next time: a backlog must not make a node late for its other work. */
const patience = 20_000;

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
  ['assessment_pages', 'run, name'],
  ['age_decisions', 'id'],
  // Accounts whose tokens for somebody have ended by themselves.
  ['parted_accounts', 'account, person'],
  ...artefactTables.map((table) => [table, 'id'] as const),
];

export interface Keeping {
  retention: Retention;
  /** Takes old rows out of the trail. */
  prune: Pruning;
}

/** What is kept for as long as the council says. */
function retained(database: Database, { retention, prune }: Keeping): Broom[] {
  const day = 86_400;
  const closed = { table: 'cases', key: 'reference', ends: 'closed_at' };
  return [
    async (now, most) => (await removeSome(database, { ...closed, now: now - retention.cases * day, most })).length,
    (now, most) => prune({ before: (now - retention.trail * day) * 1000, most }),
  ];
}

function broomsOf(database: Database): Broom[] {
  const simple = swept.map(
    ([table, key]): Broom =>
      async (now, most) =>
        (await removeSome(database, { table, key, now, most })).length,
  );
  // Counts of what was done lately name their end in milliseconds.
  const limits: Broom = async (_now, most) =>
    (await removeSome(database, { table: 'limits', key: 'key', ends: 'expire', now: Date.now(), most })).length;
  // What is kept of accounts to compare others with.
  const matching: Broom = async (now, most) => {
    const over = { table: 'match_records', key: 'account', now, most };
    const records = await removeSome<{ account: string }>(database, over, 'account');
    for (const { account } of records) await database.rows('DELETE FROM match_keys WHERE account = ?', [account]);
    return records.length;
  };
  // Of an account that is not there; of one that is, it stays, and need not be looked at again.
  const withoutAccount = (table: string, key: string): Broom => {
    return async (now, most) => {
      const there = await database.rows(
        `UPDATE ${table} SET expires_at = NULL WHERE expires_at <= ? AND account IN
           (SELECT t.account FROM ${table} t JOIN accounts a ON a.account = t.account WHERE t.expires_at <= ? LIMIT ?)
         RETURNING 1 AS stays`,
        [now, now, most],
      );
      return there.length || (await removeSome(database, { table, key, now, most })).length;
    };
  };
  const sessions: Broom = (now, most) => sweepSessions(database, now, most);
  const left = [withoutAccount('question_tries', 'account'), withoutAccount('kept_apart', 'account, person')];
  return [...simple, limits, matching, ...left, sessions, endedVouches(database), unusedVouches(database)];
}

/** As many rows as would have taken the wanted time, and never many more than before. */
const nextSize = (size: number, took: number, wanted: number): number =>
  Math.max(1, Math.min(mostRows, size * 2, Math.floor((size * wanted) / Math.max(took, 1))));

/** The sweep of a database. `isOver` is asked before each statement whether it is to end. */
export function createSweep(database: Database, keeping: Keeping, isOver: () => boolean): () => Promise<number> {
  const brooms = [...broomsOf(database), ...retained(database, keeping)];
  const { first, wanted } = pace[database.engine];
  /** Removes all that is over, or what there is time for; returns how many rows went. */
  return async () => {
    const end = performance.now() + patience;
    let gone = 0;
    for (const broom of brooms) {
      let [size, some]: [number, number] = [first, 1];
      while (some > 0 && !isOver() && performance.now() < end) {
        const began = performance.now();
        some = await broom(epoch(), size);
        gone += some;
        const took = performance.now() - began;
        size = nextSize(size, took, wanted);
        if (some > 0) await pause(took);
      }
    }
    return gone;
  };
}
