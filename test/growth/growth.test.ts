// The machinery of `npm run growth` at a small size, and how the database finds what a sign-in and a sweep ask it for. Nothing here is timed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../../src/commands/free-port.ts';
import { startHub } from '../../src/hub.ts';
import { createLog } from '../../src/log.ts';
import { startCentral } from '../../src/simulators/central/start.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { openSite, refresh, signInOf, singleSignOn } from '../bench/service.ts';
import { optionalSuite } from '../support/optional.ts';
import { freshDatabase, missingPostgres } from '../support/postgres.ts';
import { createDriver } from '../support/processes/driver.ts';
import { centralSettings, hubSettings } from '../support/processes/settings.ts';
import { shippedConfig } from '../support/shipped.ts';
import { fill } from './fill.ts';
import { listen } from './listen.ts';
import { wholeTables } from './plans.ts';
import { visitorsOf } from './visitors.ts';

const size = { people: 2000, trail: 10_000 };

interface World {
  database: Database;
  statements: ReturnType<typeof listen>['heard'];
  counted: (table: string) => Promise<number>;
}

/** A hub in which somebody signed in, among many others, and then everybody did everything once more; and what it sent. */
async function signInsAmongMany(databaseUrl: string | undefined, folder: string): Promise<World> {
  const shipped = await shippedConfig();
  const { personas, visitors } = visitorsOf(shipped.personas, 3);
  const port = await freePort();
  const central = await startCentral(
    centralSettings(
      { ...shipped, personas: { ...personas, people: [...personas.people, ...shipped.personas.people] } },
      [port],
    ),
  );
  const settings = await hubSettings(shipped, { port, central: central.url, local: central.url, folder, databaseUrl });
  settings.config.providers = new Map([...settings.config.providers].filter(([id]) => id === 'central'));
  const masterKey = Buffer.from(settings.masterKey);
  const start = () => startHub({ config: settings.config, masterKey, log: createLog('silent', process.stderr) });
  const driver = createDriver(1);
  const database = await openDatabase({ databaseUrl, sqliteFile: settings.config.hub.database });
  const site = () => openSite(driver, settings.config.hub.issuer);
  const signIn = async (at: number) => {
    const visitor = visitors[at];
    if (visitor) await (await signInOf(() => visitor)(await site()))();
  };
  let hub = await start();
  try {
    await signIn(0);
    await hub.close();
    await fill({ masterKey, database, size, say: () => {} });
    const { heard, stop } = listen();
    try {
      hub = await start();
      await signIn(0);
      await signIn(1);
      for (const prepare of [singleSignOn, refresh]) await (await prepare(await site()))();
      await hub.store.sweep();
    } finally {
      stop();
    }
    const counted = async (table: string) =>
      Number((await database.rows<{ rows: number }>(`SELECT COUNT(*) AS rows FROM ${table}`))[0]?.rows);
    return { database, statements: heard, counted };
  } finally {
    await driver.close();
    await hub.close();
    await central.close();
  }
}

function suite(url: () => Promise<string | undefined>): () => void {
  return () => {
    let world: World;
    let folder: string;
    before(async function fillAndSignIn() {
      this.timeout(120_000);
      folder = await mkdtemp(join(tmpdir(), 'gatehouse-growth-'));
      world = await signInsAmongMany(await url(), folder);
    });
    after(async () => {
      await world?.database.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('fills the tables as they would be, and the hub goes on from there', async () => {
      const { counted, database } = world;
      for (const table of ['accounts', 'match_records', 'subjects', 'agreements'])
        expect(await counted(table), table).to.be.within(size.people, size.people + 4);
      expect(await counted('match_keys')).to.be.greaterThan(size.people);
      expect(await counted('trail')).to.be.greaterThan(size.trail);
      expect(await counted('sessions')).to.be.at.least(size.people / 20);
      const [head] = await database.rows<{ sequence: number; last: number }>(
        'SELECT sequence, (SELECT MAX(sequence) FROM trail) AS last FROM trail_head',
      );
      expect(Number(head?.sequence)).to.equal(Number(head?.last));
    });

    it('never reads a table whole that grows, for a sign-in or a sweep', async () => {
      expect(world.statements.size).to.be.greaterThan(30);
      expect(await wholeTables(world.database, world.statements.values())).to.deep.equal([]);
    });

    it('would notice', async () => {
      const whole = [
        { sql: 'SELECT person FROM accounts WHERE linked_at = ?', values: [1] },
        { sql: 'DELETE FROM sessions WHERE version = ?', values: [1] },
        { sql: 'SELECT r.account FROM match_records r WHERE r.adult = ?', values: [1] },
      ];
      expect(await wholeTables(world.database, whole)).to.have.lengthOf(whole.length);
    });
  };
}

describe('growth', () => {
  describe(
    'on SQLite',
    suite(async () => undefined),
  );
  optionalSuite('on PostgreSQL', missingPostgres, suite(freshDatabase));
});
