// The index of people over a real database: who is found, under which key, and who is not kept at all.
import { expect } from 'chai';
import type { Identity } from '../../src/assurance/level.ts';
import type { Attribute } from '../../src/connectors/contract.ts';
import { createIndex } from '../../src/matching/index-of-people.ts';
import { startRenewal } from '../../src/matching/renewal.ts';
import type { OpenStore } from '../../src/store/open.ts';
import { joined, link, tokenOf } from '../store/linked.ts';
import { everything, rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';
import { settings as defaults, weights } from './town.ts';

const sian = {
  given_name: 'Siân',
  family_name: 'Example-Morgan',
  birthdate: '1984-03-09',
  address: { street_address: '7 Sample Street', locality: 'Exampleton', postal_code: 'ZZ1 2AB', uprn: '000123' },
};

const verified = (values: Record<string, Attribute['value']>): Record<string, Attribute> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, verified: true }]));

const settings = { ...defaults, most: 8 };

/** The index as one node has it: each remembers for itself which keys there are. */
const nodeOf = ({ matchIndex, vault }: OpenStore) => createIndex({ index: matchIndex, vault, weights, settings });

const seen = (index: ReturnType<typeof nodeOf>, changed: Record<string, Attribute['value']> = {}) =>
  index.see({ attributes: verified({ ...sian, ...changed }) });

async function remembered(
  store: OpenStore,
  name: string,
  { changed = {}, identity = 'medium' }: { changed?: Record<string, Attribute['value']>; identity?: Identity } = {},
) {
  const { account, person } = await joined(store, name);
  const index = nodeOf(store);
  return { account, person, until: await index.remember(account, seen(index, changed), identity) };
}

