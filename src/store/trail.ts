// The audit trail's rows: each is bound to the one before by an HMAC, and a head row says where the trail ends.
// It must never let a row be altered, moved, removed or cut off unnoticed by somebody who has the database but not the master key.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Vault } from './contracts.ts';
import { type Database, isConflict, type Statements, type Value } from './database.ts';
import { type Chain, chainOf, type End, type Head, type StoredRow, storedRows, verifyAll } from './trail-chain.ts';
import type { TrailEntry, TrailRow, TrailRows } from './trail-contracts.ts';
import { only, rowPlaceholders } from './values.ts';

interface Waiting {
  entries: readonly TrailEntry[];
  done(): void;
  failed(error: unknown): void;
}

/** A row, and whose it is, for the index: its chain covers the same in its data. */
type NewRow = StoredRow & { person: string | null };

/** How many appends take the head at once, from the one that was overtaken. */
const crowdedFor = 10;
/** Rows in one INSERT. */
const batch = 100;

/** One text for one record, whatever order its keys were written in. */
const canonical = (data: TrailEntry['data']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** Puts rows after `from`; the first takes the head along, to the last (migrations/020-trail-append-once.ts). Fails as by a conflict where it is elsewhere. */
async function insert({ rows: run }: Statements, chain: Chain, { from, rows }: { from: End; rows: readonly NewRow[] }) {
  const { sequence, hash } = endOf(rows, from);
  for (let at = 0; at < rows.length; at += batch) {
    const some = rows.slice(at, at + batch);
    await run(
      `INSERT INTO trail_append
         (sequence, at, event, reference, data, hash, person, previous, last_sequence, last_hash, proof)
       VALUES ${rowPlaceholders(some.length, 11)}`,
      some.flatMap((row): Value[] => [
        ...[row.sequence, row.at, row.event, row.reference, row.data, row.hash, row.person],
        ...(row === rows[0] ? [from.hash, sequence, hash, chain.headProof(sequence, hash)] : [null, null, null, null]),
      ]),
    );
  }
}

/** The entries as rows, chained to the end of the trail. */
function chained(chain: Chain, { sequence: last, hash: before }: End, entries: readonly TrailEntry[]): NewRow[] {
  const at = Date.now();
  let hash = before;
  return entries.map(({ event, reference, data }, index): NewRow => {
    const row = { sequence: last + index + 1, at, event, reference: reference ?? null, data: canonical(data) };
    hash = chain.rowHash(hash, row);
    return { ...row, hash, person: typeof data.person === 'string' ? data.person : null };
  });
}

const endOf = (rows: readonly StoredRow[], before: End): End => rows.at(-1) ?? before;

/**
 * Appends. Where this process was the last to write, one statement does: it moves the head from where this process left it. Where others write as
 * well the head is read first. Whoever comes between has won; then a transaction takes the head, so that every other writer waits until this one
 * is through. So do the next ones: where many write, somebody will come between again.
 */
function appending(database: Database, chain: Chain) {
  let left: End = { sequence: 0, hash: '' };
  let wasLast = true;
  let crowded = 0;

  async function after(end: End, entries: readonly TrailEntry[], within: Statements): Promise<End> {
    const rows = chained(chain, end, entries);
    await insert(within, chain, { from: end, rows });
    return endOf(rows, end);
  }

  /** Where the trail ends, by `how`; takes note of whether this process was the last to write. */
  async function headBy(how: string, within: Statements): Promise<Head> {
    const head = only(await within.rows<Head>(how), 'trail_head');
    wasLast = head.hash === left.hash;
    return head;
  }

  const known = () => headBy('SELECT sequence, hash FROM trail_head WHERE id = 1', database);
  const taken = (within: Statements) =>
    headBy('UPDATE trail_head SET id = 1 WHERE id = 1 RETURNING sequence, hash', within);

  return async (entries: readonly TrailEntry[]): Promise<void> => {
    if (entries.length <= batch && crowded === 0) {
      const isAlone = wasLast;
      try {
        left = await after(isAlone ? left : await known(), entries, database);
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
        if (!isAlone) crowded = crowdedFor;
      }
    }
    crowded = Math.max(0, crowded - 1);
    left = await database.transaction(async (within) => after(await taken(within), entries, within));
  };
}

/** Entries that arrive in one turn of the event loop, or while others are being written, are written together; each caller hears of its own. */
function grouped(write: (entries: readonly TrailEntry[]) => Promise<void>) {
  let waiting: Waiting[] = [];
  let busy = false;
  const drain = async (): Promise<void> => {
    busy = true;
    await nextTurn();
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await write(group.flatMap(({ entries }) => entries)).then(
        () => group.forEach(({ done }) => void done()),
        (error: unknown) => group.forEach(({ failed }) => void failed(error)),
      );
    }
    busy = false;
  };
  return (entries: readonly TrailEntry[]): Promise<void> => {
    if (entries.length === 0) return Promise.resolve();
    return new Promise((done, failed) => {
      waiting.push({ entries, done, failed });
      if (!busy) void drain();
    });
  };
}

const entryOf = ({ sequence, at, event, reference, data, hash }: StoredRow): TrailRow => ({
  sequence,
  at,
  event,
  ...(reference === null ? {} : { reference }),
  data: JSON.parse(data) as TrailEntry['data'],
  hash,
});

/** The trail of a database, chained with a key of the vault (HMAC-SHA-256, base64url). The first row has sequence 1. */
export function createTrailRows(database: Database, vault: Vault): TrailRows {
  const chain = chainOf(vault);
  return {
    append: grouped(appending(database, chain)),
    read: async (from, limit) => (await storedRows(database, from, limit)).map(entryOf),
    async ofPerson(pseudonym, limit) {
      const rows = await database.rows<StoredRow>(
        `SELECT sequence, at, event, reference, data, hash FROM trail WHERE person = ?
         ORDER BY sequence DESC LIMIT ?`,
        [pseudonym, limit],
      );
      return rows.map(entryOf);
    },
    async of(reference) {
      const rows = await database.rows<StoredRow>(
        'SELECT sequence, at, event, reference, data, hash FROM trail WHERE reference = ? ORDER BY sequence',
        [reference],
      );
      return rows.map(entryOf);
    },
    verify: () => verifyAll(database, chain),
  };
}
