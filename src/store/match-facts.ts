// Single facts of accounts that matching decides by: strong identifiers, known answers, tries, and what an officer said. Used in matching.
// An identifier must never be two accounts' (unique index), and no value may stand here in clear: they come as keyed tokens.
import type { Account } from './account-contracts.ts';
import type { Statements } from './database.ts';
import type { MatchFacts } from './matching-contracts.ts';
import { epoch, only } from './values.ts';

/**
 * Seconds that tries at the question, and whom an officer has kept apart, stay where the account is not there: since the last try or word, or since it
 * was deleted (sweep.ts).
 */
export const keptWithout = 365 * 86_400;

const places = (values: readonly unknown[]) => values.map(() => '?').join(', ');

export function createMatchFacts(database: Statements): MatchFacts {
  return {
    async holderOf(kind, token) {
      const [row] = await database.rows<Pick<Account, 'account' | 'person'>>(
        `SELECT a.account, a.person FROM identifiers i JOIN accounts a ON a.account = i.account
         WHERE i.kind = ? AND i.token = ?`,
        [kind, token],
      );
      return row;
    },
    async keepIdentifier(kind, token, account) {
      const rows = await database.rows<{ account: string }>(
        `INSERT INTO identifiers (kind, token, account) VALUES (?, ?, ?)
         ON CONFLICT (kind, token) DO UPDATE SET kind = excluded.kind RETURNING account`,
        [kind, token, account],
      );
      return only(rows, 'identifiers').account === account;
    },
    async answersOf(people, attribute) {
      if (people.length === 0) return [];
      return database.rows(
        `SELECT a.person, k.token FROM known_answers k JOIN accounts a ON a.account = k.account
         WHERE k.attribute = ? AND a.person IN (${places(people)})`,
        [attribute, ...people],
      );
    },
    async keepAnswer(account, attribute, token) {
      await database.rows(
        `INSERT INTO known_answers (account, attribute, token) VALUES (?, ?, ?)
         ON CONFLICT (account, attribute) DO UPDATE SET token = excluded.token`,
        [account, attribute, token],
      );
    },
    async countTry(account) {
      const rows = await database.rows<{ tries: number }>(
        `INSERT INTO question_tries (account, tries, expires_at) VALUES (?, 1, ?)
         ON CONFLICT (account) DO UPDATE SET tries = question_tries.tries + 1, expires_at = excluded.expires_at
         RETURNING tries`,
        [account, epoch() + keptWithout],
      );
      return only(rows, 'question_tries').tries;
    },
    async triesOf(account) {
      const [row] = await database.rows<{ tries: number }>('SELECT tries FROM question_tries WHERE account = ?', [
        account,
      ]);
      return row?.tries ?? 0;
    },
    async askAgain(account) {
      await database.rows(
        `INSERT INTO question_tries (account, tries, ask_again, expires_at) VALUES (?, 0, 1, ?)
         ON CONFLICT (account) DO UPDATE SET tries = 0, ask_again = 1, expires_at = excluded.expires_at`,
        [account, epoch() + keptWithout],
      );
    },
    async askedAgain(account) {
      await database.rows('UPDATE question_tries SET ask_again = 0 WHERE account = ?', [account]);
    },
    async keepApart(account, person) {
      await database.rows(
        `INSERT INTO kept_apart (account, person, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (account, person) DO UPDATE SET expires_at = excluded.expires_at`,
        [account, person, epoch() + keptWithout],
      );
    },
    async keptApart(account) {
      const rows = await database.rows<{ person: string }>('SELECT person FROM kept_apart WHERE account = ?', [
        account,
      ]);
      return rows.map(({ person }) => person);
    },
  };
}
