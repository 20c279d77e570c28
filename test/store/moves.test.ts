// Accounts that go from one person to another, back again, or out of the hub: with their subjects, whole, and one at a time.
import { expect } from 'chai';
import type { SubjectChange } from '../../src/store/matching-contracts.ts';
import type { OpenStore } from '../../src/store/open.ts';
import { personToken } from '../../src/store/subjects.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine, type Open, type Opened } from '../support/stores.ts';
import { joined, link, met, moved, personOf, sectors, tokenOf } from './linked.ts';

const ten = Array.from({ length: 10 }, (_, index) => index);
const some = (subject: string | undefined, organisation = 'town') => (subject ? [{ organisation, subject }] : []);
const subjectsOf = ({ subjects }: OpenStore, person: string) => subjects.subjectsOf(person, ['town', 'shire']);
const parted = ({ moves }: OpenStore, account: string, from: string) => moves.part({ account, from, sectors });

/** Ann, whom the town met first, and Bob, whom it met later. */
async function annAndBob(open: Open) {
  const opened = await open();
  const [ann, bob] = [await joined(opened.store, 'ann'), await joined(opened.store, 'bob')];
  const subjects = {
    ann: await met(opened, { person: ann.person, at: 100 }),
    bob: await met(opened, { person: bob.person, at: 200 }),
  };
  return { ...opened, ann, bob, subjects };
}

describe('moving an account to another person', () => {
  forEachEngine((_engine, open) => {
    it('takes it there, and says whose it was', async () => {
      const { store } = await open();
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      expect(await moved(store, { account: bob.account, from: bob.person, to: ann.person })).to.deep.equal([]);
      const account = await store.people.find(bob.account);
      expect(account).to.deep.include({ person: ann.person, cameFrom: bob.person, rule: 'proof', link });
      expect(await store.people.accountsOf(ann.person)).to.have.length(2);
      expect(await store.people.accountsOf(bob.person)).to.deep.equal([]);
    });

    it('takes one account only: nobody is merged by way of a third', async () => {
      const { store } = await open();
      const [ann, bob, eve] = [await joined(store, 'ann'), await joined(store, 'bob'), await joined(store, 'eve')];
      const second = await joined(store, 'bob’s second', bob.person);
      await moved(store, { account: second.account, from: bob.person, to: ann.person });
      await moved(store, { account: eve.account, from: eve.person, to: bob.person });
      expect(await personOf(store, second.account)).to.equal(ann.person);
      expect(await personOf(store, bob.account)).to.equal(bob.person);
      expect(await personOf(store, eve.account)).to.equal(bob.person);
      expect(await personOf(store, ann.account)).to.equal(ann.person);
    });

    it('keeps whoever was kept apart from it apart from where it went, once nothing of that person is left', async () => {
      const { store } = await open();
      const { keepApart, keptApart } = store.matchFacts;
      const [ann, bob, eve] = [await joined(store, 'ann'), await joined(store, 'bob'), await joined(store, 'eve')];
      const second = await joined(store, 'bob’s second', bob.person);
      await keepApart(eve.account, bob.person);
      await keepApart(ann.account, bob.person);
      await moved(store, { account: second.account, from: bob.person, to: ann.person });
      expect(await keptApart(eve.account)).to.deep.equal([bob.person]);
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      expect(await keptApart(eve.account)).to.have.members([bob.person, ann.person]);
      expect(await keptApart(ann.account)).to.deep.equal([bob.person]);
    });

    it('does nothing for an account that has gone meanwhile, to nobody, or to where it is', async () => {
      const { store, ann, bob, subjects } = await annAndBob(open);
      const refused = [
        { account: ann.account, from: bob.person, to: bob.person },
        { account: ann.account, from: bob.person, to: ann.person },
        { account: ann.account, from: ann.person, to: 'nobody' },
        { account: ann.account, from: ann.person, to: ann.person },
        { account: 'unknown', from: ann.person, to: bob.person },
      ];
      for (const way of refused) expect(await moved(store, way)).to.equal(undefined);
      expect(await personOf(store, ann.account)).to.equal(ann.person);
      expect(await subjectsOf(store, ann.person)).to.deep.equal(some(subjects.ann));
      const isParted = await store.moves.parted();
      expect(isParted(ann.account, ann.person)).to.equal(false);
    });

    it('leaves the subject with the person where another account of theirs stays', async () => {
      const { store, ann, bob, subjects } = await annAndBob(open);
      const second = await joined(store, 'second', bob.person);
      const changes = await moved(store, { account: second.account, from: bob.person, to: ann.person });
      expect(changes).to.deep.equal([{ organisation: 'town', before: subjects.bob }]);
      expect(await subjectsOf(store, bob.person)).to.deep.equal(some(subjects.bob));
      expect(await subjectsOf(store, ann.person)).to.deep.equal(some(subjects.ann));
      expect(await store.subjects.takePrevious('parking', ann.person)).to.equal(undefined);
    });

    it('keeps the subject that was met first, and tells the other to each service once', async () => {
      const { store, ann, bob, subjects } = await annAndBob(open);
      const changes = await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      expect(changes).to.deep.equal([{ organisation: 'town', before: subjects.bob, after: subjects.ann }]);
      expect(await store.subjects.subjectFor('town', ann.person)).to.equal(subjects.ann);
      for (const service of ['parking', 'bins']) {
        expect(await store.subjects.takePrevious(service, ann.person)).to.equal(subjects.bob);
        expect(await store.subjects.takePrevious(service, ann.person)).to.equal(undefined);
      }
      expect(await store.subjects.takePrevious('library', ann.person)).to.equal(undefined);
    });

    it('keeps the subject that was met first also where that is the one who comes', async () => {
      const { store, ann, bob, subjects } = await annAndBob(open);
      const changes = await moved(store, { account: ann.account, from: ann.person, to: bob.person });
      expect(changes).to.deep.equal([{ organisation: 'town', before: subjects.bob, after: subjects.ann }]);
      expect(await subjectsOf(store, bob.person)).to.deep.equal(some(subjects.ann));
      expect(await subjectsOf(store, ann.person)).to.deep.equal([]);
      expect(await store.subjects.takePrevious('parking', bob.person)).to.equal(subjects.bob);
    });

    it('brings along what only the one who comes was known by', async () => {
      const opened = await annAndBob(open);
      const { store, ann, bob, subjects } = opened;
      const shire = await met(opened, { organisation: 'shire', person: bob.person, at: 300 });
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      const both = [...some(subjects.ann), ...some(shire, 'shire')];
      expect(await subjectsOf(store, ann.person)).to.have.deep.members(both);
      expect(await store.subjects.takePrevious('library', ann.person)).to.equal(undefined);
    });

    it('gives the previous subject to one of many who ask', async () => {
      const { store, settings, ann, bob, subjects } = await annAndBob(open);
      const { store: node } = await open(settings);
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      const told = await Promise.all(
        ten.map((turn) => (turn % 2 ? store : node).subjects.takePrevious('parking', ann.person)),
      );
      expect(told.filter((subject) => subject !== undefined)).to.deep.equal([subjects.bob]);
    });

    it('ends the tokens that the account had for that person, for as long as one can live', async () => {
      const { store, settings, ann, bob } = await annAndBob(open);
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      const isParted = await store.moves.parted();
      expect([isParted(bob.account, bob.person), isParted(bob.account, ann.person)]).to.deep.equal([true, false]);
      expect(isParted(ann.account, ann.person)).to.equal(false);
      await rawQuery(settings, 'UPDATE parted_accounts SET expires_at = 1');
      expect((await store.moves.parted())(bob.account, bob.person)).to.equal(false);
      await store.sweep();
      expect(await rawQuery(settings, 'SELECT * FROM parted_accounts')).to.deep.equal([]);
    });
  });
});

