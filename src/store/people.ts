// Which person an account belongs to: asked once a sign-in, after the provider has answered.
// One account must never become two people, however many first sign-ins it makes at once.
import type { Json } from '../connectors/contract.ts';
import { randomText } from '../random.ts';
import type { Account, Link, LinkRule } from './account-contracts.ts';
import type { People, Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { epoch, only } from './values.ts';

interface Row {
  account: string;
  person: string;
  identity: Link['level']['identity'];
  authenticator: Link['level']['authenticator'];
  link: Buffer | null;
  linked_at: number | string;
  provider: string | null;
  rule: LinkRule | null;
  came_from: string | null;
  kept_until?: number | string | null;
  ask_again?: number | string | null;
  answer?: string | null;
}

const columns = 'account, person, identity, authenticator, link, linked_at, provider, rule, came_from';
const keptUntil = '(SELECT expires_at FROM match_records r WHERE r.account = accounts.account) AS kept_until';

const askAgain = '(SELECT ask_again FROM question_tries q WHERE q.account = accounts.account) AS ask_again';

const knownAnswer = '(SELECT token FROM known_answers k WHERE k.account = accounts.account LIMIT 1) AS answer';

const contextOf = (account: string) => `accounts:${account}`;

/** What a link stands on besides its level, sealed for one account. */
export const sealedLink = (vault: Vault, account: string, { stamp, details }: Link): Buffer =>
  vault.seal({ ...(stamp && { stamp: { ...stamp } }), details: { ...details } } as Json, contextOf(account));

/** A new person: 16 random bytes, base64url. */
export const newPerson = (): string => randomText(16);

/** Holds back every other node that moves accounts between people, until the transaction ends. */
export const holdMoves = (within: Statements) =>
  within.rows("UPDATE store_counters SET value = value + 1 WHERE name = 'moves'");

function reader(vault: Vault) {
  return ({ account, person, identity, authenticator, link, linked_at, provider, rule, ...row }: Row): Account => {
    const { came_from, kept_until, ask_again, answer } = row;
    const rest = link ? (vault.open(link, contextOf(account)) as unknown as Omit<Link, 'level'>) : { details: {} };
    return {
      account,
      person,
      ...(provider !== null && { provider }),
      rule: rule ?? 'new-account',
      ...(came_from !== null && { cameFrom: came_from }),
      linkedAt: Number(linked_at),
      ...(ask_again && { askAgain: true as const }),
      ...(kept_until && { keptUntil: Number(kept_until) }),
      ...(answer && { answer }),
      link: { level: { identity, authenticator }, ...rest },
    };
  };
}

/**
 * Accounts stand as keyed tokens over issuer and subject; a person is a random id.
 * The level of a link stands in columns of its own; what else it stands on is sealed.
 */
export function createPeople(database: Database, vault: Vault): People {
  const read = reader(vault);
  // The pseudonym that the trail has for a person: what an operator can name somebody by.
  const pseudonym = (person: string) => vault.token('trail:person', person);
  const find = async (account: string) => {
    const [row] = await database.rows<Row>(
      `SELECT ${columns}, ${keptUntil}, ${askAgain}, ${knownAnswer} FROM accounts WHERE account = ?`,
      [account],
    );
    return row && read(row);
  };
  async function insert(within: Statements, row: Omit<Row, 'came_from'>) {
    const values = [row.account, row.person, row.identity, row.authenticator, row.link, row.linked_at];
    const rows = await within.rows<Row>(
      `INSERT INTO accounts (account, person, identity, authenticator, link, linked_at, provider, rule)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account) DO UPDATE SET account = excluded.account RETURNING ${columns}`,
      [...values, row.provider, row.rule],
    );
    return only(rows, 'accounts');
  }
  return {
    accountOf: ({ issuer, subject }) => vault.token('account', `${issuer}\0${subject}`),
    find,
    async accountsOf(person) {
      const rows = await database.rows<Row>(
        `SELECT ${columns} FROM accounts WHERE person = ? ORDER BY linked_at, account`,
        [person],
      );
      return rows.map(read);
    },
    async join(account, { provider, rule, into }, link) {
      const { identity, authenticator } = link.level;
      const sealed = sealedLink(vault, account, link);
      const person = into ?? newPerson();
      const row = { account, person, identity, authenticator, link: sealed, linked_at: epoch(), provider, rule };
      if (into === undefined) {
        const made = await insert(database, row);
        return { ...read(made), known: made.person !== person };
      }
      return database.transaction(async (within) => {
        await holdMoves(within);
        const somebody = await within.rows('SELECT 1 AS found FROM accounts WHERE person = ? LIMIT 1', [into]);
        if (somebody.length === 0) return undefined;
        const [before] = await within.rows<Row>(`SELECT ${columns} FROM accounts WHERE account = ?`, [account]);
        return { ...read(before ?? (await insert(within, row))), known: before !== undefined };
      });
    },
    async relink(account, link) {
      await database.rows('UPDATE accounts SET identity = ?, authenticator = ?, link = ? WHERE account = ?', [
        link.level.identity,
        link.level.authenticator,
        sealedLink(vault, account, link),
        account,
      ]);
    },
    async blocked() {
      const rows = await database.rows<{ person: string; kind: string }>('SELECT person, kind FROM blocked_people', []);
      const found = new Map(rows.map(({ person, kind }) => [person, kind]));
      return (person, kind = 'block') => found.size > 0 && found.get(pseudonym(person)) === kind;
    },
    async block(blocked, kind = 'block') {
      await database.rows(
        `INSERT INTO blocked_people (person, blocked_at, kind) VALUES (?, ?, ?)
         ON CONFLICT (person) DO UPDATE SET kind = excluded.kind`,
        [blocked, epoch(), kind],
      );
    },
    async unblock(blocked) {
      const rows = await database.rows('DELETE FROM blocked_people WHERE person = ? RETURNING person', [blocked]);
      return rows.length === 1;
    },
  };
}
