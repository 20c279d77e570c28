// Moves of which one follows another, or meets another on the way: nothing is lost, and nobody is left without a subject.
import { expect } from 'chai';
import { forEachEngine } from '../support/stores.ts';
import { joined, link, met, moved, personOf, sectors, tokenOf } from './linked.ts';

const ten = Array.from({ length: 10 }, (_, index) => index);

describe('moves that cross', () => {
  forEachEngine((_engine, open) => {
    it('make one person of one account, however many nodes see it first', async () => {
      const { store, settings } = await open();
      const nodes = [store, (await open(settings)).store, (await open(settings)).store];
      const found = await Promise.all(ten.map((turn) => joined(nodes[turn % nodes.length] ?? store, 'ann')));
      expect(new Set(found.map(({ person }) => person)).size).to.equal(1);
      expect(await store.people.accountsOf(found[0]?.person ?? '')).to.have.length(1);
    });

    it('link a new account to one of two people who are meant at once', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      const found = await Promise.all(
        ten.map((turn) => (turn % 2 ? joined(store, 'second', ann.person) : joined(node, 'second', bob.person))),
      );
      expect(new Set(found.map(({ person }) => person)).size).to.equal(1);
      const all = await Promise.all([ann, bob].map(({ person }) => store.people.accountsOf(person)));
      expect(all.flat()).to.have.length(3);
    });

    it('never lose an account, nor leave a person empty-handed', async () => {
      for (const _ of [1, 2, 3]) {
        const { store, settings } = await open();
        const { store: node } = await open(settings);
        const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
        const subjects = await Promise.all(
          [ann, bob].map(({ person }, at) => met({ store, settings }, { person, at: at + 1 })),
        );
        const done = await Promise.all([
          moved(store, { account: ann.account, from: ann.person, to: bob.person }),
          moved(node, { account: bob.account, from: bob.person, to: ann.person }),
        ]);
        expect(done.filter((changes) => changes !== undefined)).to.have.length(1);
        const [one, other] = [await personOf(store, ann.account), await personOf(store, bob.account)];
        expect(one)
          .to.equal(other)
          .and.to.equal(done[0] ? bob.person : ann.person);
        expect(await store.subjects.subjectFor('town', one ?? '')).to.equal(subjects[0]);
      }
    });

    it('let one of many moves of an account win', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const ann = await joined(store, 'ann');
      const others = [];
      for (const turn of ten) others.push(await joined(store, `other ${turn}`));
      const done = await Promise.all(
        others.map(({ person }, turn) =>
          moved(turn % 2 ? store : node, { account: ann.account, from: ann.person, to: person }),
        ),
      );
      const won = done.findIndex((changes) => changes !== undefined);
      expect(done.filter((changes) => changes !== undefined)).to.have.length(1);
      expect(await personOf(store, ann.account)).to.equal(others[won]?.person);
    });

    it('go round in a ring, and end with everybody somewhere', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const ring: { account: string; person: string }[] = [];
      for (const turn of ten) ring.push(await joined(store, `one ${turn}`));
      await Promise.all(
        ring.map(({ account, person }, turn) =>
          moved(turn % 2 ? store : node, { account, from: person, to: ring[(turn + 1) % ring.length]?.person ?? '' }),
        ),
      );
      for (const { account } of ring) {
        const person = (await personOf(store, account)) ?? '';
        expect((await store.people.accountsOf(person)).map((one) => one.account)).to.include(account);
      }
    });

    it('part and join at once, and never make two of an account', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      const done = await Promise.all(
        ten.map((turn) => (turn % 2 ? store : node).moves.part({ account: bob.account, from: ann.person, sectors })),
      );
      expect(done.filter((one) => one !== undefined)).to.have.length(1);
      expect(await personOf(store, bob.account)).to.equal(bob.person);
      expect(await personOf(store, ann.account)).to.equal(ann.person);
    });

    it('link nothing to somebody who is being forgotten', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const ann = await joined(store, 'ann');
      const how = { provider: 'central', rule: 'proof', into: ann.person } as const;
      const [second] = await Promise.all([
        store.people.join(tokenOf(store, 'second'), how, link),
        node.moves.erase(ann.person, sectors),
      ]);
      expect(await store.people.accountsOf(ann.person)).to.deep.equal([]);
      // Whichever was first: it is nobody's, for having been forgotten with her or for never having been linked.
      expect(await personOf(store, tokenOf(store, 'second')), `${second?.person}`).to.equal(undefined);
    });
  });
});

