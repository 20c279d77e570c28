// A backup of either engine, restored into either: the same rows, a chain that holds, and nothing at all from a file that will not do.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { HubError } from '../../src/errors.ts';
import { backUp } from '../../src/store/backup/backup.ts';
import { pagesIn, textOf } from '../../src/store/backup/file.ts';
import { restore } from '../../src/store/backup/restore.ts';
import { openStore, type StoreSettings } from '../../src/store/open.ts';
import { tables } from '../../src/store/tables.ts';
import { createVault } from '../../src/store/vault.ts';
import { optionalSuite } from '../support/optional.ts';
import { freshDatabase, missingPostgres } from '../support/postgres.ts';
import { rawQuery } from '../support/raw-database.ts';
import { joined, later, link, met, sectors } from './linked.ts';

type Place = (masterKey: Buffer) => Promise<StoreSettings>;

const silent = () => {};

/** Every row of a backup's tables, in a form that both engines share. */
async function contents(settings: StoreSettings): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [table, { left }] of Object.entries(tables)) {
    if (left) continue;
    const rows = await rawQuery(settings, `SELECT * FROM ${table}`);
    const text = (value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('base64') : value === null ? null : String(value);
    found[table] = rows
      .map((row) =>
        JSON.stringify(
          Object.entries(row)
            .map(([column, value]) => [column, text(value)])
            .toSorted(),
        ),
      )
      .toSorted();
  }
  return found;
}

/** A little of everything that is hard to move: bytes, nulls, counted places, triggers, many rows, and what is left out. */
async function fill(settings: StoreSettings): Promise<void> {
  const store = await openStore(settings);
  const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
  for (const { person } of [ann, bob]) await met({ store, settings }, { person, at: 100 });
  const told = sectors.map((sector) => ({ ...sector, told: sector.services }));
  await store.moves.move({
    account: bob.account,
    from: bob.person,
    to: ann.person,
    rule: 'proof',
    link,
    sectors: told,
  });
  await store.cases.open({ reference: 'BCDF-2345', kind: 'age', account: 'a', content: { name: 'Zoë “Łucja”' } });
  await store.pendingReplies.put('s', { uid: 'u', provider: 'p', memo: null }, later);
  await store.usedOnce.first('assertion', '1', later);
  for (let row = 0; row < 12; row += 1)
    await store.trail.append(
      Array.from({ length: 100 }, () => ({ event: 'signed-in', data: { person: 'p', well: true } })),
    );
  const key = { kid: 'k', use: 'service', state: 'current', alg: 'ES256', jwk: { d: 'secret' }, createdAt: 1 } as const;
  await store.keys.change([key], []);
  await store.close();
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HubError)) return expect.fail(`it was not refused: ${error}`);
  expect(error.code).to.equal('configuration');
  return error.detail ?? '';
}

