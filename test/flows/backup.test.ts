// A backup of a hub at which people are signing in, restored into a new database: the same person is the same subject, and tokens of before work.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as client from 'openid-client';
import type { Config } from '../../src/config/load.ts';
import { type Hub, startHub } from '../../src/hub.ts';
import { createLog } from '../../src/log.ts';
import { backUp } from '../../src/store/backup/backup.ts';
import { restore } from '../../src/store/backup/restore.ts';
import type { StoreSettings } from '../../src/store/open.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { optionalSuite } from '../support/optional.ts';
import { freshDatabase, missingPostgres } from '../support/postgres.ts';
import { type RelyingParty, relyingParty, walk } from '../support/relying-party.ts';

interface Place {
  sqliteFile?: string;
  databaseUrl?: string;
}

async function signedIn(party: RelyingParty) {
  const asking = await party.ask({ scope: 'openid profile offline_access', prompt: 'consent' });
  const walked = await walk({ browser: createBrowser(), party }, asking);
  if (!('answer' in walked)) return expect.fail(`${walked.page.url}: ${walked.page.text}`);
  return party.collect(asking, walked.answer);
}

const silent = () => {};

/** A hub on a database, its backup taken while people sign in, and the same hub on the restored one. */
function goesOn(from: () => Promise<Place>, to: () => Promise<Place>): void {
  it('knows the same person by the same subject, takes a refresh token of before, and has a whole trail', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-backup-'));
    const source = await from();
    const house = await startHouse(source.databaseUrl === undefined ? {} : { databaseUrl: source.databaseUrl });
    let restored: Hub | undefined;
    try {
      const party = await relyingParty(house);
      const before = await signedIn(party);
      const sub = before.claims()?.sub;
      const others = Array.from({ length: 4 }, () => signedIn(party));
      const file = join(folder, 'hub.backup');
      await backUp(placeOf(house, source), file, silent);
      await Promise.all(others);
      await house.hub.close();
      const target = placed(await to(), folder);
      await restore({ ...target, masterKey: house.masterKey }, file, silent);
      restored = await startHub({
        config: on(house.config, target),
        masterKey: house.masterKey,
        log: createLog('silent'),
      });
      const refreshed = await client.refreshTokenGrant(party.configuration, before.refresh_token ?? '');
      const person = await client.fetchUserInfo(party.configuration, refreshed.access_token, sub ?? '');
      expect(person.family_name).to.equal('Fairweather');
      expect((await signedIn(party)).claims()?.sub).to.equal(sub);
      expect((await restored.store.trail.verify()).broken).to.equal(undefined);
    } finally {
      await restored?.close();
      await house.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

const placed = (place: Place, folder: string): Place =>
  place.databaseUrl === undefined ? { sqliteFile: join(folder, 'restored.sqlite') } : place;

const placeOf = ({ config, masterKey }: House, { databaseUrl }: Place): StoreSettings => ({
  masterKey,
  ...(databaseUrl === undefined ? { sqliteFile: config.hub.database } : { databaseUrl }),
});

const on = (config: Config, { sqliteFile, databaseUrl }: Place): Config => ({
  ...config,
  hub: { ...config.hub, database: sqliteFile ?? config.hub.database },
  environment: { ...config.environment, databaseUrl },
});

describe('flows: a hub that was restored', () => {
  const sqlite = async () => ({});
  const postgres = async () => ({ databaseUrl: await freshDatabase() });
  describe('from SQLite', () => goesOn(sqlite, sqlite));
  optionalSuite('from PostgreSQL', missingPostgres, () => goesOn(postgres, postgres));
  optionalSuite('from SQLite into PostgreSQL', missingPostgres, () => goesOn(sqlite, postgres));
  optionalSuite('from PostgreSQL into SQLite', missingPostgres, () => goesOn(postgres, sqlite));
});
