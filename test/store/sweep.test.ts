import { expect } from 'chai';
import { sweepBatch } from '../../src/store/sweep.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const later = 4_000_000_000;
const before = 1_000_000_000;
const hooks = { alreadyUsed: (model: string) => new Error(model), isEndSession: () => false };

describe('the sweep', () => {
  forEachEngine((_engine, open) => {
    it('removes what has expired, and only that', async () => {
      const { store, settings } = await open();
      const models = store.artefacts(hooks);
      await store.signIns.create('old', {}, { expiresAt: before });
      await store.signIns.create('new', {}, { expiresAt: later });
      await store.pendingReplies.put('old', { uid: 'u', provider: 'p', memo: null }, before);
      await store.releases.put('old', {}, { person: 'ann', expiresAt: before });
      await models('AccessToken').upsert('old', {}, 0);
      await models('AccessToken').upsert('new', {}, 60);
      const authorizations = { bins: { sid: 'a' }, parking: { sid: 'b' } };
      await models('Session').upsert('old', { uid: 'u', authorizations }, 0);
      await models('Session').upsert('new', { uid: 'v', authorizations }, 60);
      expect(await store.sweep()).to.equal(7);
      expect(await store.sweep()).to.equal(0);
      expect(await store.signIns.find('new')).not.to.equal(undefined);
      expect(await models('AccessToken').find('new')).not.to.equal(undefined);
      expect((await models('Session').find('new'))?.authorizations).to.deep.equal(authorizations);
      const counted = await rawQuery(settings, 'SELECT count(*) AS rows FROM session_authorizations');
      expect(Number(counted[0]?.rows)).to.equal(2);
    });

    it('takes a batch at a time, and several nodes share the work', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const filler = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
        INSERT INTO replay_records (id, content, expires_at) SELECT 'r' || i, '', 1 FROM n`;
      await rawQuery(settings, filler);
      expect(await store.sweep()).to.equal(sweepBatch);
      const shared = await Promise.all([store.sweep(), node.sweep()]);
      const last = await store.sweep();
      expect(shared[0] + shared[1] + last).to.equal(700);
    });
  });
});
