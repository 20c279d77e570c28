// How the store is doing, for the figures: what waits and since when, and how long statements took, by their kind.
import { expect } from 'chai';
import { vouchNotice } from '../notices/sample.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';
import { joined, link, met, moved } from './linked.ts';

describe('what waits in the store', () => {
  forEachEngine((_engine, open) => {
    it('is counted by queue, with the age of the oldest where it counts', async () => {
      const { store, settings } = await open();
      const nothing = await store.waiting();
      expect(nothing.map(({ queue }) => queue).sort()).to.deep.equal([
        'cases',
        'notices',
        'pending-replies',
        'signals',
        'under-way',
      ]);
      for (const one of nothing) expect(one).to.deep.equal({ queue: one.queue, count: 0 });
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      for (const { person } of [ann, bob]) await met({ store, settings }, { organisation: 'town', person, at: 100 });
      const sectors = [{ organisation: 'town', services: ['parking'], told: ['parking'] }];
      await store.moves.move({ account: bob.account, from: bob.person, to: ann.person, rule: 'proof', link, sectors });
      await store.notices.put(vouchNotice, 'today');
      for (const account of ['ann', 'bob'])
        await store.cases.open({ reference: `REF-${account}`, kind: 'continuity', account, content: {} });
      await store.cases.close('REF-bob');
      await rawQuery(settings, 'UPDATE cases SET opened_at = 1000');
      await rawQuery(settings, 'UPDATE signals SET created_at = 2000');
      const found = new Map((await store.waiting()).map((one) => [one.queue, one]));
      expect(found.get('signals')).to.deep.equal({ queue: 'signals', count: 1, since: 2000 });
      expect(found.get('cases')).to.deep.equal({ queue: 'cases', count: 1, since: 1000 });
      expect(found.get('notices')).to.include({ count: 1 }).and.have.property('since').that.is.a('number');
      expect(found.get('under-way')).to.deep.equal({ queue: 'under-way', count: 0 });
    });

    it('and connections are counted, and statements timed by their first word, whether they go well or not', async () => {
      const { settings } = await open();
      const kinds: string[] = [];
      const { store } = await open({ ...settings, statementTook: (kind) => kinds.push(kind) });
      expect(kinds, 'the look at the master key comes before').to.deep.equal([]);
      await store.ping();
      await store.notices.put(vouchNotice, 'today');
      const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
      await moved(store, { account: bob.account, from: bob.person, to: ann.person });
      expect(kinds.slice(0, 2)).to.deep.equal(['select', 'insert']);
      expect(new Set(kinds)).to.include('transaction');
      expect(store.connections()).to.include({ used: 0, wanted: 0 }).and.have.property('free').that.is.greaterThan(0);
      await store.close();
      kinds.length = 0;
      expect(await store.ping().catch(({ code }: { code: string }) => code)).to.equal('store_unavailable');
      expect(kinds).to.deep.equal(['select']);
    });
  });
});
