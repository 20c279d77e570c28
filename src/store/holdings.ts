// What every table holds: how many rows, since when, and how many of them are over. For `gatehouse retention`; counts everything, so not for a page.
// It must never read what a row says.
import type { Database } from './database.ts';
import { overBy, type Retention, type Table, tables } from './tables.ts';

export interface Holding extends Pick<Table, 'holds' | 'kept'> {
  table: string;
  rows: number;
  /** When the oldest row was made, in milliseconds since 1970, where the table knows. */
  oldest?: number;
  /** Rows that the next sweeps take out; undefined where none ever is over. */
  over?: number;
}

/** One entry for each table. */
export async function holdingsOf(
  database: Database,
  { retention, now }: { retention: Retention; now: number },
): Promise<Holding[]> {
  const found: Holding[] = [];
  for (const [name, table] of Object.entries(tables)) {
    const { holds, kept, since, milliseconds } = table;
    const over = overBy(table, { retention, now });
    const [row] = await database.rows<{ rows: number; oldest: number | null; over: number | null }>(
      `SELECT COUNT(*) AS rows, ${since ? `MIN(${since})` : 'NULL'} AS oldest,
         ${over ? `SUM(CASE WHEN ${over.column} <= ? THEN 1 ELSE 0 END)` : 'NULL'} AS over FROM ${name}`,
      over ? [over.before] : [],
    );
    const oldest = row?.oldest ?? null;
    found.push({
      table: name,
      holds,
      kept,
      rows: Number(row?.rows ?? 0),
      ...(oldest !== null && { oldest: Number(oldest) * (milliseconds ? 1 : 1000) }),
      ...(over && { over: Number(row?.over ?? 0) }),
    });
  }
  return found;
}
