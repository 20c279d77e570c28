// What nodes know together of providers: values that count once, facts with a revision, and leases; on both engines.
import { expect } from 'chai';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const later = () => Math.floor(Date.now() / 1000) + 60;
const ten = Array.from({ length: 10 }, (_, index) => index);

describe('what nodes know of providers', () => {
  forEachEngine((_engine, open) => {
    it('counts a value once, whoever brings it, and each kind by itself', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const first = await Promise.all(
        ten.map((turn) => (turn % 2 ? store : node).usedOnce.first('assertion', 'a', later())),
      );
      expect(first.filter(Boolean)).to.have.length(1);
      expect(await node.usedOnce.first('assertion', 'b', later())).to.equal(true);
      expect(await node.usedOnce.first('other', 'a', later())).to.equal(true);
      expect(await store.usedOnce.first('assertion', 'a', later())).to.equal(false);
    });

    it('forgets a value only after its end', async () => {
      const { store } = await open();
      await store.usedOnce.first('assertion', 'old', 1);
      await store.usedOnce.first('assertion', 'new', later());
      await store.sweep();
      expect(await store.usedOnce.first('assertion', 'old', later())).to.equal(true);
      expect(await store.usedOnce.first('assertion', 'new', later())).to.equal(false);
    });

    it('tells every node a fact, and that there is a new one', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const before = await node.providerFacts.revision();
      await store.providerFacts.put('central', 'switch', { off: true });
      expect(await node.providerFacts.revision()).not.to.equal(before);
      expect(await node.providerFacts.find('central', 'switch')).to.deep.equal({ off: true });
      expect(await node.providerFacts.find('central', 'health')).to.equal(undefined);
      await store.providerFacts.put('central', 'switch', { off: false });
      await store.providerFacts.put('nhs', 'switch', { paused: true });
      expect(Object.fromEntries(await node.providerFacts.all('switch'))).to.deep.equal({
        central: { off: false },
        nhs: { paused: true },
      });
    });

    it('keeps facts of services apart from those of providers, with a revision of their own', async () => {
      const { store } = await open();
      const before = await store.providerFacts.revision();
      await store.serviceFacts.put('central', 'switch', { off: true });
      expect(await store.providerFacts.revision()).to.equal(before);
      expect(await store.providerFacts.find('central', 'switch')).to.equal(undefined);
      expect(Object.fromEntries(await store.serviceFacts.all('switch'))).to.deep.equal({ central: { off: true } });
    });

    it('opens no fact that somebody else wrote there', async () => {
      const { store, settings } = await open();
      await store.providerFacts.put('central', 'metadata', { xml: 'a' });
      await store.providerFacts.put('nhs', 'metadata', { xml: 'b' });
      await rawQuery(
        settings,
        "UPDATE provider_facts SET content = (SELECT content FROM provider_facts WHERE provider = 'nhs') WHERE provider = 'central'",
      );
      const moved: unknown = await store.providerFacts.find('central', 'metadata').catch((error: unknown) => error);
      expect(moved).to.be.instanceOf(Error);
      const all = await store.providerFacts.all('metadata');
      expect(Object.fromEntries(all)).to.deep.equal({ central: null, nhs: { xml: 'b' } });
    });

    it('gives a lease to one at a time, again to its holder, and on when it has run out', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const taken = await Promise.all(
        ten.map((turn) => (turn % 2 ? store : node).leases.take('probe', `node-${turn}`, 60)),
      );
      expect(taken.filter(Boolean)).to.have.length(1);
      const holder = `node-${taken.indexOf(true)}`;
      expect(await store.leases.take('probe', holder, 60)).to.equal(true);
      expect(await node.leases.take('probe', 'another', 60)).to.equal(false);
      expect(await node.leases.take('other', 'another', 60)).to.equal(true);
      expect(await store.leases.take('probe', holder, 0)).to.equal(true);
      expect(await node.leases.take('probe', 'another', 60)).to.equal(true);
    });
  });
});
