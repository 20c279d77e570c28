// The index of keyed tokens: what is found, what is left out and said to be, and that nobody is ever scanned for.
import { expect } from 'chai';
import { type Database, openDatabase, type Value } from '../../src/store/database.ts';
import { createMatchFacts } from '../../src/store/match-facts.ts';
import { createMatchIndex } from '../../src/store/match-index.ts';
import type { MatchRecord } from '../../src/store/matching-contracts.ts';
import type { OpenStore, StoreSettings } from '../../src/store/open.ts';
import { createVault } from '../../src/store/vault.ts';
import { everything, rawQuery } from '../support/raw-database.ts';
import { type EngineName, forEachEngine } from '../support/stores.ts';
import { before, joined, later, link, tokenOf } from './linked.ts';

const record = (changed: Partial<MatchRecord> = {}): MatchRecord => ({
  generation: 1,
  adult: true,
  tokens: Buffer.from('tokens'),
  keys: ['k1', 'k2'],
  content: { family_name: 'Example' },
  expiresAt: later,
  ...changed,
});

async function kept(store: OpenStore, name: string, changed: Partial<MatchRecord> = {}) {
  const { account, person } = await joined(store, name);
  await store.matchIndex.put(account, record(changed));
  return { account, person };
}

const accountsOf = (found: readonly { account: string }[]) => found.map(({ account }) => account).sort();

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Plans?: Plan[];
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** The tables that a statement reads from one end to the other, as the engine itself says. */
async function scanned({ rows, engine }: Pick<Database, 'rows' | 'engine'>, sql: string, values: readonly Value[]) {
  if (engine === 'sqlite') {
    const steps = await rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
    // The results of other steps are read whole, of course.
    const whole = /^SCAN (?!(?:k\d+|hits|crowd|wanted|w|c|f)\b|\(|CONSTANT|\d+ CONSTANT)/;
    // A range is most of a table as well, and an index that is made for one statement is all of it.
    const most = /^SEARCH .*(?:AUTOMATIC|\([a-z_]+[<>])/;
    return steps.map(({ detail }) => detail).filter((step) => whole.test(step) || most.test(step));
  }
  const [row] = await rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${sql}`, values);
  if (!row) throw new Error('there is no plan');
  return nodes(row['QUERY PLAN'][0].Plan)
    .filter((node) => node['Relation Name'] && !node['Index Cond'] && !node['Recheck Cond'])
    .map((node) => `${node['Node Type']} on ${node['Relation Name']}`);
}

const people = 20_000;

/** Many accounts, made behind the store's back. */
async function crowd(engine: EngineName, settings: StoreSettings): Promise<void> {
  const numbers =
    engine === 'SQLite'
      ? `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${people})`
      : `WITH n AS (SELECT generate_series(1, ${people}) AS i)`;
  const blob = engine === 'SQLite' ? "x'01'" : "'\\x01'::bytea";
  const fill = (table: string, columns: string, values: string) =>
    rawQuery(settings, `INSERT INTO ${table} (${columns}) ${numbers} SELECT ${values} FROM n`);
  await fill(
    'accounts',
    'account, person, identity, authenticator, linked_at',
    "'a' || i, 'p' || i, 'medium', 'medium', 1",
  );
  await fill(
    'match_records',
    'account, generation, adult, tokens, content, expires_at',
    `'a' || i, 1, 1, ${blob}, ${blob}, ${later}`,
  );
  for (const key of ['x', 'y']) await fill('match_keys', 'key, account', `'${key}' || i, 'a' || i`);
  await fill('identifiers', 'kind, token, account', "'nhs-number', 't' || i, 'a' || i");
  await fill('known_answers', 'account, attribute, token', "'a' || i, 'council_tax_number', 't' || i");
  await fill('kept_apart', 'account, person', "'a' || i, 'p' || i");
  await fill('question_tries', 'account, tries', "'a' || i, 1");
  await rawQuery(settings, 'ANALYZE');
}

describe('the index of people', () => {
  forEachEngine((engine, open) => {
    it('finds an account behind any of its keys, once, with whose it is', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const ann = await kept(store, 'ann');
      await kept(store, 'bob', { keys: ['k3'], adult: false });
      const { found, crowded } = await node.matchIndex.lookup(['k1', 'k2', 'nobody’s'], 8);
      const expected = { ...ann, identity: 'medium', generation: 1, adult: true, tokens: Buffer.from('tokens') };
      expect(found).to.deep.equal([expected]);
      expect(crowded).to.equal(false);
      expect((await node.matchIndex.lookup(['k3'], 8)).found[0]).to.include({ adult: false });
      expect(await node.matchIndex.lookup([], 8)).to.deep.equal({ found: [], crowded: false });
    });

    it('keeps what was put last, and finds nobody by a key of before', async () => {
      const { store } = await open();
      const { account } = await kept(store, 'ann');
      await store.matchIndex.put(account, record({ keys: ['k2', 'k4', 'k4'], content: { family_name: 'Sample' } }));
      expect((await store.matchIndex.lookup(['k1'], 8)).found).to.deep.equal([]);
      expect(accountsOf((await store.matchIndex.lookup(['k2', 'k4'], 8)).found)).to.deep.equal([account]);
      expect(await store.matchIndex.contentOf(account)).to.deep.equal({ family_name: 'Sample' });
      await store.matchIndex.put(account, record({ keys: [] }));
      expect((await store.matchIndex.lookup(['k1', 'k2', 'k4'], 8)).found).to.deep.equal([]);
    });

    it('keeps one record of an account that many nodes put at once', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const { account } = await kept(store, 'ann');
      const turns = Array.from({ length: 10 }, (_, turn) => turn);
      await Promise.all(
        turns.map((turn) => (turn % 2 ? store : node).matchIndex.put(account, record({ keys: [`t${turn}`] }))),
      );
      const { found } = await store.matchIndex.lookup(
        turns.map((turn) => `t${turn}`),
        8,
      );
      expect(accountsOf(found)).to.deep.equal([account]);
      expect(await rawQuery(settings, 'SELECT key FROM match_keys')).to.have.length(1);
    });

    it('takes what has expired for gone, and sweeps it with its keys', async () => {
      const { store, settings } = await open();
      const { account } = await kept(store, 'ann', { expiresAt: before });
      const stays = await kept(store, 'bob');
      expect(accountsOf((await store.matchIndex.lookup(['k1'], 8)).found)).to.deep.equal([stays.account]);
      expect(await store.matchIndex.contentOf(account)).to.equal(undefined);
      await store.sweep();
      const left = await rawQuery(settings, 'SELECT DISTINCT account FROM match_keys');
      expect(left).to.deep.equal([{ account: stays.account }]);
      expect(await rawQuery(settings, 'SELECT account FROM match_records')).to.deep.equal([{ account: stays.account }]);
      expect((await store.people.find(account))?.account).to.equal(account);
    });

    it('tells how long an account is kept, and its level as it is now', async () => {
      const { store } = await open();
      const { account } = await kept(store, 'ann');
      expect((await store.people.find(account))?.keptUntil).to.equal(later);
      await store.people.relink(account, { ...link, level: { identity: 'high', authenticator: 'medium' } });
      expect((await store.matchIndex.lookup(['k1'], 8)).found[0]?.identity).to.equal('high');
    });

    it('gives nothing behind a crowded key, and says so', async () => {
      const { store } = await open();
      for (const name of ['a', 'b', 'c']) await kept(store, name, { keys: ['town', `own-${name}`] });
      expect((await store.matchIndex.lookup(['town'], 3)).found).to.have.length(3);
      expect(await store.matchIndex.lookup(['town'], 2)).to.deep.equal({ found: [], crowded: true });
      const both = await store.matchIndex.lookup(['town', 'own-b'], 2);
      expect(both.crowded).to.equal(true);
      expect(accountsOf(both.found)).to.deep.equal([tokenOf(store, 'b')]);
    });

    it('says that somebody may be left out where those in front of them have expired', async () => {
      const { store, settings } = await open();
      for (const name of ['a', 'b', 'c', 'd']) await kept(store, name, { keys: ['town'] });
      const all = ['a', 'b', 'c', 'd'].map((name) => tokenOf(store, name)).sort();
      for (const account of all.slice(0, 3))
        await rawQuery(settings, `UPDATE match_records SET expires_at = ${before} WHERE account = '${account}'`);
      expect(await store.matchIndex.lookup(['town'], 2)).to.deep.equal({ found: [], crowded: true });
      await store.sweep();
      const { found, crowded } = await store.matchIndex.lookup(['town'], 2);
      expect([accountsOf(found), crowded]).to.deep.equal([all.slice(3), false]);
    });

    it('keeps nothing of an account that has been forgotten meanwhile', async () => {
      const { store, settings } = await open();
      const { account, person } = await kept(store, 'ann');
      await store.moves.erase(person, []);
      await store.matchIndex.put(account, record());
      for (const table of ['match_records', 'match_keys'])
        expect(await rawQuery(settings, `SELECT * FROM ${table}`), table).to.deep.equal([]);
    });

    it('counts generations, and knows what is older', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      expect(await store.matchIndex.generations()).to.deep.equal({ current: 1, oldest: 1 });
      const ann = await kept(store, 'ann');
      const bob = await kept(store, 'bob', { expiresAt: later + 1 });
      const begun = await Promise.all([store.matchIndex.rotate(), node.matchIndex.rotate()]);
      expect(begun.sort()).to.deep.equal([2, 3]);
      expect(await node.matchIndex.generations()).to.deep.equal({ current: 3, oldest: 1 });
      expect(await store.matchIndex.outdated(3, 1)).to.have.length(1);
      const content = { family_name: 'Example' };
      expect(await store.matchIndex.outdated(3, 9)).to.have.deep.members([
        { account: ann.account, content, expiresAt: later },
        { account: bob.account, content, expiresAt: later + 1 },
      ]);
      await store.matchIndex.put(ann.account, record({ generation: 3 }));
      expect(accountsOf(await store.matchIndex.outdated(3, 9))).to.deep.equal([bob.account]);
      await store.matchIndex.put(bob.account, record({ generation: 2 }));
      expect(await store.matchIndex.generations()).to.deep.equal({ current: 3, oldest: 2 });
    });

    it('hands out all contents for training, a few at a time', async () => {
      const { store } = await open();
      const all = [];
      for (const name of ['a', 'b', 'c']) all.push((await kept(store, name)).account);
      const first = await store.matchIndex.contents('', 2);
      const second = await store.matchIndex.contents(first[1]?.account ?? '', 2);
      expect([...first, ...second].map(({ account }) => account)).to.deep.equal(all.sort());
    });

    it('opens a record for the account that it was sealed for only', async () => {
      const { store, settings } = await open();
      const ann = await kept(store, 'ann');
      const bob = await kept(store, 'bob');
      const theirs = `(SELECT content FROM match_records WHERE account = '${ann.account}')`;
      await rawQuery(settings, `UPDATE match_records SET content = ${theirs} WHERE account = '${bob.account}'`);
      const opened = await store.matchIndex.contentOf(bob.account).catch(() => 'refused');
      expect(opened).to.equal('refused');
    });

    it('never looks through everybody', async () => {
      const { settings } = await open();
      await crowd(engine, settings);
      const database = await openDatabase(settings);
      try {
        const asked: [string, readonly Value[]][] = [];
        const watched: Database = {
          ...database,
          rows: (sql, values = []) => {
            asked.push([sql, values]);
            return database.rows(sql, values);
          },
        };
        const index = createMatchIndex(watched, createVault(settings.masterKey));
        const facts = createMatchFacts(watched);
        const keys = Array.from({ length: 39 }, (_, at) => `x${at + 1}`);
        expect((await index.lookup(keys, 50)).found).to.have.length(39);
        expect((await index.lookup(['y7'], 50)).found[0]).to.include({ account: 'a7', person: 'p7' });
        expect(await facts.holderOf('nhs-number', 't9')).to.deep.equal({ account: 'a9', person: 'p9' });
        expect(await facts.answersOf(['p1', 'p2'], 'council_tax_number')).to.have.length(2);
        expect(await facts.keptApart('a5')).to.deep.equal(['p5']);
        expect(await facts.triesOf('a5')).to.equal(1);
        for (const [sql, values] of asked) expect(await scanned(database, sql, values), sql).to.deep.equal([]);
        expect(asked).to.have.length(6);
        const control = "SELECT account FROM match_keys WHERE key || '' = ?";
        expect(await scanned(database, control, ['x1'])).not.to.deep.equal([]);
      } finally {
        await database.close();
      }
    });

    it('names nobody to a thief of the database', async () => {
      const { store, settings } = await open();
      const content = { given_name: 'PLANTED-given', birthdate: '1984-03-09-PLANTED' };
      const { account } = await kept(store, 'PLANTED-subject', { content });
      await store.people.relink(account, { ...link, details: { family_name: 'PLANTED-family' } });
      expect(await store.matchIndex.contentOf(account)).to.deep.equal(content);
      const text = await everything(settings);
      expect(text).to.include(account);
      expect(text).not.to.include('PLANTED').and.not.include('1984-03-09');
    });
  });
});
