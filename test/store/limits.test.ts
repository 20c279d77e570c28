import { expect } from 'chai';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const limit = { name: 'test', points: 3, seconds: 60 };

describe('limits', () => {
  forEachEngine((_engine, open) => {
    it('let as much through as may be, by each, and then say how long it takes', async () => {
      const { store } = await open();
      for (let count = 0; count < 3; count += 1) expect(await store.limits.take(limit, 'one')).to.equal(undefined);
      expect(await store.limits.take(limit, 'one')).to.be.within(1, 60);
      expect(await store.limits.take(limit, 'other')).to.equal(undefined);
      expect(await store.limits.take({ ...limit, name: 'elsewhere' }, 'one')).to.equal(undefined);
    });

    it('are one count for all nodes, also when they count at once', async () => {
      const { store, settings } = await open();
      const { store: second } = await open(settings);
      const many = Array.from({ length: 20 }, (_, at) => (at % 2 ? store : second).limits.take(limit, 'one'));
      const said = await Promise.all(many);
      expect(said.filter((wait) => wait === undefined)).to.have.length(3);
    });

    it('keep nobody in clear, begin again when the time is up, and are swept', async () => {
      const { store, settings } = await open();
      const short = { name: 'short', points: 1, seconds: 1 };
      await store.limits.take(short, '192.0.2.7');
      const rows = await rawQuery(settings, 'SELECT * FROM limits');
      expect(rows).to.have.length(1);
      expect(JSON.stringify(rows)).not.to.include('192.0.2.7');
      await rawQuery(settings, 'UPDATE limits SET expire = 1');
      // The first count of a new stretch: what was before is over. A node of its own, because one that was told to wait remembers.
      const { store: node } = await open(settings);
      expect(await node.limits.take(short, '192.0.2.7')).to.equal(undefined);
      await rawQuery(settings, 'UPDATE limits SET expire = 1');
      expect(await store.sweep()).to.equal(1);
      expect(await rawQuery(settings, 'SELECT * FROM limits')).to.have.length(0);
    });
  });
});
