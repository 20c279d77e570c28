// Values that count once, on all nodes together. Stored as keyed tokens; taking one is one INSERT.
// It must never let two callers be first.
import type { UsedOnce, Vault } from './contracts.ts';
import type { Database } from './database.ts';

export function createUsedOnce(database: Database, vault: Vault): UsedOnce {
  return {
    async first(kind, value, expiresAt) {
      const rows = await database.rows(
        'INSERT INTO used_once (value, expires_at) VALUES (?, ?) ON CONFLICT (value) DO NOTHING RETURNING expires_at',
        [vault.token(`used-once:${kind}`, value), expiresAt],
      );
      return rows.length === 1;
    },
  };
}
