// What officers have said of somebody's age: one a person and service, over in time, gone when who the person is has changed, and named nowhere.
import { expect } from 'chai';
import type { NewAgeDecision } from '../../src/store/age-contracts.ts';
import { everything, rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';
import { joined, moved, sectors } from './linked.ts';

const soon = () => Math.floor(Date.now() / 1000) + 3600;
const yes = (changed: Partial<NewAgeDecision> = {}): NewAgeDecision => ({
  service: 'PLANTED-service',
  band: '13-15',
  said: { answer: 'yes', reason: 'papers' },
  reference: 'BCDF-2345',
  endsAt: soon(),
  ...changed,
});

describe('what officers have said of ages', () => {
  forEachEngine((_engine, open) => {
    it('C2: is said of whoever the account belongs to, for one service, and the last word counts on every node', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const { account, person } = await joined(store, 'ann');
      const first = await store.ageDecisions.decide(account, yes());
      expect(first).to.include({ person, band: '13-15' });
      expect(await node.ageDecisions.find(person, 'PLANTED-service')).to.deep.equal(first);
      expect(await node.ageDecisions.find(person, 'another')).to.equal(undefined);
      const no = await node.ageDecisions.decide(account, yes({ said: { answer: 'no', reason: 'not-safe' } }));
      expect(await store.ageDecisions.all()).to.deep.equal([no]);
      expect(await store.ageDecisions.decide('nobody’s', yes())).to.equal(undefined);
    });

    it('C2: leaves one however many officers answer at once', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const { account } = await joined(store, 'ann');
      const answers = Array.from({ length: 8 }, (_, at) => (at % 2 ? store : node).ageDecisions.decide(account, yes()));
      const ids = (await Promise.all(answers)).map((one) => one?.id);
      const left = await store.ageDecisions.all();
      expect(left).to.have.length(1);
      expect(ids).to.include(left[0]?.id);
    });

    it('C2: is over when it ends, and when it is taken back, once', async () => {
      const { store } = await open();
      const { ageDecisions } = store;
      const { account, person } = await joined(store, 'ann');
      await ageDecisions.decide(account, yes({ endsAt: soon() - 7200 }));
      expect(await ageDecisions.find(person, 'PLANTED-service')).to.equal(undefined);
      expect(await ageDecisions.all()).to.deep.equal([]);
      expect(await store.sweep()).to.be.at.least(1);
      const { id = '' } = (await ageDecisions.decide(account, yes())) ?? {};
      expect(await ageDecisions.end(id)).to.include({ id, person });
      expect(await ageDecisions.end(id)).to.equal(undefined);
      expect(await ageDecisions.find(person, 'PLANTED-service')).to.equal(undefined);
    });

    it('C2: ends when an account leaves the person, is parted from them, or the person is forgotten', async () => {
      const { store } = await open();
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      const live = async (person: string) => (await store.ageDecisions.find(person, 'PLANTED-service')) !== undefined;
      await store.ageDecisions.decide(ann.account, yes());
      await store.ageDecisions.decide(bob.account, yes());
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      expect([await live(ann.person), await live(bob.person)]).to.deep.equal([true, false]);
      const parted = await store.moves.part({ account: bob.account, from: ann.person, sectors });
      expect(parted?.person).to.equal(bob.person);
      expect([await live(ann.person), await live(bob.person)]).to.deep.equal([false, false]);
      await store.ageDecisions.decide(ann.account, yes());
      await store.moves.erase(ann.person, sectors);
      expect(await live(ann.person)).to.equal(false);
      expect(await store.ageDecisions.all()).to.deep.equal([]);
    });

    it('C2: never stands for a person whom the account has left meanwhile', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      const [said] = await Promise.all([
        node.ageDecisions.decide(bob.account, yes()),
        moved(store, { account: bob.account, from: bob.person, to: ann.person }),
      ]);
      expect(await store.ageDecisions.find(bob.person, 'PLANTED-service')).to.equal(undefined);
      const kept = await store.ageDecisions.find(ann.person, 'PLANTED-service');
      expect(kept).to.deep.equal(said?.person === ann.person ? said : undefined);
    });

    it('names nobody in the database, and no service', async () => {
      const { store, settings } = await open();
      const { account, person } = await joined(store, 'ann');
      await store.ageDecisions.decide(account, yes());
      const raw = await everything(settings);
      expect(raw).to.not.include('PLANTED').and.not.include('papers');
      const rows = await rawQuery(settings, 'SELECT * FROM age_decisions');
      const texts = rows.map((row) => JSON.stringify(row) + Buffer.from(row.content as Uint8Array).toString('latin1'));
      expect(texts).to.have.length(1);
      expect(texts.join()).to.not.include(person);
    });
  });
});
