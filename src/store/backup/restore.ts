// Fills an empty database from a backup, of the same engine or the other. The hub must not be running on it.
// It must never write a row before the whole file was read and found unaltered, and never leave half a database.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { HubError } from '../../errors.ts';
import type { Vault } from '../contracts.ts';
import { asStoreError, type Database, openDatabase } from '../database.ts';
import type { Engine, Knex } from '../engines.ts';
import { migrateAround, migrationNames } from '../migrate.ts';
import type { StoreSettings } from '../open.ts';
import { tables } from '../tables.ts';
import { rowPlaceholders } from '../values.ts';
import { createVault } from '../vault.ts';
import { backedUp, columnNames, tableNames } from './catalogue.ts';
import { type Header, headerOf, type Page, pagesIn } from './file.ts';

const refused = (detail: string) => new HubError('configuration', { detail });

/** Both engines answer `raw` in their own way. */
async function rowsOf<Row>(within: Knex, sql: string, values: readonly string[] = []): Promise<Row[]> {
  const answer = await within.raw(sql, [...values]);
  return (Array.isArray(answer) ? answer : answer.rows) as Row[];
}

const refuseFull = (engine: Engine) => async (within: Knex) => {
  const there = await rowsOf<{ name: string }>(within, tableNames[engine]);
  const ours = there.filter(({ name }) => name !== 'schema_migrations' && name in tables);
  const used = await rowsOf(within, 'SELECT name FROM schema_migrations LIMIT 1');
  if (ours.length + used.length > 0)
    throw refused(
      'this database is not empty: a restore never writes over data. Name a SQLite file that is not there, or a new PostgreSQL ' +
        'database (createdb)',
    );
};

/** PostgreSQL counts up on its own, and has to be told where. */
async function setCounters(within: Knex): Promise<void> {
  const counted = await rowsOf<{ table: string; column: string }>(
    within,
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'`,
  );
  for (const { table, column } of counted.filter(({ table }) => table in tables))
    await within.raw(
      `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), (SELECT COALESCE(MAX(${column}), 0) + 1 FROM ${table}), false)`,
    );
}

async function insert(within: Knex, { table, columns, rows }: Page): Promise<void> {
  if (rows.length === 0) return;
  const list = columns.map((column) => `"${column}"`).join(', ');
  await within.raw(
    `INSERT INTO ${table} (${list}) VALUES ${rowPlaceholders(rows.length, columns.length)}`,
    rows.flat(),
  );
}

/** Puts every row where it was; migrations have made some already. */
async function fill(within: Knex, { engine }: Database, { pages, say }: Filling): Promise<void> {
  const counts = new Map<string, number>();
  for await (const page of pages) {
    const { table, columns, rows } = page;
    if (!counts.has(table)) {
      const known = await rowsOf<{ name: string }>(within, columnNames[engine], [table]);
      const lost = columns.filter((column) => !known.some(({ name }) => name === column));
      if (!backedUp.includes(table) || lost.length > 0)
        throw refused(`the backup has ${table} (${lost.join(', ')}), which this version does not know`);
      await within.raw(`DELETE FROM ${table}`);
    }
    await insert(within, page);
    counts.set(table, (counts.get(table) ?? 0) + rows.length);
  }
  for (const [table, count] of counts)
    if (count > 0) say(`  ${table.padEnd(30)} ${count.toLocaleString('en-GB').padStart(12)}`);
  if (engine === 'postgres') await setCounters(within);
}

interface Filling {
  pages: AsyncIterable<Page>;
  say(line: string): void;
}

/** Reads the whole file. @throws HubError `configuration` for one that is altered, of another master key, or of a newer version */
async function checked(file: string, vault: Vault): Promise<Header> {
  const header = await headerOf(file, vault);
  const unknown = header.migrations.filter((name) => !migrationNames.includes(name));
  if (unknown.length > 0)
    throw refused(`${file} is of a newer version of the hub (${unknown.join(', ')}): restore it with that one`);
  for await (const _page of pagesIn(file, vault));
  return header;
}

/**
 * Restores `file` into the empty database of the settings and brings that up to date; returns the header. `say` hears of every table.
 *
 * @throws HubError `configuration` for a file or a database that will not do, which are then as they were; `store_unavailable`
 */
export async function restore(settings: StoreSettings, file: string, say: (line: string) => void): Promise<Header> {
  const vault = createVault(settings.masterKey);
  const header = await checked(file, vault);
  const { databaseUrl, sqliteFile = '' } = settings;
  const made = databaseUrl === undefined && !existsSync(sqliteFile) ? sqliteFile : undefined;
  const database = await openDatabase(settings);
  try {
    await migrateAround(database, header.migrations, {
      refuseFull: refuseFull(database.engine),
      fill: (within) => fill(within, database, { pages: pagesIn(file, vault), say }),
    });
    await database.close();
    return header;
  } catch (error) {
    await database.close();
    if (made !== undefined) for (const end of ['', '-wal', '-shm']) await rm(`${made}${end}`, { force: true });
    throw asStoreError(error);
  }
}
