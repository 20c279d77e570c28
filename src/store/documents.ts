// What a session stands on (authentications) and what a grant releases: sealed documents with an end.
// Released claims belong to the grant; nothing here may be found by browser session.
import type { Json } from '../connectors/contract.ts';
import type { Authentication, Authentications, Releases, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { personToken } from './subjects.ts';
import { epoch, hashed } from './values.ts';

function documents(table: 'authentications' | 'releases', database: Statements, vault: Vault) {
  return {
    async put(id: string, document: Json, { person, expiresAt }: { person: string; expiresAt: number }): Promise<void> {
      const row = hashed(id);
      await database.rows(
        `INSERT INTO ${table} (id, content, person, expires_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET content = excluded.content, person = excluded.person,
           expires_at = excluded.expires_at`,
        [row, vault.seal(document, `${table}:${row}`), personToken(vault, person), expiresAt],
      );
    },
    async find(id: string): Promise<Json | undefined> {
      const row = hashed(id);
      const [found] = await database.rows<{ content: Buffer }>(
        `SELECT content FROM ${table} WHERE id = ? AND expires_at > ?`,
        [row, epoch()],
      );
      return found && vault.open(found.content, `${table}:${row}`);
    },
  };
}

/** Authentications by id; putting one again replaces it. */
export function createAuthentications(database: Statements, vault: Vault): Authentications {
  const { put, find } = documents('authentications', database, vault);
  return {
    put: (authentication, expiresAt) =>
      put(authentication.id, authentication as unknown as Json, { person: authentication.person, expiresAt }),
    find: async (id) => (await find(id)) as unknown as Authentication | undefined,
  };
}

/** Releases by grant; putting one again replaces it. */
export function createReleases(database: Statements, vault: Vault): Releases {
  return documents('releases', database, vault);
}
