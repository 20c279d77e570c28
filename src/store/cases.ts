// What officers have to look at: opened in a sign-in, closed from the command line. One open case of a kind and an account.
// It must never tell, to somebody who reads the database, whom a case is about.
import type { Json } from '../connectors/contract.ts';
import type { Case, Cases, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch, only } from './values.ts';

interface Row {
  reference: string;
  kind: Case['kind'];
  account: string;
  content: Buffer;
  opened_at: number | string;
}

/** Cases by reference; the account stands as the keyed token that the store made of it. */
export function createCases(database: Statements, vault: Vault): Cases {
  const context = (kind: string, account: string) => `cases:${kind}:${account}`;
  const read = ({ opened_at, content, ...row }: Row): Case => ({
    ...row,
    content: vault.open(content, context(row.kind, row.account)) as Json,
    openedAt: Number(opened_at),
  });
  return {
    async open({ reference, kind, account, content }) {
      const rows = await database.rows<{ reference: string }>(
        `INSERT INTO cases (reference, kind, account, content, opened_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (kind, account) WHERE closed_at IS NULL DO UPDATE SET kind = excluded.kind RETURNING reference`,
        [reference, kind, account, vault.seal(content, context(kind, account)), epoch()],
      );
      return only(rows, 'cases').reference;
    },
    async list() {
      const rows = await database.rows<Row>(
        'SELECT reference, kind, account, content, opened_at FROM cases WHERE closed_at IS NULL ORDER BY opened_at, reference',
        [],
      );
      return rows.map(read);
    },
    async find(reference) {
      const [row] = await database.rows<Row>(
        'SELECT reference, kind, account, content, opened_at FROM cases WHERE reference = ? AND closed_at IS NULL',
        [reference],
      );
      return row && read(row);
    },
    async update(reference, content) {
      const [row] = await database.rows<Row>('SELECT kind, account FROM cases WHERE reference = ?', [reference]);
      if (!row) return false;
      const rows = await database.rows(
        'UPDATE cases SET content = ? WHERE reference = ? AND closed_at IS NULL RETURNING reference',
        [vault.seal(content, context(row.kind, row.account)), reference],
      );
      return rows.length === 1;
    },
    async close(reference) {
      const rows = await database.rows(
        // What it was about is needed no more.
        'UPDATE cases SET closed_at = ?, content = ? WHERE reference = ? AND closed_at IS NULL RETURNING reference',
        [epoch(), Buffer.alloc(0), reference],
      );
      return rows.length === 1;
    },
  };
}
