// Many rows like one that the hub wrote itself: sealed contents and all columns as they are, under names of their own.
// They can be found, counted and swept; nobody can open them, for a sealed value opens only in the row that it was sealed for.
import type { Database, Value } from '../../src/store/database.ts';

/** SQL of both engines, where they differ. */
export function dialectOf({ engine }: Database) {
  const sqlite = engine === 'sqlite';
  return {
    /** Random text of the length of a keyed token. */
    random: sqlite ? 'substr(hex(randomblob(22)), 1, 43)' : 'substr(md5(random()::text) || md5(random()::text), 1, 43)',
    /** A table `n` of numbers `i`, from the first value up to the second. */
    numbers: sqlite
      ? '(WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n) n'
      : 'generate_series(CAST(? AS bigint), CAST(? AS bigint)) AS n(i)',
    /** Text of that length that follows from a number, and is spread as a keyed token is. */
    spread: (number: string, length: number) => {
      const mixed = `(${number}) * 2654435761 % 68719476736`;
      const hex = sqlite ? `printf('%09x', ${mixed})` : `lpad(to_hex(${mixed}), 9, '0')`;
      return `${hex} || '${'x'.repeat(length - 9)}'`;
    },
  };
}

/** Rows in one statement. */
const batch = 200_000;

/** Runs a statement that ends with two values, the first and the last number of its rows, piece by piece. */
export async function inBatches(
  database: Database,
  { from, to }: { from: number; to: number },
  statement: { sql: string; values: readonly Value[] },
): Promise<void> {
  for (let first = from; first <= to; first += batch)
    await database.rows(statement.sql, [...statement.values, first, Math.min(to, first + batch - 1)]);
}

export interface Copies {
  table: string;
  count: number;
  /** Columns that are another for each row. */
  fresh: readonly string[];
  /** Columns that are the same for all, and not as they were; those that the table does not have are passed over. */
  set?: Readonly<Record<string, Value>>;
}

/** Makes them after the first row that is there; returns how many: none where there is none to go by. */
export async function copy(database: Database, { table, count, fresh, set = {} }: Copies): Promise<number> {
  const [model] = await database.rows<Record<string, Value>>(`SELECT * FROM ${table} LIMIT 1`);
  if (!model || count < 1) return 0;
  const { random, numbers } = dialectOf(database);
  const row = { ...model, ...Object.fromEntries(Object.entries(set).filter(([column]) => column in model)) };
  const kept = Object.entries(row).filter(([column]) => !fresh.includes(column));
  const columns = [...fresh, ...kept.map(([column]) => column)];
  const sql = `INSERT INTO ${table} (${columns.join(', ')})
    SELECT ${[...fresh.map(() => random), ...kept.map(() => '?')].join(', ')} FROM ${numbers}`;
  await inBatches(database, { from: 1, to: count }, { sql, values: kept.map(([, value]) => value) });
  return count;
}

/** Takes the indexes of a table away for as long as the work lasts: building one at the end is far quicker than growing it row by row. */
export async function withoutIndexes(database: Database, table: string, work: () => Promise<void>): Promise<void> {
  const found = await database.rows<{ name: string; made: string }>(
    database.engine === 'sqlite'
      ? "SELECT name, sql AS made FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
      : `SELECT indexname AS name, indexdef AS made FROM pg_indexes WHERE tablename = ?
         AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
    [table],
  );
  for (const { name } of found) await database.rows(`DROP INDEX ${name}`);
  await work();
  for (const { made } of found) await database.rows(made);
}