describe('parting an account', () => {
  forEachEngine((_engine, open) => {
    it('gives both back what they had, whoever was met first', async () => {
      for (const [first, second] of [
        ['ann', 'bob'],
        ['bob', 'ann'],
      ] as const) {
        const { store, subjects, ...people } = await annAndBob(open);
        const [comes, stays] = [people[first], people[second]];
        await moved(store, { account: comes.account, from: comes.person, to: stays.person });
        const known = await store.subjects.subjectFor('town', stays.person);
        const done = await parted(store, comes.account, stays.person);
        expect(done).to.deep.equal({ person: comes.person, changes: [{ organisation: 'town', before: known }] });
        for (const name of ['ann', 'bob'] as const) {
          expect(await personOf(store, people[name].account)).to.equal(people[name].person);
          expect(await subjectsOf(store, people[name].person)).to.deep.equal(some(subjects[name]));
          expect(await store.subjects.takePrevious('parking', people[name].person)).to.equal(undefined);
        }
        expect(await store.people.find(comes.account)).to.not.have.property('cameFrom');
      }
    });

    it('gives back what was brought along', async () => {
      const { store, ...opened } = await open();
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      const subject = await met({ store, ...opened }, { person: bob.person, at: 100 });
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      expect(await subjectsOf(store, ann.person)).to.deep.equal(some(subject));
      await parted(store, bob.account, ann.person);
      expect(await subjectsOf(store, bob.person)).to.deep.equal(some(subject));
      expect(await subjectsOf(store, ann.person)).to.deep.equal([]);
      expect(await store.subjects.subjectFor('town', ann.person)).not.to.equal(subject);
    });

    it('makes a new person of an account that never had one of its own', async () => {
      const { store, ann, subjects } = await annAndBob(open);
      const second = await joined(store, 'second', ann.person);
      const done = await parted(store, second.account, ann.person);
      expect(done?.changes).to.deep.equal([{ organisation: 'town', before: subjects.ann }]);
      expect(done?.person).to.equal(await personOf(store, second.account));
      expect(done?.person).not.to.equal(ann.person);
      expect(await store.subjects.subjectFor('town', done?.person ?? '')).not.to.equal(subjects.ann);
    });

    it('does nothing for the account that a person began with, or one that is not theirs', async () => {
      const { store, ann, bob } = await annAndBob(open);
      expect(await parted(store, ann.account, ann.person)).to.equal(undefined);
      await joined(store, 'second', ann.person);
      expect(await parted(store, ann.account, ann.person)).to.equal(undefined);
      expect(await parted(store, ann.account, bob.person)).to.equal(undefined);
      expect(await parted(store, 'unknown', ann.person)).to.equal(undefined);
      expect((await store.moves.parted())(ann.account, ann.person)).to.equal(false);
    });

    it('ends the tokens for the person that it leaves, and makes those of before good again', async () => {
      const { store, ann, bob } = await annAndBob(open);
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      await parted(store, bob.account, ann.person);
      const isParted = await store.moves.parted();
      expect([isParted(bob.account, ann.person), isParted(bob.account, bob.person)]).to.deep.equal([true, false]);
    });

    it('can be done and undone again and again', async () => {
      const { store, ann, bob, subjects } = await annAndBob(open);
      for (const _ of ten) {
        expect(await moved(store, { account: bob.account, from: bob.person, to: ann.person })).to.have.length(1);
        expect((await parted(store, bob.account, ann.person))?.person).to.equal(bob.person);
      }
      expect(await subjectsOf(store, ann.person)).to.deep.equal(some(subjects.ann));
      expect(await subjectsOf(store, bob.person)).to.deep.equal(some(subjects.bob));
    });
  });
});