describe('a backup', () => {
  let folder: string;
  let masterKey: Buffer;
  let file: string;
  let files = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-backup-'));
    masterKey = randomBytes(32);
    file = join(folder, 'hub.backup');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const sqlite: Place = async (key) => {
    files += 1;
    return { masterKey: key, sqliteFile: join(folder, `${files}.sqlite`) };
  };
  const postgres: Place = async (key) => ({ masterKey: key, databaseUrl: await freshDatabase() });
  const nothingIn = async (settings: StoreSettings): Promise<boolean> =>
    settings.databaseUrl === undefined
      ? !(await readdir(folder)).some((name) => settings.sqliteFile?.endsWith(name))
      : (await rawQuery(settings, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).length === 0;

  function crossing(from: Place, to: Place): void {
    it('has every row of one moment, and gives it back', async () => {
      const [source, target] = [await from(masterKey), await to(masterKey)];
      await fill(source);
      const before = await contents(source);
      const said: string[] = [];
      const header = await backUp(source, file, (line) => said.push(line));
      expect(await contents(source)).to.deep.equal(before);
      expect(said.join('\n'))
        .to.match(/^ {2}accounts +2$/m)
        .and.match(/^ {2}trail +1,200$/m);
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
      expect(await restore(target, file, silent)).to.deep.include(header);
      const after = await contents(target);
      for (const [table, rows] of Object.entries(before)) expect(after[table], table).to.deep.equal(rows);
      expect(await rawQuery(target, 'SELECT * FROM pending_replies')).to.deep.equal([]);
      const store = await openStore(target);
      expect(await store.trail.verify()).to.deep.equal({ rows: 1200 });
      await store.trail.append([{ event: 'signed-in', data: {} }]);
      expect(await store.trail.verify()).to.deep.equal({ rows: 1201 });
      expect((await store.cases.find('BCDF-2345'))?.content).to.deep.equal({ name: 'Zoë “Łucja”' });
      await store.close();
      // What counts up by itself goes on behind what is there.
      await rawQuery(
        target,
        "INSERT INTO signals (id, service, content, created_at, due_at) VALUES ('2', 'bins', 'x', 1, 1)",
      );
      const places = (await rawQuery(target, 'SELECT place FROM signals')).map(({ place }) => Number(place));
      expect(new Set(places).size).to.equal(places.length);
    });
  }

  function refusing(to: Place): void {
    it('that is cut off, altered or of another key is refused, and leaves nothing', async () => {
      const source = await sqlite(masterKey);
      await fill(source);
      await backUp(source, file, silent);
      const whole = await readFile(file);
      const text = gunzipSync(whole).toString();
      const lines = text.split('\n');
      const altered = (change: (line: string[]) => string[]) => gzipSync(change([...lines]).join('\n'));
      for (const [name, content, key, says] of [
        ['cut', whole.subarray(0, whole.length - 40), masterKey, /is cut off/],
        ['an end gone', altered((all) => all.slice(0, -2)), masterKey, /cut off|altered/],
        ['a row gone', altered((all) => all.toSpliced(-9, 1)), masterKey, /was altered/],
        ['a row changed', gzipSync(text.replace('"central"', '"centrel"')), masterKey, /was altered/],
        ['a count changed', gzipSync(text.replace('"accounts":2', '"accounts":1')), masterKey, /was altered/],
        ['no backup', Buffer.from('hello'), masterKey, /not a backup/],
        ['another text', gzipSync('{}\n'), masterKey, /not a backup/],
        ['another key', whole, randomBytes(32), /another master key/],
        [
          'a newer form',
          altered((all) => all.with(0, (all[0] ?? '').replace('"001-hub"', '"999-new","001-hub"'))),
          masterKey,
          /newer version/,
        ],
      ] as const) {
        await writeFile(file, content);
        const target = await to(key);
        expect(await refusal(restore(target, file, silent)), name).to.match(says);
        expect(await nothingIn(target), name).to.equal(true);
      }
    });

    it('of an older form is brought up to date', async () => {
      const [source, target] = [await sqlite(masterKey), await to(masterKey)];
      await fill(source);
      const header = await backUp(source, file, silent);
      const vault = createVault(masterKey);
      async function* older() {
        const later = ['age_decisions', 'service_facts'];
        const longer = ['question_tries', 'kept_apart'];
        for await (const page of pagesIn(file, vault)) {
          if (later.includes(page.table)) continue;
          const isThere = page.columns.map((name) => name !== 'expires_at' || !longer.includes(page.table));
          const columns = page.columns.filter((_, at) => isThere[at]);
          yield { ...page, columns, rows: page.rows.map((row) => row.filter((_, at) => isThere[at])) };
        }
      }
      const migrations = header.migrations.filter((name) => name < '015');
      let text = '';
      for await (const part of textOf(vault, { ...header, migrations }, older())) text += part;
      await writeFile(file, gzipSync(text));
      await restore(target, file, silent);
      expect(await contents(target)).to.deep.equal(await contents(source));
    });

    it('never goes over what is there', async () => {
      const [source, target] = [await sqlite(masterKey), await to(masterKey)];
      await fill(source);
      await backUp(source, file, silent);
      await restore(target, file, silent);
      const before = await contents(target);
      expect(await refusal(restore(target, file, silent))).to.include('is not empty');
      expect(await contents(target)).to.deep.equal(before);
      expect(await refusal(backUp(source, file, silent))).to.include('is there already');
    });
  }

  describe('of SQLite, into SQLite', () => {
    crossing(sqlite, sqlite);
    refusing(sqlite);
  });
  optionalSuite('of SQLite, into PostgreSQL', missingPostgres, () => {
    crossing(sqlite, postgres);
    refusing(postgres);
  });
  optionalSuite('of PostgreSQL, into PostgreSQL', missingPostgres, () => crossing(postgres, postgres));
  optionalSuite('of PostgreSQL, into SQLite', missingPostgres, () => crossing(postgres, sqlite));

  it('of nothing is none, nor is one under another key, and neither leaves a file', async () => {
    const place = await sqlite(masterKey);
    expect(await refusal(backUp(place, file, silent))).to.include('there is no database');
    await fill(place);
    const other = { ...place, masterKey: randomBytes(32) };
    expect(await refusal(backUp(other, file, silent))).to.include('another master key');
    expect(await refusal(backUp(place, join(folder, 'gone', 'x'), silent))).to.include('cannot be written (ENOENT)');
    expect((await readdir(folder)).filter((name) => !name.includes('sqlite'))).to.deep.equal([]);
  });
});
