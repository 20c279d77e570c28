// Assessments in the database: one at a time on all nodes, never running without a node, gone with their pages, and sealed.
import { expect } from 'chai';
import { everything, rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

describe('assessments', () => {
  forEachEngine((_engine, open) => {
    it('run one at a time, however many nodes begin', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const begun = await Promise.all([1, 2, 3, 4].map((at) => (at % 2 ? store : node).assessments.begin()));
      const [id, ...others] = begun.filter((one) => one !== undefined);
      expect(others).to.deep.equal([]);
      expect(await node.assessments.begin()).to.equal(undefined);
      await store.assessments.end(id ?? '');
      expect(await node.assessments.begin()).to.be.a('string');
    });

    it('show how far they are on every node, and what they found', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const id = (await store.assessments.begin()) ?? '';
      expect(await store.assessments.beat(id, { done: 3, all: 9 })).to.equal(true);
      expect(await node.assessments.find(id)).to.include({ state: 'running', done: 3, all: 9 });
      expect(await node.assessments.find(id)).not.to.have.property('report');
      await store.assessments.end(id, { report: { found: 'PLANTED' }, cells: 4, gotIn: 2 });
      expect(await store.assessments.beat(id, { done: 9, all: 9 })).to.equal(false);
      expect(await node.assessments.find(id)).to.deep.include({
        state: 'done',
        report: { found: 'PLANTED' },
        gotIn: 2,
      });
      expect((await node.assessments.list()).map((one) => one.id)).to.deep.equal([id]);
      expect(await node.assessments.find('another')).to.equal(undefined);
    });

    it('are stopped when nothing is heard of their node, and make way for another', async () => {
      const { store, settings } = await open();
      const id = (await store.assessments.begin()) ?? '';
      await rawQuery(settings, 'UPDATE assessments SET beat_at = beat_at - 600');
      expect(await store.assessments.find(id)).to.include({ state: 'stopped' });
      expect(await store.assessments.beat(id, { done: 1, all: 2 })).to.equal(false);
      await store.assessments.end(id, { report: {}, cells: 1, gotIn: 1 });
      expect(await store.assessments.find(id)).to.include({ state: 'stopped', cells: 0 });
      expect(await store.assessments.begin()).to.be.a('string');
    });

    it('are deleted with their pages, also while they run', async () => {
      const { store } = await open();
      const { assessments } = store;
      const id = (await assessments.begin()) ?? '';
      await assessments.keepPage(id, 'one', '<p>PLANTED</p>');
      expect(await assessments.page(id, 'one')).to.equal('<p>PLANTED</p>');
      expect(await assessments.page(id, 'two')).to.equal(undefined);
      expect(await assessments.remove(id)).to.equal(true);
      expect(await assessments.remove(id)).to.equal(false);
      await assessments.keepPage(id, 'two', 'late');
      expect([await assessments.page(id, 'one'), await assessments.page(id, 'two')]).to.deep.equal([
        undefined,
        undefined,
      ]);
      expect(await assessments.beat(id, { done: 1, all: 2 })).to.equal(false);
    });

    it('are swept after their time, and tell nothing to somebody who reads the database', async () => {
      const { store, settings } = await open();
      const id = (await store.assessments.begin()) ?? '';
      await store.assessments.keepPage(id, 'one', '<p>PLANTED</p>');
      await store.assessments.end(id, { report: { found: 'PLANTED' }, cells: 1, gotIn: 1 });
      expect(await everything(settings)).not.to.include('PLANTED');
      await rawQuery(settings, 'UPDATE assessments SET expires_at = 1');
      await rawQuery(settings, 'UPDATE assessment_pages SET expires_at = 1');
      expect(await store.sweep()).to.equal(2);
      expect(await store.assessments.list()).to.deep.equal([]);
    });
  });
});
