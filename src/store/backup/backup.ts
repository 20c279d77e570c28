// Writes a backup of a hub that may be running: one moment of its database, through the store's own connection, on either engine.
// It must never change the database, not even its form, and never leave half a file under the name that was asked for.
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { HubError } from '../../errors.ts';
import type { Vault } from '../contracts.ts';
import { type Database, openDatabase, type Statements, type Value } from '../database.ts';
import type { Engine } from '../engines.ts';
import { migrationNames } from '../migrate.ts';
import type { StoreSettings } from '../open.ts';
import { createVault } from '../vault.ts';
import { backedUp, columnNames, tableNames } from './catalogue.ts';
import { type Header, type Page, textOf } from './file.ts';

/** Rows that are held in memory at once. */
const batch = 500;

type Row = Record<string, Value>;

const refused = (detail: string, cause?: unknown) => new HubError('configuration', { detail, cause });

/** Rows in batches: on PostgreSQL by a cursor, on SQLite by the number that every row has. */
async function* batches({ rows }: Statements, engine: Engine, { table, columns }: Omit<Page, 'rows'>) {
  const list = columns.map((column) => `"${column}"`).join(', ');
  const cursor = `all_${table}`;
  if (engine === 'postgres') await rows(`DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${list} FROM ${table}`);
  for (let last = Number.MIN_SAFE_INTEGER; ; ) {
    const some =
      engine === 'postgres'
        ? await rows<Row>(`FETCH ${batch} FROM ${cursor}`)
        : await rows<Row>(
            `SELECT rowid AS row_number, ${list} FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${batch}`,
            [last],
          );
    yield some.map((row) => columns.map((column) => row[column] ?? null));
    if (some.length < batch) break;
    last = Number(some.at(-1)?.row_number);
  }
  if (engine === 'postgres') await rows(`CLOSE ${cursor}`);
}

async function* pagesOf(within: Statements, engine: Engine, say: (line: string) => void): AsyncGenerator<Page> {
  const there = new Set((await within.rows<{ name: string }>(tableNames[engine])).map(({ name }) => name));
  for (const table of backedUp.filter((name) => there.has(name))) {
    const found = await within.rows<{ name: string }>(columnNames[engine], [table]);
    const columns = found.map(({ name }) => name);
    let count = 0;
    for await (const rows of batches(within, engine, { table, columns })) {
      yield { table, columns, rows };
      count += rows.length;
    }
    if (count > 0) say(`  ${table.padEnd(30)} ${count.toLocaleString('en-GB').padStart(12)}`);
  }
}

/** The form that the database has. Refuses one that no hub has made, that a newer one has changed, or that another master key sealed. */
async function formOf(within: Statements, engine: Engine, vault: Vault): Promise<string[]> {
  const there = (await within.rows<{ name: string }>(tableNames[engine])).map(({ name }) => name);
  if (!there.includes('schema_migrations') || !there.includes('store_settings'))
    throw refused('no hub has used this database yet: there is nothing to back up');
  const names = (await within.rows<{ name: string }>('SELECT name FROM schema_migrations')).map(({ name }) => name);
  const unknown = names.filter((name) => !migrationNames.includes(name));
  if (unknown.length > 0)
    throw refused(
      `a newer version of the hub has changed this database (${unknown.join(', ')}): back up with that one`,
    );
  const [row] = await within.rows<{ content: Buffer }>("SELECT content FROM store_settings WHERE name = 'master-key'");
  try {
    if (row) vault.open(row.content, 'store_settings:master-key');
  } catch (cause) {
    throw refused('this database was written under another master key', cause);
  }
  return migrationNames.filter((name) => names.includes(name));
}

async function open(settings: StoreSettings): Promise<Database> {
  const { databaseUrl, sqliteFile = '' } = settings;
  if (databaseUrl === undefined && !existsSync(sqliteFile))
    throw refused(`there is no database ${sqliteFile}: start this in the hub's folder, or set DATABASE_URL`);
  return openDatabase(settings);
}

/**
 * Writes a backup to a new file that only its owner can read; returns its header. `say` hears of every table.
 *
 * @throws HubError `configuration` where there is nothing to back up or something is in the way; `store_unavailable`
 */
export async function backUp(settings: StoreSettings, file: string, say: (line: string) => void): Promise<Header> {
  if (existsSync(file)) throw refused(`${file} is there already: name a file that is not`);
  const vault = createVault(settings.masterKey);
  const database = await open(settings);
  const half = `${file}.${process.pid}.part`;
  try {
    const { engine } = database;
    const header = await database.snapshot(async (within) => {
      const migrations = await formOf(within, engine, vault);
      const made: Header = { at: new Date().toISOString(), engine, migrations };
      const text = Readable.from(textOf(vault, made, pagesOf(within, engine, say)));
      await pipeline(text, createGzip(), createWriteStream(half, { flags: 'wx', mode: 0o600, flush: true }));
      return made;
    });
    await rename(half, file);
    return header;
  } catch (error) {
    await rm(half, { force: true });
    const { code, path } = error as NodeJS.ErrnoException;
    throw path === half ? refused(`${file} cannot be written (${code})`, error) : error;
  } finally {
    await database.close();
  }
}
