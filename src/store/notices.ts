// What residents are still to be told: written with the change that it is about, taken by whichever node sends.
// It must never lose a notice that was written, nor keep what it says for longer than until it was sent or given up.
import type { Json } from '../connectors/contract.ts';
import { checkedContent, type NewNotice } from '../notices/kinds.ts';
import { randomText } from '../random.ts';
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import type { Notice, NoticeStanding, Notices } from './notice-contracts.ts';
import { personToken } from './subjects.ts';
import { endOf, epoch, only } from './values.ts';

interface Row extends Pick<Notice, 'id' | 'kind' | 'channel' | 'language' | 'tries'> {
  content: Buffer;
  created_at: number | string;
}

interface StandingRow extends Pick<NoticeStanding, 'state' | 'tries'> {
  notify_id: string | null;
  reason: string | null;
  ended_at: number | string | null;
}

const contextOf = (id: string) => `notices:${id}`;

/** Seconds that a row is kept after it was written, and again after it was sent or given up. */
const keptFor = 30 * 86_400;

/**
 * Keeps a notice in the transaction of the change that it is about, and returns its id. `once`: names what is told only once, however often it is
 * kept, as long as its row is there (30 days).
 * Errors: HubError `internal` where its kind does not allow it.
 */
export async function keepNotice(
  { rows, vault }: { rows: Statements['rows']; vault: Vault },
  notice: NewNotice,
  once?: string,
): Promise<string> {
  const { kind, channel, language, person } = notice;
  const id = once === undefined ? randomText(16) : vault.token('notice-once', once);
  const content = { ...checkedContent(notice), ...(person !== undefined && { person }) };
  const now = epoch();
  await rows(
    `INSERT INTO notices (id, kind, channel, language, person, content, created_at, due_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    [
      id,
      kind,
      channel,
      language,
      person === undefined ? null : personToken(vault, person),
      vault.seal(content satisfies Json, contextOf(id)),
      now,
      now,
      endOf(keptFor),
    ],
  );
  return id;
}

/** A statement that ends a notice's waiting; what it said is wiped in the same stroke. */
const ending = (column: 'notify_id' | 'reason') =>
  `UPDATE notices SET state = ?, ${column} = ?, content = ?, ended_at = ?, expires_at = ?, leased_until = 0
   WHERE id = ? AND state = 'waiting' RETURNING id`;

export function createNotices(database: Database, vault: Vault): Notices {
  const end = async (id: string, state: NoticeStanding['state'], [column, value]: ['notify_id' | 'reason', string]) =>
    (await database.rows(ending(column), [state, value, Buffer.alloc(0), epoch(), endOf(keptFor), id])).length === 1;
  const opened = ({ content, created_at, ...row }: Row): Notice => ({
    ...(vault.open(content, contextOf(row.id)) as unknown as Pick<Notice, 'to' | 'personalisation' | 'person'>),
    ...row,
    createdAt: Number(created_at),
  });
  return {
    put: (notice, once) => keepNotice({ rows: database.rows, vault }, notice, once),
    async take(seconds, most) {
      const now = epoch();
      // Counted when it is taken: a node that goes down half-way has tried. Materialized, because PostgreSQL may otherwise ask for the rows
      // once more for each row that it joins, and skip those that it locked: it would take more than so many.
      const rows = await database.rows<Row>(
        `WITH due AS MATERIALIZED (
           SELECT id FROM notices WHERE state = 'waiting' AND due_at <= ? AND leased_until <= ?
           ORDER BY due_at LIMIT ? ${database.skipLocked})
         UPDATE notices SET leased_until = ?, tries = tries + 1
         WHERE state = 'waiting' AND leased_until <= ? AND id IN (SELECT id FROM due)
         RETURNING id, kind, channel, language, tries, content, created_at`,
        [now, now, most, now + seconds, now],
      );
      return rows.map(opened);
    },
    sent: (id, notifyId) => end(id, 'sent', ['notify_id', notifyId]),
    giveUp: (id, reason) => end(id, 'given-up', ['reason', reason]),
    async later(id, dueAt, reason) {
      await database.rows(
        "UPDATE notices SET due_at = ?, reason = ?, leased_until = 0 WHERE id = ? AND state = 'waiting'",
        [dueAt, reason, id],
      );
    },
    async find(id) {
      const [row] = await database.rows<StandingRow>(
        'SELECT state, tries, notify_id, reason, ended_at FROM notices WHERE id = ?',
        [id],
      );
      return row && standing(row);
    },
    async waiting() {
      const rows = await database.rows<{ count: number | string; since: number | string | null }>(
        "SELECT COUNT(*) AS count, MIN(created_at) AS since FROM notices WHERE state = 'waiting'",
      );
      const { count, since } = only(rows, 'notices');
      return { count: Number(count), ...(since !== null && { since: Number(since) }) };
    },
  };
}

const standing = ({ state, tries, notify_id, reason, ended_at }: StandingRow): NoticeStanding => ({
  state,
  tries,
  ...(notify_id !== null && { notifyId: notify_id }),
  ...(reason !== null && { reason }),
  ...(ended_at !== null && { endedAt: Number(ended_at) }),
});