describe('moves that follow another', () => {
  forEachEngine((_engine, open) => {
    /** Ann has two accounts, and is known to the town. One goes to Bob, and the last one, with all that she had, to Eve. */
    const scattered = async (eveIsKnown: boolean) => {
      const opened = await open();
      const { store } = opened;
      const [ann, bob, eve] = [await joined(store, 'ann'), await joined(store, 'bob'), await joined(store, 'eve')];
      const second = await joined(store, 'second', ann.person);
      const subject = await met(opened, { person: ann.person, at: 100 });
      const eves = eveIsKnown ? await met(opened, { person: eve.person, at: 200 }) : undefined;
      await moved(store, { account: second.account, from: ann.person, to: bob.person });
      await moved(store, { account: ann.account, from: ann.person, to: eve.person });
      expect(await store.subjects.subjectFor('town', eve.person)).to.equal(subject);
      return { store, ann, bob, eve, second, subject, eves };
    };

    for (const eveIsKnown of [false, true]) {
      const who = eveIsKnown ? 'somebody known' : 'somebody new';
      it(`give a subject to a person who comes back while theirs is with ${who}, and tell the old one later`, async () => {
        const { store, ann, bob, eve, second, subject, eves } = await scattered(eveIsKnown);
        expect((await store.moves.part({ account: second.account, from: bob.person, sectors }))?.person).to.equal(
          ann.person,
        );
        const fresh = await Promise.all(ten.map(() => store.subjects.subjectFor('town', ann.person)));
        expect(new Set(fresh).size).to.equal(1);
        expect(fresh[0]).not.to.equal(subject);
        expect(await store.subjects.subjectFor('town', eve.person)).to.equal(subject);

        const done = await store.moves.part({ account: ann.account, from: eve.person, sectors });
        expect(done?.person).to.equal(ann.person);
        expect(done?.changes).to.deep.include({ organisation: 'town', before: subject, after: fresh[0] });
        expect(await store.subjects.subjectFor('town', ann.person)).to.equal(fresh[0]);
        expect(await store.subjects.takePrevious('parking', ann.person)).to.equal(subject);
        const hers = await store.subjects.subjectFor('town', eve.person);
        if (eves) expect(hers).to.equal(eves);
        else expect([subject, fresh[0]]).not.to.include(hers);
      });

      it(`give their subject back to a person who comes back from ${who}, though nobody asked meanwhile`, async () => {
        const { store, ann, bob, eve, second, subject, eves } = await scattered(eveIsKnown);
        await store.moves.part({ account: second.account, from: bob.person, sectors });
        await store.moves.part({ account: ann.account, from: eve.person, sectors });
        expect(await store.subjects.subjectFor('town', ann.person)).to.equal(subject);
        const hers = await store.subjects.subjectsOf(eve.person, ['town']);
        expect(hers).to.deep.equal(eves ? [{ organisation: 'town', subject: eves }] : []);
      });
    }

    it('tell every subject that a person had, one after the other', async () => {
      const opened = await open();
      const { store } = opened;
      const [ann, bob, eve] = [await joined(store, 'ann'), await joined(store, 'bob'), await joined(store, 'eve')];
      const subject = await met(opened, { person: ann.person, at: 100 });
      const others = [
        await met(opened, { person: bob.person, at: 200 }),
        await met(opened, { person: eve.person, at: 300 }),
      ];
      for (const { account, person } of [bob, eve]) await moved(store, { account, from: person, to: ann.person });
      const told = [];
      for (const _ of [1, 2, 3]) told.push(await store.subjects.takePrevious('parking', ann.person));
      expect(told).to.deep.equal([...others, undefined]);
      await store.moves.part({ account: bob.account, from: ann.person, sectors });
      expect(await store.subjects.takePrevious('bins', ann.person)).to.equal(others[1]);
      expect(await store.subjects.takePrevious('bins', ann.person)).to.equal(undefined);
      expect(await store.subjects.subjectFor('town', ann.person)).to.equal(subject);
    });

    it('tell nobody of a previous subject that somebody has back', async () => {
      const opened = await open();
      const { store } = opened;
      const [ann, bob, eve] = [await joined(store, 'ann'), await joined(store, 'bob'), await joined(store, 'eve')];
      const second = await joined(store, 'second', ann.person);
      await met(opened, { person: bob.person, at: 100 });
      const subject = await met(opened, { person: ann.person, at: 200 });
      await moved(store, { account: second.account, from: ann.person, to: eve.person });
      await moved(store, { account: ann.account, from: ann.person, to: bob.person });
      await store.moves.part({ account: second.account, from: eve.person, sectors });
      expect(await store.subjects.subjectFor('town', ann.person)).to.equal(subject);
      expect(await store.subjects.takePrevious('parking', bob.person)).to.equal(undefined);
    });
  });
});