/** The tables in which any of some words stands. */
async function tablesWith({ settings }: Pick<Opened, 'settings'>, words: readonly string[]): Promise<string[]> {
  const tables = settings.databaseUrl
    ? await rawQuery(settings, "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    : await rawQuery(settings, "SELECT name FROM sqlite_master WHERE type = 'table'");
  const found = [];
  for (const { name } of tables) {
    const text = JSON.stringify(await rawQuery(settings, `SELECT * FROM ${name}`));
    if (words.some((word) => text.includes(word))) found.push(String(name));
  }
  return found.toSorted();
}

/** Everything that the hub can keep of an account and its person. */
async function plant({ store }: Pick<Opened, 'store'>, { account, person }: { account: string; person: string }) {
  const { matchIndex, matchFacts, cases, authentications, releases, agreements, serviceMatches, subjects } = store;
  const later = 4_000_000_000;
  const tokens = Buffer.of(1);
  await matchIndex.put(account, { generation: 1, adult: true, tokens, keys: ['k'], content: {}, expiresAt: later });
  await matchFacts.keepIdentifier('nhs-number', `number ${account}`, account);
  await matchFacts.keepAnswer(account, 'council_tax_number', 'answer');
  await matchFacts.countTry(account);
  await matchFacts.keepApart(account, 'somebody');
  await matchFacts.keepApart('some account', person);
  await cases.open({ reference: `case ${account}`, kind: 'match', account, content: {} });
  await releases.put(`grant ${person}`, {}, { person, expiresAt: later });
  const signIn = { provider: 'central', level: link.level, qualifiers: [], authenticatedAt: 1, methods: [] };
  const rest = { attributes: {}, session: null };
  await authentications.put({ id: `sign-in ${account}`, person, account, ...signIn, ...rest }, later);
  await agreements.put(person, 'parking', ['name']);
  await serviceMatches.put(person, 'parking', 'match');
  await subjects.subjectFor('town', person);
}

describe('forgetting a person', () => {
  forEachEngine((_engine, open) => {
    const changesOf = (subject: string): SubjectChange[] => [{ organisation: 'town', before: subject }];

    /** That their tokens have ended; and what coming back must not undo. */
    const stays = ['kept_apart', 'parted_accounts', 'question_tries'];

    it('leaves nothing of them in any table but what has to stay a while, and nobody else out', async () => {
      const opened = await annAndBob(open);
      const { store, ann, bob, subjects } = opened;
      await plant(opened, ann);
      await plant(opened, bob);
      const of = ({ account, person }: typeof ann) => [account, person, personToken(store.vault, person)];
      const bobs = await tablesWith(opened, of(bob));
      expect(bobs).to.have.length(13);
      expect(await store.moves.erase(ann.person, sectors)).to.deep.equal(changesOf(subjects.ann));
      expect(await tablesWith(opened, of(ann))).to.deep.equal(stays);
      expect(await tablesWith(opened, of(bob))).to.deep.equal(bobs);
      expect((await store.moves.parted())(ann.account, ann.person)).to.equal(true);
    });

    it('forgets those who had gone into them, too', async () => {
      const opened = await annAndBob(open);
      const { store, ann, bob, subjects } = opened;
      await plant(opened, bob);
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      expect(await store.moves.erase(ann.person, sectors)).to.deep.equal(changesOf(subjects.ann));
      const words = [bob.account, bob.person, personToken(store.vault, bob.person)];
      expect(await tablesWith(opened, words)).to.deep.equal(stays);
    });

    it('leaves to a person what they have by another account', async () => {
      const opened = await annAndBob(open);
      const { store, ann, bob, subjects } = opened;
      const second = await joined(store, 'second', bob.person);
      await plant(opened, bob);
      await moved(store, { account: second.account, from: bob.person, to: ann.person });
      await store.moves.erase(ann.person, sectors);
      expect(await store.people.find(second.account)).to.equal(undefined);
      expect(await subjectsOf(store, bob.person)).to.deep.equal(some(subjects.bob));
      expect(await store.agreements.find(bob.person, 'parking')).to.deep.equal(['name']);
    });

    it('gives nobody who comes back more tries, nor somebody from whom an officer kept them apart, for a year', async () => {
      const { store, ann } = await annAndBob(open);
      const { countTry, triesOf, keepApart, keptApart } = store.matchFacts;
      await countTry(ann.account);
      await keepApart(ann.account, 'somebody');
      await store.moves.erase(ann.person, sectors);
      await store.sweep();
      const { account } = await joined(store, 'ann');
      expect(await triesOf(account)).to.equal(1);
      expect(await keptApart(account)).to.deep.equal(['somebody']);
      expect(await countTry(account)).to.equal(2);
    });

    it('ends that a year after, but not while the account is there', async () => {
      const { store, settings, ann } = await annAndBob(open);
      const { countTry, triesOf, keepApart, keptApart } = store.matchFacts;
      const tables = ['question_tries', 'kept_apart'];
      const kept = async (account: string) => [await triesOf(account), (await keptApart(account)).length];
      const ends = async () => {
        const all = await Promise.all(tables.map((table) => rawQuery(settings, `SELECT expires_at FROM ${table}`)));
        return all.flat().map(({ expires_at }) => (expires_at === null ? null : Number(expires_at)));
      };
      const yearOn = async () => {
        for (const table of tables) await rawQuery(settings, `UPDATE ${table} SET expires_at = 1`);
        await store.sweep();
      };
      await countTry(ann.account);
      await keepApart(ann.account, 'somebody');
      await yearOn();
      expect(await kept(ann.account)).to.deep.equal([1, 1]);
      expect(await ends()).to.deep.equal([null, null]);

      await store.moves.erase(ann.person, sectors);
      const year = 365 * 86_400;
      for (const end of await ends()) expect((end ?? 0) - Date.now() / 1000).to.be.within(year - 60, year);
      await joined(store, 'ann');
      await yearOn();
      expect(await kept(ann.account)).to.deep.equal([1, 1]);

      await store.moves.erase(String(await personOf(store, ann.account)), sectors);
      await yearOn();
      expect(await kept(ann.account)).to.deep.equal([0, 0]);
      // Somebody who has answered and gone, and never had an account.
      await countTry('nobody');
      await yearOn();
      expect(await ends()).to.deep.equal([]);
    });

    it('makes somebody new of whoever comes back', async () => {
      const { store, ann, subjects } = await annAndBob(open);
      await store.moves.erase(ann.person, sectors);
      const again = await joined(store, 'ann');
      expect(again.account).to.equal(ann.account);
      expect(again.person).not.to.equal(ann.person);
      expect(await store.subjects.subjectFor('town', again.person)).not.to.equal(subjects.ann);
    });

    it('does nothing for nobody', async () => {
      const { store, ann } = await annAndBob(open);
      expect(await store.moves.erase('nobody', sectors)).to.deep.equal([]);
      expect(await personOf(store, ann.account)).to.equal(ann.person);
      expect(await personOf(store, tokenOf(store, 'nobody'))).to.equal(undefined);
    });
  });
});
