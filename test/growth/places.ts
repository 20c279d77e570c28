// The hubs whose growth is measured: on each engine one with few people and one with many, in databases of the bench's own.
// Each is opened first by the hub itself, so that the tables and the first rows are its own.
import { randomBytes } from 'node:crypto';
import { freePort } from '../../src/commands/free-port.ts';
import type { Config } from '../../src/config/load.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { Engine } from '../../src/store/engines.ts';
import { openSite, signInOf } from '../bench/service.ts';
import type { Cluster } from '../support/postgres-cluster.ts';
import { type Child, startChild } from '../support/processes/child.ts';
import { createDriver } from '../support/processes/driver.ts';
import { centralSettings, type HubSettings, hubSettings } from '../support/processes/settings.ts';
import { fill, type Size } from './fill.ts';
import { type Visitor, visitorsOf } from './visitors.ts';

export interface Place {
  engine: Engine;
  size: 'few' | 'many';
  settings: HubSettings;
  /** Name of the database on the cluster. */
  database?: string;
}

export interface Places {
  places: Place[];
  central: Child;
  visitors: readonly Visitor[];
}

export interface PlacesOptions {
  shipped: Config;
  folder: string;
  /** PostgreSQL too, on this server. */
  cluster?: Cluster | undefined;
  sizes: Readonly<Record<Place['size'], Size>>;
  /** People of the provider who can sign in. */
  visitors: number;
  say(line: string): void;
}

export const open = ({ settings: { config } }: Place): Promise<Database> =>
  openDatabase({ databaseUrl: config.environment.databaseUrl, sqliteFile: config.hub.database });

/** Starts the provider, and makes and fills every place; hubs are not running when it is done. */
export async function makePlaces(options: PlacesOptions, keep: (child: Child) => Child): Promise<Places> {
  const { shipped, folder, cluster, sizes, say } = options;
  const { personas, visitors } = visitorsOf(shipped.personas, options.visitors);
  const engines: readonly Engine[] = cluster ? ['sqlite', 'postgres'] : ['sqlite'];
  const wanted = engines.flatMap((engine) => (['few', 'many'] as const).map((size) => ({ engine, size })));
  const ports = await Promise.all(wanted.map(() => freePort()));
  const central = keep(await startChild('central', centralSettings({ ...shipped, personas }, ports)));
  const masterKey = randomBytes(32);
  const places: Place[] = [];
  for (const [at, one] of wanted.entries()) {
    const database = one.engine === 'postgres' ? `growth_${one.size}` : undefined;
    if (database) await cluster?.query(`CREATE DATABASE ${database}`);
    const databaseUrl = database && cluster?.urlOf(database);
    const port = ports[at] ?? 0;
    const settings = await hubSettings(shipped, {
      port,
      central: central.url,
      local: central.url,
      folder,
      databaseUrl,
    });
    settings.config.providers = new Map([...settings.config.providers].filter(([id]) => id === 'central'));
    places.push({ ...one, settings: { ...settings, masterKey }, ...(database && { database }) });
  }
  for (const place of places) await firstSignIn(place, visitors);
  for (const size of ['few', 'many'] as const) {
    const databases = await Promise.all(places.filter((place) => place.size === size).map(open));
    try {
      await fill({ masterKey, databases, size: sizes[size], say });
    } finally {
      await Promise.all(databases.map((database) => database.close()));
    }
  }
  return { places, central, visitors };
}

/** Leaves one row of each kind for the others to be made after. */
async function firstSignIn({ settings }: Place, visitors: readonly Visitor[]): Promise<void> {
  const hub = await startChild('hub', settings);
  const driver = createDriver(1);
  const [first] = visitors;
  try {
    if (!first) throw new Error('nobody is there to sign in');
    const operation = await signInOf(() => first)(await openSite(driver, hub.url));
    await operation();
  } finally {
    await driver.close();
    await hub.stop();
  }
}
