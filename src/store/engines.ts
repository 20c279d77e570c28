// How each engine is connected: SQLite for one process, PostgreSQL for several. Called once, when the hub starts.
// It must never put values into error messages: knex would otherwise write a statement's bindings there.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';
import pg from 'pg';
import { HubError } from '../errors.ts';

export type { Knex };
export type Engine = 'sqlite' | 'postgres';

/** Where the database is: a PostgreSQL URL, which wins, or the path of a SQLite file. */
export interface Location {
  sqliteFile?: string | undefined;
  databaseUrl?: string | undefined;
}

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

/**
 * The time limit comes first: the switch to WAL may already have to wait for another process. 64 MB of cache hold the upper levels of every index
 * of a million people; the default of 2 MB reads them again for every look-up.
 */
const pragmas = [
  'PRAGMA busy_timeout = 5000',
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = NORMAL',
  'PRAGMA foreign_keys = ON',
  'PRAGMA cache_size = -65536',
].join('; ');

/** knex prints what it also throws; whoever catches the error logs it, once, with a reference number. */
const silent = () => {};

const common = {
  compileSqlOnError: false,
  acquireConnectionTimeout: 10_000,
  log: { warn: silent, error: silent, deprecate: silent, debug: silent },
} satisfies Knex.Config;

async function sqlite(file: string): Promise<Knex> {
  await mkdir(path.dirname(file), { recursive: true });
  return createKnex({
    ...common,
    client: 'sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    // One that the store holds, and one for migrations.
    pool: {
      min: 1,
      max: 2,
      afterCreate: (connection: SqliteConnection, done: (error: Error | null) => void) => {
        connection.exec(pragmas, done);
      },
    },
  });
}

const bigint = pg.types.builtins.INT8;

/** 64-bit integers come back as numbers: ours are seconds, milliseconds and counters, far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === bigint ? Number : pg.types.getTypeParser(id, format as 'text')),
};

function postgres(url: string): Knex {
  const limits = { connectionTimeoutMillis: 5000, query_timeout: 15_000, keepAlive: true };
  return createKnex({
    ...common,
    client: 'pg',
    connection: { connectionString: url, types, ...limits } as Knex.PgConnectionConfig,
    pool: { min: 0, max: 10 },
  });
}

/** A knex instance for a place, and which engine that is. Errors: HubError `configuration` when no place is named. */
export async function connect(location: Location): Promise<{ knex: Knex; engine: Engine }> {
  if (location.databaseUrl) return { knex: postgres(location.databaseUrl), engine: 'postgres' };
  if (location.sqliteFile) return { knex: await sqlite(location.sqliteFile), engine: 'sqlite' };
  throw new HubError('configuration', { detail: 'neither a SQLite file nor a database URL is set' });
}
