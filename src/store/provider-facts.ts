// What all nodes know of a provider beside its record. Sealed, so that nobody can slip in another key or another switch.
// Writing moves one counter, so that every node can look at that alone.
import type { Json } from '../connectors/contract.ts';
import type { ProviderFact, ProviderFacts, Vault } from './contracts.ts';
import type { Database } from './database.ts';

const context = (provider: string, fact: ProviderFact) => `provider_facts:${provider}:${fact}`;

export function createProviderFacts(database: Database, vault: Vault): ProviderFacts {
  const opened = (provider: string, fact: ProviderFact, content: Buffer): Json =>
    vault.open(content, context(provider, fact));
  /** One row that cannot be opened must not hide the others: to its reader it is a fact that makes no sense. */
  const openedOrNull = (provider: string, fact: ProviderFact, content: Buffer): Json => {
    try {
      return opened(provider, fact, content);
    } catch {
      return null;
    }
  };
  return {
    async find(provider, fact) {
      const [row] = await database.rows<{ content: Buffer }>(
        'SELECT content FROM provider_facts WHERE provider = ? AND fact = ?',
        [provider, fact],
      );
      return row && opened(provider, fact, row.content);
    },
    async all(fact) {
      const rows = await database.rows<{ provider: string; content: Buffer }>(
        'SELECT provider, content FROM provider_facts WHERE fact = ?',
        [fact],
      );
      return new Map(rows.map(({ provider, content }) => [provider, openedOrNull(provider, fact, content)]));
    },
    async put(provider, fact, content) {
      await database.transaction(async (within) => {
        await within.rows("UPDATE store_counters SET value = value + 1 WHERE name = 'providers'");
        await within.rows(
          `INSERT INTO provider_facts (provider, fact, content) VALUES (?, ?, ?)
           ON CONFLICT (provider, fact) DO UPDATE SET content = excluded.content`,
          [provider, fact, vault.seal(content, context(provider, fact))],
        );
      });
    },
    async revision() {
      const [row] = await database.rows<{ value: number }>("SELECT value FROM store_counters WHERE name = 'providers'");
      return row?.value ?? 0;
    },
  };
}
