// What a session stands on (authentications) and what a grant releases: sealed documents with an end.
// Released claims belong to the grant; nothing here may be found by browser session.
import type { Json } from '../connectors/contract.ts';
import type { Authentication, Authentications, Releases } from './authentication-contracts.ts';
import type { Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import type { Granted, ReleaseRow } from './granted.ts';
import type { Recall } from './recall.ts';
import { personToken } from './subjects.ts';
import { epoch, hashed } from './values.ts';
import { bestInForce, type InForceRow, inForceColumns, vouchedToken, whileInForce } from './vouches.ts';

/** Releases by grant. */
export function createReleases(
  database: Statements,
  vault: Vault,
  { recall, granted }: { recall: Recall; granted: Granted },
): Releases {
  const table = 'releases';
  const write = ({ content, person, expiresAt }: ReleaseRow, row: string) =>
    database.rows(
      `INSERT INTO ${table} (id, content, person, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET content = excluded.content, person = excluded.person,
         expires_at = excluded.expires_at`,
      [row, content, person, expiresAt],
    );
  return {
    async put(id, document, { person, expiresAt }, grant) {
      const row = hashed(id);
      const content = vault.seal(document, `${table}:${row}`);
      const release = { content, person: personToken(vault, person), expiresAt };
      await (grant ? granted.together(row, release, grant) : write(release, row));
      recall.put(table, row, [{ content, expires_at: expiresAt }]);
    },
    async find(id) {
      const row = hashed(id);
      const [found] = await recall.rows(table, row, () =>
        database.rows<{ content: Buffer; expires_at: number }>(
          `SELECT content, expires_at FROM ${table} WHERE id = ?`,
          [row],
        ),
      );
      return found && found.expires_at > epoch() ? vault.open(found.content, `${table}:${row}`) : undefined;
    },
  };
}

interface AuthenticationRow {
  authentication: Buffer;
  until: number;
  id: string | null;
}

/** Authentications by id; putting one again replaces it. Each is read together with the officer's check of its account, where one is in force. */
export function createAuthentications(database: Statements, vault: Vault, recall: Recall): Authentications {
  const table = 'authentications';
  return {
    async put({ vouched: _lookedUp, ...authentication }, expiresAt) {
      const row = hashed(authentication.id);
      const { person, account, contradicted } = authentication;
      const content = vault.seal(authentication as unknown as Json, `${table}:${row}`);
      const vouched = contradicted ? null : vouchedToken(vault, account);
      await database.rows(
        `INSERT INTO authentications (id, content, person, account, expires_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET content = excluded.content, person = excluded.person, account = excluded.account,
           expires_at = excluded.expires_at`,
        [row, content, personToken(vault, person), vouched, expiresAt],
      );
      const kept = { authentication: content, until: expiresAt, id: null };
      const checks = vouched === null ? [] : recall.known<InForceRow>('vouch_events', vouched);
      if (checks) recall.put(table, row, checks.length > 0 ? checks.map((check) => ({ ...kept, ...check })) : [kept]);
      else recall.drop(table, row);
    },
    async find(id) {
      const row = hashed(id);
      const now = epoch();
      const known = await recall.rows(table, row, () =>
        database.rows<AuthenticationRow | (AuthenticationRow & InForceRow)>(
          `SELECT a.content AS authentication, a.expires_at AS until, ${inForceColumns} FROM authentications a
           LEFT JOIN vouch_events c ON c.account = a.account LEFT JOIN vouches v ON ${whileInForce} WHERE a.id = ?`,
          [now, row],
        ),
      );
      const rows = known.filter(({ until }) => until > now);
      const [found] = rows;
      if (!found) return undefined;
      const authentication = vault.open(found.authentication, `authentications:${row}`) as unknown as Authentication;
      const checks = rows.filter(isInForce).filter(({ ends_at }) => Number(ends_at) > now);
      const vouched = bestInForce(vault, checks, authentication.person);
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
      recall.drop(table, hashed(id));
    },
  };
}

const isInForce = (row: AuthenticationRow | InForceRow): row is AuthenticationRow & InForceRow => row.id !== null;
