// What officers have said of people whose age they had to look at: read at their next sign-in, and whenever a token is used that stands on it.
// It must never tell, to somebody who reads the database, of whom or for which service, nor outlive a change of who the person is.
import { randomUUID } from 'node:crypto';
import type { Json } from '../connectors/contract.ts';
import type { AgeDecision, AgeDecisions } from './age-contracts.ts';
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { holdMoves } from './people.ts';
import { personToken } from './subjects.ts';
import { epoch } from './values.ts';

interface Row {
  id: string;
  content: Buffer;
}

const contextOf = (id: string) => `age_decisions:${id}`;
const live = 'FROM age_decisions WHERE expires_at > ?';

/** Within a move: who the person is has changed, so an officer has to look again (moves.ts). */
export const endAgeDecisions = ({ rows, vault }: Pick<Statements, 'rows'> & { vault: Vault }, person: string) =>
  rows('DELETE FROM age_decisions WHERE person = ?', [personToken(vault, person)]);

export function createAgeDecisions(database: Database, vault: Vault): AgeDecisions {
  const opened = ({ id, content }: Row) => vault.open(content, contextOf(id)) as unknown as AgeDecision;
  const serviceToken = (service: string) => vault.token('service', service);
  return {
    decide: (account, given) =>
      database.transaction(async (within) => {
        await holdMoves(within);
        const [row] = await within.rows<{ person: string }>('SELECT person FROM accounts WHERE account = ?', [account]);
        if (!row) return undefined;
        const { person } = row;
        const made: AgeDecision = { ...given, id: randomUUID(), person, decidedAt: epoch() };
        const pair = [personToken(vault, person), serviceToken(given.service)];
        await within.rows('DELETE FROM age_decisions WHERE person = ? AND service = ?', pair);
        await within.rows(
          'INSERT INTO age_decisions (id, person, service, content, expires_at) VALUES (?, ?, ?, ?, ?)',
          [made.id, ...pair, vault.seal(made as unknown as Json, contextOf(made.id)), given.endsAt],
        );
        return made;
      }),
    async find(person, service) {
      const [row] = await database.rows<Row>(`SELECT id, content ${live} AND person = ? AND service = ?`, [
        epoch(),
        personToken(vault, person),
        serviceToken(service),
      ]);
      return row && opened(row);
    },
    async all() {
      const rows = await database.rows<Row>(`SELECT id, content ${live}`, [epoch()]);
      return rows.map(opened).sort((a, b) => b.decidedAt - a.decidedAt || (a.id < b.id ? -1 : 1));
    },
    async end(id) {
      const [row] = await database.rows<Row>('DELETE FROM age_decisions WHERE id = ? RETURNING id, content', [id]);
      return row && opened(row);
    },
  };
}
