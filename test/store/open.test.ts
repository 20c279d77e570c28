import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { HubError } from '../../src/errors.ts';
import { openStore } from '../../src/store/open.ts';
import { optionalSuite } from '../support/optional.ts';
import { missingPostgres, startCluster } from '../support/postgres.ts';
import { forEachEngine } from '../support/stores.ts';

const run = promisify(execFile);
const openUrl = new URL('../../src/store/open.ts', import.meta.url).href;

const failure = async (work: Promise<unknown>): Promise<HubError> => {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof HubError)) throw new Error(`expected a HubError, not ${error}`);
  return error;
};

describe('openStore', () => {
  forEachEngine((_engine, open, place) => {
    it('makes its tables once, when several processes start at once', async () => {
      const settings = await place();
      const script = `
        const { openStore } = await import(${JSON.stringify(openUrl)});
        const { masterKey, ...place } = ${JSON.stringify({ ...settings, masterKey: settings.masterKey.toString('hex') })};
        const store = await openStore({ ...place, masterKey: Buffer.from(masterKey, 'hex') });
        await store.trail.append([{ event: 'started', data: {} }]);
        await store.close();`;
      const start = () => run(process.execPath, ['--input-type=module', '-e', script]);
      await Promise.all([start(), start(), start(), start()]);
      const { store: later } = await open(settings);
      expect(await later.trail.verify()).to.deep.equal({ rows: 4 });
    });

    it('keeps its data, and counts its statements', async () => {
      const { store, settings } = await open();
      const before = store.statements();
      await store.agreements.put('person', 'service', ['name']);
      expect(store.statements() - before).to.equal(1);
      await store.close();
      const { store: again } = await open(settings);
      expect(await again.agreements.find('person', 'service')).to.deep.equal(['name']);
    });

    it('refuses another master key than the database was written under', async () => {
      const { settings } = await open();
      const error = await failure(openStore({ ...settings, masterKey: randomBytes(32) }));
      expect(error.code).to.equal('configuration');
    });

    it('says that the store is unavailable once it is closed', async () => {
      const { store } = await open();
      await store.ping();
      await store.close();
      expect((await failure(store.ping())).code).to.equal('store_unavailable');
      expect((await failure(store.keys.change([], []))).code).to.equal('store_unavailable');
      expect((await failure(store.trail.append([{ event: 'lost', data: {} }]))).code).to.equal('store_unavailable');
    });
  });

  it('wants a place and a key of 32 bytes', async () => {
    expect((await failure(openStore({ masterKey: randomBytes(32) }))).code).to.equal('configuration');
    const short = openStore({ masterKey: randomBytes(16), sqliteFile: ':memory:' });
    expect((await failure(short)).code).to.equal('configuration');
  });

  optionalSuite('with a PostgreSQL server that goes away', missingPostgres, () => {
    it('answers store_unavailable in mid-flow, and to a hub that starts', async () => {
      const cluster = await startCluster();
      const settings = { masterKey: randomBytes(32), databaseUrl: cluster.urlOf('postgres') };
      const store = await openStore(settings);
      await store.signIns.create('uid', {}, { expiresAt: 4_000_000_000 });
      await cluster.stop();
      expect((await failure(store.signIns.find('uid'))).code).to.equal('store_unavailable');
      expect((await failure(store.signIns.find('uid'))).status).to.equal(503);
      expect((await failure(openStore(settings))).code).to.equal('store_unavailable');
      await store.close();
    });
  });
});
