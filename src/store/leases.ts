// Work that one node at a time does: whoever holds the lease. Taking, renewing and taking over are one statement.
// It must never be relied on for what would do harm when done twice: a node that stands still may wake up after its lease.
import type { Leases } from './contracts.ts';
import type { Database } from './database.ts';
import { epoch } from './values.ts';

export function createLeases(database: Database): Leases {
  return {
    async take(name, holder, seconds) {
      const now = epoch();
      const rows = await database.rows(
        `INSERT INTO leases (name, holder, until) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE leases.until <= ? OR leases.holder = excluded.holder
         RETURNING holder`,
        [name, holder, now + seconds, now],
      );
      return rows.length === 1;
    },
  };
}
