// Which person an account belongs to: asked once a sign-in, after the provider has answered.
// One account must never become two people, however many first sign-ins it makes at once.
import { randomBytes } from 'node:crypto';
import type { People, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch, only } from './values.ts';

interface Row {
  person: string;
}

/**
 * Accounts stand as keyed tokens over issuer and subject; a person is 16 random bytes, base64url.
 * The level is kept as it was when the account was linked.
 */
export function createPeople(database: Statements, vault: Vault): People {
  return {
    async personOf({ issuer, subject, mayBeNew }, level) {
      const account = vault.token('account', `${issuer}\0${subject}`);
      const [known] = await database.rows<Row>('SELECT person FROM accounts WHERE account = ?', [account]);
      if (known) return { person: known.person, account, known: true };
      if (!mayBeNew) return undefined;
      const candidate = randomBytes(16).toString('base64url');
      const linked = await database.rows<Row>(
        `INSERT INTO accounts (account, person, identity, authenticator, linked_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account) DO UPDATE SET account = excluded.account RETURNING person`,
        [account, candidate, level.identity, level.authenticator, epoch()],
      );
      const { person } = only(linked, 'accounts');
      return { person, account, known: person !== candidate };
    },
  };
}
