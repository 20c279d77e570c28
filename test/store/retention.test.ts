// How long data are kept: every table has a row that says so, and the sweep does what the rows say.
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { columnNames, tableNames } from '../../src/store/backup/catalogue.ts';
import { tables } from '../../src/store/tables.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const day = 86_400_000;
const entry = { event: 'signed-in', data: { person: 'p' } };

describe('retention', () => {
  it('is in docs/retention.md for every table', () => {
    const text = readFileSync('docs/retention.md', 'utf8');
    expect(Object.keys(tables).filter((table) => !text.includes(`\`${table}\``))).to.deep.equal([]);
  });

  forEachEngine((engine, open) => {
    const kind = engine === 'SQLite' ? 'sqlite' : 'postgres';

    it('has a row for every table of the database, with columns that are there', async () => {
      const { settings } = await open();
      const names = (await rawQuery(settings, tableNames[kind])).map(({ name }) => String(name));
      expect(names.toSorted()).to.deep.equal(Object.keys(tables).toSorted());
      for (const [table, { ends, setting, since }] of Object.entries(tables)) {
        const found = await rawQuery(settings, columnNames[kind].replace('?', `'${table}'`));
        const columns = found.map(({ name }) => name);
        expect(columns, table).to.include.members(
          [ends, setting?.from, since].filter((column) => column !== undefined),
        );
        expect(columns.includes('expires_at'), `${table} says when it ends`).to.equal(ends === 'expires_at');
      }
    });

    it('takes closed cases and old rows of the trail, and nothing that is open or new', async () => {
      const { settings } = await open();
      const { store } = await open({ ...settings, retention: { trail: 100, cases: 10 } });
      for (const reference of ['open', 'new', 'old'])
        await store.cases.open({ reference, kind: 'age', account: reference, content: {} });
      for (const reference of ['new', 'old']) await store.cases.close(reference);
      await rawQuery(settings, `UPDATE cases SET closed_at = closed_at - ${11 * 86_400} WHERE reference = 'old'`);
      const over = async () =>
        (await store.holdings()).filter(({ over: count = 0 }) => count > 0).map(({ table, over }) => [table, over]);
      expect(await over()).to.deep.equal([['cases', 1]]);
      expect(await store.sweep()).to.equal(1);
      expect(await over()).to.deep.equal([]);
      const left = await rawQuery(settings, 'SELECT reference FROM cases ORDER BY reference');
      expect(left).to.deep.equal([{ reference: 'new' }, { reference: 'open' }]);
    });
  });
});

describe('an old trail', () => {
  forEachEngine((_engine, open) => {
    /** A trail of ten, of which six were written long ago, while the clock of the process said so. */
    async function aged() {
      const { settings } = await open();
      const { store } = await open({ ...settings, retention: { trail: 100, cases: 10 } });
      const now = Date.now;
      Date.now = () => now() - 101 * day;
      await store.trail.append(Array(6).fill(entry)).finally(() => {
        Date.now = now;
      });
      await store.trail.append(Array(4).fill(entry));
      return { settings, store };
    }

    it('loses its old rows, holds afterwards, and goes on', async () => {
      const { settings, store } = await aged();
      const { store: node } = await open(settings);
      const swept = await Promise.all([store.sweep(), store.sweep()]);
      expect(swept[0] + swept[1]).to.equal(6);
      expect(await node.trail.verify()).to.deep.equal({ rows: 10, after: 6 });
      await node.trail.append([entry]);
      expect(await store.trail.verify()).to.deep.equal({ rows: 11, after: 6 });
      expect((await store.trail.read(1, 100)).map(({ sequence }) => sequence)).to.deep.equal([7, 8, 9, 10, 11]);
      expect(await store.sweep()).to.equal(0);
    });

    it('keeps its newest row, however old', async () => {
      const { settings } = await open();
      const { store } = await open({ ...settings, retention: { trail: -1, cases: 10 } });
      await store.trail.append(Array(3).fill(entry));
      expect(await store.sweep()).to.equal(2);
      expect(await store.sweep()).to.equal(0);
      expect(await store.trail.verify()).to.deep.equal({ rows: 3, after: 2 });
    });

    for (const [name, sql, broken] of [
      ['a row that was altered', "UPDATE trail SET event = 'x' WHERE sequence = 3", 3],
      ['a gap', 'DELETE FROM trail WHERE sequence = 3', 3],
    ] as const)
      it(`stops before ${name}, so that it is still found`, async () => {
        const { settings, store } = await aged();
        await rawQuery(settings, sql);
        expect(await store.sweep()).to.equal(2);
        expect(await store.sweep()).to.equal(0);
        expect((await store.trail.verify()).broken?.sequence).to.equal(broken);
      });

    for (const [name, sql] of [
      ['more rows go than the hub took', ['DELETE FROM trail WHERE sequence = 7']],
      [
        'the beginning is moved',
        ['UPDATE trail_head SET sequence = 7 WHERE id = 2', 'DELETE FROM trail WHERE sequence = 7'],
      ],
      [
        'a row’s own hash is written into the beginning',
        [
          'UPDATE trail_head SET sequence = 8, hash = (SELECT hash FROM trail WHERE sequence = 8) WHERE id = 2',
          'DELETE FROM trail WHERE sequence <= 8',
        ],
      ],
      [
        'the end is put in its place',
        [
          'UPDATE trail_head SET (sequence, hash, proof) = (SELECT sequence, hash, proof FROM trail_head h WHERE h.id = 1) WHERE id = 2',
          'DELETE FROM trail',
        ],
      ],
      ['the beginning is forgotten', ['DELETE FROM trail_head WHERE id = 2']],
      ['everything goes', ['DELETE FROM trail']],
    ] as const)
      it(`does not hold when ${name}`, async () => {
        const { settings, store } = await aged();
        await store.sweep();
        for (const one of sql) await rawQuery(settings, one);
        expect((await store.trail.verify()).broken).not.to.equal(undefined);
      });
  });
});
