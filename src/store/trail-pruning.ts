// Takes old rows out of the front of the trail, a few at a time, and notes, under the trail's key, after which row it now begins.
// It must never take out a row that does not follow from the one before: what somebody changed has to stay to be found.
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { type Chain, chainOf, type StoredRow, startOf, storedRows } from './trail-chain.ts';

/** Takes out at most so many rows that were written before a moment (milliseconds since 1970); returns how many. */
export type Pruning = (old: { before: number; most: number }) => Promise<number>;

/** How many of the rows, from the first, are old and follow from what was before. */
function oldAndWhole(
  chain: Chain,
  rows: readonly StoredRow[],
  { hash, before }: { hash: string; before: number },
): number {
  let previous = hash;
  const end = rows.findIndex((row) => {
    const stays = row.at >= before || row.hash !== chain.rowHash(previous, row);
    previous = row.hash;
    return stays;
  });
  return end < 0 ? rows.length : end;
}

async function prune(within: Statements, chain: Chain, { before, most }: { before: number; most: number }) {
  // One node at a time; who appends is not kept waiting, because that takes row 1.
  await within.rows(
    `INSERT INTO trail_head (id, sequence, hash, proof) VALUES (2, 0, '', ?) ON CONFLICT (id) DO UPDATE SET id = 2`,
    [chain.startProof(0, '')],
  );
  const start = await startOf(within, chain);
  const [head] = await within.rows<{ sequence: number }>('SELECT sequence FROM trail_head WHERE id = 1');
  if (!start || !head) return 0;
  const rows = await storedRows(within, start.sequence + 1, most);
  // The newest row stays, whatever its age: the head names it. So does everything behind a gap.
  const inOrder = rows.filter(
    (row, index) => row.sequence === start.sequence + 1 + index && row.sequence < head.sequence,
  );
  const last = inOrder[oldAndWhole(chain, inOrder, { hash: start.hash, before }) - 1];
  if (!last) return 0;
  await within.rows('UPDATE trail_head SET sequence = ?, hash = ?, proof = ? WHERE id = 2', [
    last.sequence,
    last.hash,
    chain.startProof(last.sequence, last.hash),
  ]);
  await within.rows('DELETE FROM trail WHERE sequence > ? AND sequence <= ?', [start.sequence, last.sequence]);
  return last.sequence - start.sequence;
}

/** The pruning of a database's trail. Most of the time there is nothing old, which costs one look at the first row. */
export function createPruning(database: Database, vault: Vault): Pruning {
  const chain = chainOf(vault);
  return async (old) => {
    const [first] = await database.rows<{ at: number }>('SELECT at FROM trail ORDER BY sequence LIMIT 1');
    if (!first || first.at >= old.before) return 0;
    return database.transaction((within) => prune(within, chain, old));
  };
}
