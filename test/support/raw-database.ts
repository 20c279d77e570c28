// Reaches around the store: what somebody sees, or does, who has the database but not the master key.
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import type { StoreSettings } from '../../src/store/open.ts';

type Row = Record<string, unknown>;

async function inSqlite(file: string, sql: string): Promise<Row[]> {
  const database = new sqlite3.Database(file);
  try {
    return await new Promise((resolve, reject) => {
      database.all(sql, (error: Error | null, rows: Row[]) => (error ? reject(error) : resolve(rows)));
    });
  } finally {
    await new Promise((closed) => database.close(closed));
  }
}

async function inPostgres(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Runs one statement behind the store's back. */
export function rawQuery({ sqliteFile, databaseUrl }: StoreSettings, sql: string): Promise<Row[]> {
  return databaseUrl ? inPostgres(databaseUrl, sql) : inSqlite(sqliteFile ?? '', sql);
}

/** Everything a thief of the database would have, as one text: the raw file of SQLite, every row of every table of PostgreSQL. */
export async function everything(settings: StoreSettings): Promise<string> {
  if (!settings.databaseUrl) {
    await rawQuery(settings, 'PRAGMA wal_checkpoint(TRUNCATE)');
    return (await readFile(settings.sqliteFile ?? '')).toString('latin1');
  }
  const tables = await rawQuery(settings, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const dumps = await Promise.all(
    tables.map(({ tablename }) => rawQuery(settings, `SELECT row_to_json(t)::text AS line FROM ${tablename} t`)),
  );
  const lines = dumps.flat().map(({ line }) => String(line));
  // bytea is written as \x and hexadecimal digits: read as bytes too.
  return lines
    .flatMap((line) => [
      line,
      ...[...line.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')),
    ])
    .join('\n');
}
