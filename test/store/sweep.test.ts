import { expect } from 'chai';
import { type Database, openDatabase, type Value } from '../../src/store/database.ts';
import { createSweep } from '../../src/store/sweep.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const later = 4_000_000_000;
const before = 1_000_000_000;
/** Nothing is old enough to go. */
const kept = { retention: { trail: 1e6, cases: 1e6 }, prune: async () => 0 };
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

    it('goes on until nothing is left, and several nodes share the work', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const filler = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
        INSERT INTO replay_records (id, content, expires_at) SELECT 'r' || i, '', 1 FROM n`;
      await rawQuery(settings, filler);
      const [one, other] = await Promise.all([store.sweep(), node.sweep()]);
      expect(one + other).to.equal(1200);
    });

    it('never takes many rows in one statement, nor goes on when the store is closed', async () => {
      const { settings } = await open();
      const database = await openDatabase(settings);
      const filler = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO used_once (value, expires_at) SELECT 'r' || i, 1 FROM n`;
      await database.rows(filler);
      const taken: number[] = [];
      const texts = new Set<string>();
      const rows: Database['rows'] = async <Row>(sql: string, values?: readonly Value[]) => {
        const some = await database.rows<Row>(sql, values);
        if (some.length > 0) {
          taken.push(some.length);
          texts.add(sql);
        }
        return some;
      };
      const closed = createSweep({ ...database, rows }, kept, () => taken.length === 2);
      const before = await closed();
      expect(taken).to.have.lengthOf(2);
      expect(before + (await createSweep({ ...database, rows }, kept, () => false)())).to.equal(3000);
      expect(Math.max(...taken)).to.be.at.most(500);
      expect(new Set(taken), 'of many sizes').to.have.property('size').greaterThan(1);
      // PostgreSQL keeps a plan for each text on each connection.
      expect(texts).to.have.property('size', 1);
      await database.close();
    });

    it('leaves what an account still has with somebody else', async () => {
      const { store, settings } = await open();
      await rawQuery(settings, `INSERT INTO parted_accounts VALUES ('a', 'ann', ${before}), ('a', 'bob', ${later})`);
      expect(await store.sweep()).to.equal(1);
      expect(await rawQuery(settings, 'SELECT person FROM parted_accounts')).to.deep.equal([{ person: 'bob' }]);
    });

    it('goes past checks that are in force to those that nobody bound', async () => {
      const { settings } = await open();
      const database = await openDatabase(settings);
      const filler = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO vouches (id, claim_code, stop_code, content, recorded_at, claim_until, ends_at, expires_at)
        SELECT 'v' || i, 'c' || i, 's' || i, '', 1, 1 + i / 100, 1, ${later} FROM n`;
      await database.rows(filler);
      await database.rows(`INSERT INTO vouch_events (vouch, kind, at) SELECT id, 'claimed', 1 FROM vouches
        WHERE id NOT IN ('v5', 'v100', 'v300')`);
      const sweep = createSweep(database, kept, () => false);
      expect(await sweep()).to.equal(3);
      expect(await sweep()).to.equal(0);
      await database.close();
    });
  });
});
