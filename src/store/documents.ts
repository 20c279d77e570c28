// What a session stands on (authentications) and what a grant releases: sealed documents with an end.
// Released claims belong to the grant; nothing here may be found by browser session.
import type { Json } from '../connectors/contract.ts';
import type { Authentication, Authentications, Releases } from './authentication-contracts.ts';
import type { Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { personToken } from './subjects.ts';
import { epoch, hashed } from './values.ts';
import { bestInForce, type InForceRow, inForceColumns, vouchedToken, whileInForce } from './vouches.ts';

/** Releases by grant; putting one again replaces it. */
export function createReleases(database: Statements, vault: Vault): Releases {
  const table = 'releases';
  return {
    async put(id, document, { person, expiresAt }) {
      const row = hashed(id);
      await database.rows(
        `INSERT INTO ${table} (id, content, person, expires_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET content = excluded.content, person = excluded.person,
           expires_at = excluded.expires_at`,
        [row, vault.seal(document, `${table}:${row}`), personToken(vault, person), expiresAt],
      );
    },
    async find(id) {
      const row = hashed(id);
      const [found] = await database.rows<{ content: Buffer }>(
        `SELECT content FROM ${table} WHERE id = ? AND expires_at > ?`,
        [row, epoch()],
      );
      return found && vault.open(found.content, `${table}:${row}`);
    },
  };
}

interface AuthenticationRow {
  authentication: Buffer;
  id: string | null;
}

/** Authentications by id; putting one again replaces it. Each is read together with the officer's check of its account, where one is in force. */
export function createAuthentications(database: Statements, vault: Vault): Authentications {
  return {
    async put({ vouched: _lookedUp, ...authentication }, expiresAt) {
      const row = hashed(authentication.id);
      const { person, account, contradicted } = authentication;
      await database.rows(
        `INSERT INTO authentications (id, content, person, account, expires_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET content = excluded.content, person = excluded.person, account = excluded.account,
           expires_at = excluded.expires_at`,
        [
          row,
          vault.seal(authentication as unknown as Json, `authentications:${row}`),
          personToken(vault, person),
          contradicted ? null : vouchedToken(vault, account),
          expiresAt,
        ],
      );
    },
    async find(id) {
      const row = hashed(id);
      const now = epoch();
      const rows = await database.rows<AuthenticationRow | (AuthenticationRow & InForceRow)>(
        `SELECT a.content AS authentication, ${inForceColumns} FROM authentications a
         LEFT JOIN vouch_events c ON c.account = a.account LEFT JOIN vouches v ON ${whileInForce}
         WHERE a.id = ? AND a.expires_at > ?`,
        [now, row, now],
      );
      const [found] = rows;
      if (!found) return undefined;
      const authentication = vault.open(found.authentication, `authentications:${row}`) as unknown as Authentication;
      const vouched = bestInForce(vault, rows.filter(isInForce), authentication.person);
      return { ...authentication, ...(vouched && { vouched }) };
    },
    async end(id) {
      const [found] = await database.rows<{ expires_at: number | string }>(
        'SELECT expires_at FROM authentications WHERE id = ? AND expires_at > ?',
        [hashed(id), epoch()],
      );
      return found && Number(found.expires_at);
    },
    async prolong(id, expiresAt) {
      await database.rows(
        'UPDATE authentications SET expires_at = ? WHERE id = ? AND expires_at < ? AND expires_at > ?',
        [expiresAt, hashed(id), expiresAt, epoch()],
      );
    },
  };
}

const isInForce = (row: AuthenticationRow | InForceRow): row is AuthenticationRow & InForceRow => row.id !== null;
