// The chain of the audit trail: what binds each row to the one before, and how it is walked to see that all of it is there.
// It must never call a trail whole that was altered, moved or cut off by somebody who has the database but not the master key.
import { createHmac, createSecretKey } from 'node:crypto';
import { sameSecret } from '../same-secret.ts';
import type { Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import type { TrailRows } from './trail-contracts.ts';

export interface Head {
  sequence: number;
  hash: string;
  proof: string;
}

export interface StoredRow {
  sequence: number;
  at: number;
  event: string;
  reference: string | null;
  data: string;
  hash: string;
}

export type End = Pick<Head, 'sequence' | 'hash'>;

/** Rows read at once while verifying. */
const page = 1000;

/** Binds the chain to a key of the vault (HMAC-SHA-256, base64url). */
export function chainOf(vault: Vault) {
  const key = createSecretKey(vault.derive('trail'));
  const mac = (...parts: (string | number | null)[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  return {
    rowHash: (previous: string, row: Omit<StoredRow, 'hash'>): string =>
      mac('row', previous, row.sequence, row.at, row.event, row.reference, row.data),
    /** Row 2 of the heads: the last row that was taken out from the front, because it was old. */
    startProof: (sequence: number, hash: string): string => mac('start', sequence, hash),
    headProof: (sequence: number, hash: string): string => mac('head', sequence, hash),
  };
}

export type Chain = ReturnType<typeof chainOf>;

export async function storedRows(database: Statements, from: number, limit: number): Promise<StoredRow[]> {
  return database.rows<StoredRow>(
    'SELECT sequence, at, event, reference, data, hash FROM trail WHERE sequence >= ? ORDER BY sequence LIMIT ?',
    [from, limit],
  );
}

/** The row after which the trail begins: what was before it went because it was old. Undefined where that was altered. */
export async function startOf(database: Statements, chain: Chain): Promise<End | undefined> {
  const [start] = await database.rows<Head>('SELECT sequence, hash, proof FROM trail_head WHERE id = 2');
  if (!start) return { sequence: 0, hash: '' };
  return start.proof === chain.startProof(start.sequence, start.hash) ? start : undefined;
}

/** The first row that breaks the chain, walking on from `start`; the walk ends where the rows end. */
async function walk(
  database: Statements,
  { chain, start }: { chain: Chain; start: End },
  onRow: (row: StoredRow) => string | undefined,
) {
  let previous = start.hash;
  let rows = start.sequence;
  for (;;) {
    const some = await storedRows(database, rows === start.sequence ? Number.MIN_SAFE_INTEGER : rows + 1, page);
    for (const row of some) {
      const sequence = rows + 1;
      if (row.sequence < sequence)
        return { rows, broken: { sequence, reason: 'a foreign row stands before this one' } };
      if (row.sequence > sequence) return { rows, broken: { sequence, reason: 'this row is missing' } };
      if (row.hash !== chain.rowHash(previous, row)) {
        return { rows, broken: { sequence, reason: 'this row, or the one before it, was altered' } };
      }
      const reason = onRow(row);
      if (reason) return { rows, broken: { sequence, reason } };
      previous = row.hash;
      rows = sequence;
    }
    if (some.length < page) return { rows };
  }
}

/** Walks the whole trail: how many rows there are, and the first that breaks the chain. */
export async function verifyAll(database: Statements, chain: Chain): ReturnType<TrailRows['verify']> {
  const [head] = await database.rows<Head>('SELECT sequence, hash, proof FROM trail_head WHERE id = 1');
  if (!head) return { rows: 0, broken: { sequence: 0, reason: 'the head row is missing' } };
  const { sequence: last } = head;
  const proven = last === 0 ? head.hash === '' : sameSecret(head.proof, chain.headProof(last, head.hash));
  if (!proven) return { rows: 0, broken: { sequence: last, reason: 'the head row was altered' } };
  const start = await startOf(database, chain);
  if (!start) return { rows: 0, broken: { sequence: 0, reason: 'where the trail begins was altered' } };
  const walked = await walk(database, { chain, start }, (row) =>
    row.sequence === last && row.hash !== head.hash ? 'the head row names another row' : undefined,
  );
  const result = { ...walked, ...(start.sequence > 0 && { after: start.sequence }) };
  if (result.broken || result.rows >= last) return result;
  return { ...result, broken: { sequence: result.rows + 1, reason: 'the trail was cut off here' } };
}