describe('matching/index-of-people', () => {
  forEachEngine((_engine, open) => {
    it('finds whoever is alike, with how far they agree, and nobody else', async () => {
      const { store } = await open();
      const { account, person } = await remembered(store, 'first');
      await remembered(store, 'other', {
        changed: {
          given_name: 'Zoë',
          family_name: 'Sample',
          birthdate: '1990-12-31',
          address: { postal_code: 'ZZ9 9ZZ' },
        },
      });
      const index = nodeOf(store);
      const { found, crowded } = await index.candidates(seen(index));
      expect(crowded).to.equal(false);
      expect(found).to.have.length(1);
      expect(found[0]).to.deep.include({ account, person, identity: 'medium', adult: true });
      expect(found[0]?.agreements).to.deep.equal({
        given: 'exact',
        family: 'exact',
        birthdate: 'exact',
        address: 'house',
      });
      expect(found[0]?.score.probability).to.be.greaterThan(0.9999);
      const swapped = await index.candidates(seen(index, { birthdate: '1984-09-03' }));
      expect(swapped.found[0]?.agreements.birthdate).to.equal('swapped');
    });

    it('finds somebody whose names were written the other way round', async () => {
      const { store } = await open();
      const { account } = await remembered(store, 'first', { changed: { family_name: 'Morgan' } });
      const index = nodeOf(store);
      const { found } = await index.candidates(seen(index, { given_name: 'Morgan', family_name: 'Siân' }));
      expect(found.map((one) => one.account)).to.deep.equal([account]);
      expect(found[0]?.agreements).to.include({ given: 'crossed', family: 'crossed' });
    });

    it('finds somebody on another node, and after a restart', async () => {
      const { store, settings: place } = await open();
      const { account } = await remembered(store, 'first');
      const { store: node } = await open(place);
      const index = nodeOf(node);
      expect((await index.candidates(seen(index))).found.map((one) => one.account)).to.deep.equal([account]);
      expect(index.factToken('nhs-number', '9990000018')).to.equal(nodeOf(store).factToken('nhs-number', '9990000018'));
      expect(index.factToken('chi', '9990000018')).not.to.equal(index.factToken('nhs-number', '9990000018'));
    });

    it('compares with what the link of an account stands on, and tells it in closed words', async () => {
      const { store } = await open();
      const { account, person } = await joined(store, 'first');
      const { given_name, family_name, birthdate } = sian;
      await store.people.relink(account, { ...link, details: { given_name, family_name, birthdate } });
      const known = await store.people.find(account);
      if (!known) throw new Error('the account is gone');
      const index = nodeOf(store);
      const compared = index.compareWith(seen(index, { family_name: 'Example-Morgen' }), known);
      expect(compared).to.include({ person, account, identity: 'medium', adult: true });
      expect(compared.agreements).to.include({ birthdate: 'exact', address: 'missing' });
      const { model, candidates } = index.findingsOf([compared]);
      expect(model).to.equal(weights.version);
      expect(candidates[0]?.fields.find(({ field }) => field === 'family')?.level).to.equal('one-edit');
      expect(JSON.stringify(candidates)).not.to.match(/morg|sample|1984/i);
    });

    it('keeps nobody below medium, nor anybody of whom too little is known', async () => {
      const { store } = await open();
      for (const identity of ['none', 'low'] as const)
        expect((await remembered(store, `at ${identity}`, { identity })).until).to.equal(undefined);
      const little: Record<string, string>[] = [{ birthdate: '' }, { family_name: '', given_name: '' }];
      for (const [at, changed] of little.entries())
        expect((await remembered(store, `without ${at}`, { changed })).until).to.equal(undefined);
      expect((await remembered(store, 'homeless', { changed: { address: {} } })).until).to.equal(undefined);
      const index = nodeOf(store);
      expect(await index.candidates(seen(index))).to.deep.equal({ found: [], crowded: false });
      expect(await index.candidates(seen(index, { birthdate: '' }))).to.deep.equal({ found: [], crowded: false });
    });

    it('keeps somebody for as long as is set', async () => {
      const { store } = await open();
      const { account, until = 0 } = await remembered(store, 'first');
      const kept = (await store.people.find(account))?.keptUntil;
      expect(kept).to.equal(until);
      expect(Math.round((until - Date.now() / 1000) / 86_400)).to.equal(settings.keepDays);
    });

    it('sees only what was verified, and is still so', async () => {
      const { store } = await open();
      const index = nodeOf(store);
      const { described, adult } = index.see({
        attributes: {
          given_name: { value: 'Siân', verified: true, to: '2020-01-01' },
          family_name: { value: 'Example', verified: true, from: '2020-01-01' },
          birthdate: { value: '1984-03-09', verified: false },
          address: { value: '7 Sample Street', verified: true },
          email: { value: 'sian@example.org', verified: true },
        },
      });
      expect(described).to.deep.equal({ family_name: 'Example' });
      expect(adult).to.equal(false);
      expect(seen(index).adult).to.equal(true);
      expect(seen(index, { birthdate: '2020-01-01' }).adult).to.equal(false);
    });

    it('says that it is crowded rather than compare with all who share a birth date and a postcode', async () => {
      const { store } = await open();
      // They share birth date and town, and nothing else.
      const one = (at: number) => ({
        given_name: ['Abe', 'Bea', 'Cal', 'Dee', 'Eve', 'Fay', 'Gus', 'Hal', 'Ida'][at] ?? '',
        family_name: ['Jay', 'Kay', 'Lee', 'May', 'Nye', 'Orr', 'Poe', 'Ray', 'Sax'][at] ?? '',
        address: {
          street_address: `${at} ${'Acorn Birch Cedar Damson Elder Fig Gorse Hazel Ivy'.split(' ')[at]} Lane`,
          locality: 'Exampleton',
          postal_code: 'ZZ9 9ZZ',
        },
      });
      for (let at = 0; at < settings.most; at++) await remembered(store, `account ${at}`, { changed: one(at) });
      const index = nodeOf(store);
      const stranger = seen(index, {
        given_name: 'Tom',
        family_name: 'Ure',
        address: { street_address: '99 Juniper Way', locality: 'Exampleton', postal_code: 'ZZ9 9ZZ' },
      });
      expect((await index.candidates(stranger)).found).to.have.length(settings.most);
      await remembered(store, 'one more', { changed: one(8) });
      expect(await index.candidates(stranger)).to.deep.equal({ found: [], crowded: true });
      const { found, crowded } = await index.candidates(seen(index, one(3)));
      expect([found.map(({ account }) => account), crowded]).to.deep.equal([[tokenOf(store, 'account 3')], true]);
    });

    it('finds under a new key those who were kept under the old one, and writes them anew', async () => {
      const { store, settings: place } = await open();
      const { account } = await remembered(store, 'first');
      const tokens = async () => {
        const where = `WHERE account = '${account}'`;
        const [row = {}] = await rawQuery(place, `SELECT generation, tokens FROM match_records ${where}`);
        return { generation: Number(row.generation), tokens: (row.tokens as Buffer).toString('hex') };
      };
      const before = await tokens();
      await store.matchIndex.rotate();
      const index = nodeOf(store);
      const second = await joined(store, 'second');
      await index.remember(second.account, seen(index), 'medium');
      const both = async () => (await index.candidates(seen(index))).found;
      expect((await both()).map((one) => one.account)).to.have.members([account, second.account]);
      for (const { agreements } of await both()) expect(agreements).to.include({ family: 'exact', address: 'house' });
      const until = (await store.people.find(account))?.keptUntil;

      expect(await index.renew(50)).to.equal(1);
      expect(await index.renew(50)).to.equal(0);
      const after = await tokens();
      expect([before.generation, after.generation]).to.deep.equal([1, 2]);
      expect(after.tokens).not.to.equal(before.tokens);
      expect((await store.people.find(account))?.keptUntil).to.equal(until);
      expect(await store.matchIndex.generations()).to.deep.equal({ current: 2, oldest: 2 });
      const fresh = nodeOf((await open(place)).store);
      const found = (await fresh.candidates(seen(fresh))).found.map((one) => one.account);
      expect(found).to.have.members([account, second.account]);
      expect(await everything(place)).not.to.match(/Example-Morgan|Sample Street/);
    });

    it('is written anew in the background, by one node, until nothing old is left', async () => {
      const { store, settings: place } = await open();
      for (let at = 0; at < 60; at++)
        await remembered(store, `account ${at}`, { changed: { birthdate: `19${at + 20}-03-09` } });
      await store.matchIndex.rotate();
      const { store: other } = await open(place);
      const failures: unknown[] = [];
      const stops = [store, other].map((node) =>
        startRenewal({ index: nodeOf(node), leases: node.leases, every: 20, failed: (error) => failures.push(error) }),
      );
      try {
        const old = () => rawQuery(place, 'SELECT account FROM match_records WHERE generation < 2');
        for (let turn = 0; turn < 300 && (await old()).length > 0; turn++)
          await new Promise((resolve) => setTimeout(resolve, 20));
        expect(await old()).to.deep.equal([]);
      } finally {
        for (const stop of stops) stop();
      }
      expect(failures).to.deep.equal([]);
      expect(await rawQuery(place, 'SELECT account FROM match_records')).to.have.length(60);
    });
  });
});
