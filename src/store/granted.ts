// A grant and what it releases, in one statement (migrations/021-granted.ts). The library writes the grant, by the adapter in artefacts.ts; the
// release is known before, and waits for it here. It must never keep a release whose grant was not written.
import { HubError } from '../errors.ts';
import type { Statements } from './database.ts';

/** Sealed, and when it ends. */
interface Sealed {
  content: Buffer;
  expiresAt: number;
}

/** A release, and the token of whose it is. */
export type ReleaseRow = Sealed & { person: string };

export interface Granted {
  /** `save` makes the library write the grant of this row. @throws HubError `internal` where it did not; else what `save` throws */
  together(row: string, release: ReleaseRow, save: () => Promise<unknown>): Promise<void>;
  /** Writes a grant with the release that waits for it. False where none does. */
  write(row: string, grant: Sealed): Promise<boolean>;
}

export function createGranted(database: Statements): Granted {
  const waiting = new Map<string, ReleaseRow>();
  return {
    async together(row, release, save) {
      waiting.set(row, release);
      try {
        await save();
        if (waiting.has(row)) throw new HubError('internal', { detail: 'a release without its grant' });
      } finally {
        waiting.delete(row);
      }
    },
    async write(row, grant) {
      const release = waiting.get(row);
      if (!release) return false;
      await database.rows(
        `INSERT INTO granted (id, grant_content, grant_ends, content, person, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
        [row, grant.content, grant.expiresAt, release.content, release.person, release.expiresAt],
      );
      waiting.delete(row);
      return true;
    },
  };
}
