// A database whose statements and transactions are timed and traced, by their kind. It must never tell what a statement holds.
import { inChildSpan } from '../telemetry/spans.ts';
import type { Database } from './database.ts';

/** Told how long a statement took, by its first word, or a whole `transaction`: in seconds. */
export type StatementTook = (kind: string, seconds: number) => void;

export function observed(database: Database, took: StatementTook): Database {
  const timed = <T>(kind: string, work: () => Promise<T>): Promise<T> =>
    inChildSpan(`store ${kind}`, async () => {
      const started = performance.now();
      try {
        return await work();
      } finally {
        took(kind, (performance.now() - started) / 1000);
      }
    });
  return {
    ...database,
    rows: (sql, values) => timed(firstWord(sql), () => database.rows(sql, values)),
    transaction: (work) => timed('transaction', () => database.transaction(work)),
  };
}

const firstWord = (sql: string): string => /\w+/.exec(sql)?.[0].toLowerCase() ?? '';
