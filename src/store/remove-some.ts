// A little of what is over goes: one statement that every sweep shares. It must never take more rows than it was told to.
import type { Database } from './database.ts';

/** Removes at most so many rows of one kind that are over, and says how many went: none only when nothing is left. */
export type Broom = (now: number, most: number) => Promise<number>;

export interface Over {
  table: string;
  /** Column that names a row, or columns with commas between. */
  key: string;
  /** Column that says when a row is over. */
  ends?: string;
  /** What is over by then goes; in the unit of `ends`. */
  now: number;
  most: number;
}

/**
 * Removes at most so many rows that are over, and returns a column of each. Materialized, because PostgreSQL may otherwise ask for
 * the rows once more for each row that it joins, and skip those that it locked: it would take more.
 */
export function removeSome<Row>(database: Database, over: Over, returning = '1 AS gone'): Promise<Row[]> {
  const { table, key, ends = 'expires_at', now, most } = over;
  return database.rows<Row>(
    `WITH over AS MATERIALIZED (SELECT ${key} FROM ${table} WHERE ${ends} <= ? LIMIT ? ${database.skipLocked})
     DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM over) RETURNING ${returning}`,
    [now, most],
  );
}
