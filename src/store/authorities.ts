// Who may act for whom: read by the step that asks for whom a sign-in is, and whenever a token made so is used.
// It must never tell, to somebody who reads the database, who acts for whom; an authority that has ended is not there.
import { randomUUID } from 'node:crypto';
import { HubError } from '../errors.ts';
import { randomText } from '../random.ts';
import type { Authorities, Authority, AuthoritySide, Claim } from './authority-contracts.ts';
import { isStopped, openAuthority, sealAuthority } from './authority-moves.ts';
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { keepNotice } from './notices.ts';
import { personToken } from './subjects.ts';
import { epoch } from './values.ts';

interface Row {
  id: string;
  content: Buffer;
}

const sides: readonly AuthoritySide[] = ['actor', 'holder'];
const other: Readonly<Record<AuthoritySide, AuthoritySide>> = { actor: 'holder', holder: 'actor' };
const live = 'FROM authorities WHERE expires_at > ?';

/** Whoever a code belongs to. Until somebody has acted for them, services may know the person by their own subject: but who was held stays so. */
function claimed(
  before: Authority,
  { side, person, claim, stopped }: Taking & { side: AuthoritySide; stopped: boolean },
) {
  if (side === 'actor') return { ...before, actor: person };
  const { actor, contact } = before;
  const { email, language } = claim ?? {};
  return {
    ...before,
    holder: person,
    ...(actor === undefined && !stopped && { subject: person }),
    // Where an officer wrote one down, that one stays.
    ...(email && language && { contact: { email, language, ...contact } }),
  };
}

interface Taking {
  code: string;
  person: string;
  claim: Claim | undefined;
}

export function createAuthorities(database: Database, vault: Vault): Authorities {
  const opened = (row: Row) => openAuthority(vault, row);
  const sealed = (authority: Authority) => sealAuthority(vault, authority);
  const codeToken = (side: AuthoritySide, code: string) => vault.token(`authority-code:${side}`, code);

  async function take(within: Statements, side: AuthoritySide, taking: Taking) {
    const { code, person, claim } = taking;
    const them = personToken(vault, person);
    const [row] = await within.rows<Row>(
      `UPDATE authorities SET ${side}_code = NULL, ${side} = ?
       WHERE ${side}_code = ? AND expires_at > ? AND (${other[side]} IS NULL OR ${other[side]} <> ?)
         AND (written_by IS NULL OR written_by <> ?) RETURNING id, content`,
      [them, codeToken(side, code), epoch(), them, them],
    );
    if (!row) return undefined;
    const before = opened(row);
    const stopped = await isStopped({ rows: within.rows, vault }, before.subject);
    const authority: Authority = claimed(before, { ...taking, side, stopped });
    await within.rows('UPDATE authorities SET content = ? WHERE id = ?', [sealed(authority), authority.id]);
    // From now on somebody can act by it.
    const notice = side === 'actor' ? claim?.granted(authority) : undefined;
    if (notice) await keepNotice({ rows: within.rows, vault }, notice);
    return { side, authority };
  }

  return {
    async grant(given, codes) {
      const subject = randomText(16);
      const authority: Authority = { ...given, id: given.id ?? randomUUID(), subject, grantedAt: epoch() };
      const written = await database.rows(
        `INSERT INTO authorities (id, actor_code, holder_code, content, written_by, expires_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING RETURNING 1 AS written`,
        [
          authority.id,
          codeToken('actor', codes.actor),
          codeToken('holder', codes.holder),
          sealed(authority),
          given.writtenBy === undefined ? null : personToken(vault, given.writtenBy),
          given.endsAt,
        ],
      );
      if (written.length === 0)
        throw new HubError('changed_meanwhile', { detail: 'that authority is written already' });
      return authority.id;
    },
    claim: (code, person, claim) =>
      database.transaction(async (within) => {
        for (const side of sides) {
          const found = await take(within, side, { code, person, claim });
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
