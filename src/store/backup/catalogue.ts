// What tables and columns a database has: the one thing that each engine says in its own way. For backup, restore and `retention`.
import type { Engine } from '../engines.ts';
import { tables } from '../tables.ts';

/** Statement for the names of all tables, as `name`. */
export const tableNames: Readonly<Record<Engine, string>> = {
  sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  postgres: 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()',
};

/** Statement for the columns of a table, in order, as `name`. */
export const columnNames: Readonly<Record<Engine, string>> = {
  sqlite: 'SELECT name FROM pragma_table_info(?) ORDER BY cid',
  postgres: `SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position`,
};

/** Those tables of ours that a backup holds. */
export const backedUp: readonly string[] = Object.keys(tables).filter((table) => !tables[table]?.left);
