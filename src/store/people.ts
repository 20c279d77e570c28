// Which person an account belongs to: asked once a sign-in, after the provider has answered.
// One account must never become two people, however many first sign-ins it makes at once.
import { randomBytes } from 'node:crypto';
import type { Json } from '../connectors/contract.ts';
import type { Link, People, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch, only } from './values.ts';

interface Row {
  person: string;
  identity: Link['level']['identity'];
  authenticator: Link['level']['authenticator'];
  link: Buffer | null;
}

const columns = 'person, identity, authenticator, link';

/**
 * Accounts stand as keyed tokens over issuer and subject; a person is 16 random bytes, base64url.
 * The level of a link stands in columns of its own; what else it stands on is sealed.
 */
export function createPeople(database: Statements, vault: Vault): People {
  const context = (account: string) => `accounts:${account}`;
  const sealed = (account: string, { stamp, details }: Link) =>
    vault.seal({ ...(stamp && { stamp: { ...stamp } }), details: { ...details } } as Json, context(account));
  const linkOf = (account: string, { identity, authenticator, link }: Row): Link => {
    const rest = link ? (vault.open(link, context(account)) as unknown as Omit<Link, 'level'>) : { details: {} };
    return { level: { identity, authenticator }, ...rest };
  };
  // The pseudonym that the trail has for a person: what an operator can name somebody by.
  const pseudonym = (person: string) => vault.token('trail:person', person);
  return {
    async personOf({ issuer, subject, mayBeNew }, link) {
      const account = vault.token('account', `${issuer}\0${subject}`);
      const [known] = await database.rows<Row>(`SELECT ${columns} FROM accounts WHERE account = ?`, [account]);
      if (known) return { person: known.person, account, known: true, link: linkOf(account, known) };
      if (!mayBeNew) return undefined;
      const candidate = randomBytes(16).toString('base64url');
      const { identity, authenticator } = link.level;
      const linked = await database.rows<Row>(
        `INSERT INTO accounts (account, person, identity, authenticator, link, linked_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (account) DO UPDATE SET account = excluded.account RETURNING ${columns}`,
        [account, candidate, identity, authenticator, sealed(account, link), epoch()],
      );
      const row = only(linked, 'accounts');
      return { person: row.person, account, known: row.person !== candidate, link: linkOf(account, row) };
    },
    async relink(account, link) {
      await database.rows('UPDATE accounts SET identity = ?, authenticator = ?, link = ? WHERE account = ?', [
        link.level.identity,
        link.level.authenticator,
        sealed(account, link),
        account,
      ]);
    },
    async blocked() {
      const rows = await database.rows<{ person: string }>('SELECT person FROM blocked_people', []);
      const found = new Set(rows.map(({ person }) => person));
      return (person) => found.size > 0 && found.has(pseudonym(person));
    },
    async block(blocked) {
      await database.rows(
        'INSERT INTO blocked_people (person, blocked_at) VALUES (?, ?) ON CONFLICT (person) DO NOTHING',
        [blocked, epoch()],
      );
    },
    async unblock(blocked) {
      const rows = await database.rows('DELETE FROM blocked_people WHERE person = ? RETURNING person', [blocked]);
      return rows.length === 1;
    },
  };
}
