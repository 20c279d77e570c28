// Who may act for whom: read by the step that asks for whom a sign-in is, and whenever a token made so is used.
// It must never tell, to somebody who reads the database, who acts for whom; an authority that has ended is not there.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Json } from '../connectors/contract.ts';
import type { Authorities, Authority, AuthoritySide } from './authority-contracts.ts';
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { personToken } from './subjects.ts';
import { epoch } from './values.ts';

interface Row {
  id: string;
  content: Buffer;
}

const sides: readonly AuthoritySide[] = ['actor', 'holder'];
const other: Readonly<Record<AuthoritySide, AuthoritySide>> = { actor: 'holder', holder: 'actor' };
const contextOf = (id: string) => `authorities:${id}`;
const live = 'FROM authorities WHERE expires_at > ?';

/** Whoever a code belongs to. Until somebody has acted for them, services may know the person by their own subject. */
const claimed = (before: Authority, side: AuthoritySide, person: string): Authority => ({
  ...before,
  [side]: person,
  ...(side === 'holder' && before.actor === undefined && { subject: person }),
});

export function createAuthorities(database: Database, vault: Vault): Authorities {
  const opened = ({ id, content }: Row): Authority => vault.open(content, contextOf(id)) as unknown as Authority;
  const sealed = (authority: Authority) => vault.seal(authority as unknown as Json, contextOf(authority.id));
  const codeToken = (side: AuthoritySide, code: string) => vault.token(`authority-code:${side}`, code);

  async function take(within: Statements, side: AuthoritySide, code: string, person: string) {
    const them = personToken(vault, person);
    const [row] = await within.rows<Row>(
      `UPDATE authorities SET ${side}_code = NULL, ${side} = ?
       WHERE ${side}_code = ? AND expires_at > ? AND (${other[side]} IS NULL OR ${other[side]} <> ?) RETURNING id, content`,
      [them, codeToken(side, code), epoch(), them],
    );
    if (!row) return undefined;
    const authority = claimed(opened(row), side, person);
    await within.rows('UPDATE authorities SET content = ? WHERE id = ?', [sealed(authority), authority.id]);
    return { side, authority };
  }

  return {
    async grant(given, codes) {
      const subject = randomBytes(16).toString('base64url');
      const authority: Authority = { ...given, id: randomUUID(), subject, grantedAt: epoch() };
      await database.rows(
        'INSERT INTO authorities (id, actor_code, holder_code, content, expires_at) VALUES (?, ?, ?, ?, ?)',
        [
          authority.id,
          codeToken('actor', codes.actor),
          codeToken('holder', codes.holder),
          sealed(authority),
          given.endsAt,
        ],
      );
      return authority.id;
    },
    claim: (code, person) =>
      database.transaction(async (within) => {
        for (const side of sides) {
          const found = await take(within, side, code, person);
          if (found) return found;
        }
        return undefined;
      }),
    async find(id) {
      const [row] = await database.rows<Row>(`SELECT id, content ${live} AND id = ?`, [epoch(), id]);
      return row && opened(row);
    },
    async of(side, person) {
      const rows = await database.rows<Row>(`SELECT id, content ${live} AND ${side} = ?`, [
        epoch(),
        personToken(vault, person),
      ]);
      return rows.map(opened).sort((a, b) => a.grantedAt - b.grantedAt || (a.id < b.id ? -1 : 1));
    },
    async all() {
      const rows = await database.rows<Row>(`SELECT id, content ${live} ORDER BY expires_at, id`, [epoch()]);
      return rows.map(opened);
    },
    async involve(person) {
      const them = personToken(vault, person);
      const found = await database.rows(`SELECT 1 AS found ${live} AND (actor = ? OR holder = ?) LIMIT 1`, [
        epoch(),
        them,
        them,
      ]);
      return found.length > 0;
    },
    async end(id) {
      const gone = await database.rows('DELETE FROM authorities WHERE id = ? RETURNING 1 AS gone', [id]);
      return gone.length > 0;
    },
  };
}
