// What all nodes know of providers and services beside their records. Sealed, so that nobody can slip in another key or another switch.
// Writing moves one counter, so that every node can look at that alone.
import type { Json } from '../connectors/contract.ts';
import type { Facts, Vault } from './contracts.ts';
import type { Database } from './database.ts';

/** The facts of one kind of records. */
export function createFacts<Fact extends string>(
  database: Database,
  vault: Vault,
  about: 'provider' | 'service',
): Facts<Fact> {
  const table = `${about}_facts`;
  const counter = `${about}s`;
  const context = (id: string, fact: Fact) => `${table}:${id}:${fact}`;
  const opened = (id: string, fact: Fact, content: Buffer): Json => vault.open(content, context(id, fact));
  /** One row that cannot be opened must not hide the others: to its reader it is a fact that makes no sense. */
  const openedOrNull = (id: string, fact: Fact, content: Buffer): Json => {
    try {
      return opened(id, fact, content);
    } catch {
      return null;
    }
  };
  return {
    async find(id, fact) {
      const [row] = await database.rows<{ content: Buffer }>(
        `SELECT content FROM ${table} WHERE ${about} = ? AND fact = ?`,
        [id, fact],
      );
      return row && opened(id, fact, row.content);
    },
    async all(fact) {
      const rows = await database.rows<{ id: string; content: Buffer }>(
        `SELECT ${about} AS id, content FROM ${table} WHERE fact = ?`,
        [fact],
      );
      return new Map(rows.map(({ id, content }) => [id, openedOrNull(id, fact, content)]));
    },
    async put(id, fact, content) {
      await database.transaction(async (within) => {
        await within.rows('UPDATE store_counters SET value = value + 1 WHERE name = ?', [counter]);
        await within.rows(
          `INSERT INTO ${table} (${about}, fact, content) VALUES (?, ?, ?)
           ON CONFLICT (${about}, fact) DO UPDATE SET content = excluded.content`,
          [id, fact, vault.seal(content, context(id, fact))],
        );
      });
    },
    async revision() {
      const [row] = await database.rows<{ value: number }>('SELECT value FROM store_counters WHERE name = ?', [
        counter,
      ]);
      return row?.value ?? 0;
    },
  };
}
