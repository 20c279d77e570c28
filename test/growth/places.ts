// The hubs whose growth is measured: one with few people and one with many, in databases of the bench's own. One engine at a time: what is left
// of the machine's memory beside another full database is felt most by whoever has many people.
// Each is opened first by the hub itself, so that the tables and the first rows are its own.
import { randomBytes } from 'node:crypto';
import { open as openFile } from 'node:fs/promises';
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
  /** An empty one, for SQLite. */
  folder: string;
  /** PostgreSQL instead, on this server. */
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
  const engine: Engine = cluster ? 'postgres' : 'sqlite';
  const ports = [await freePort(), await freePort()];
  const central = keep(await startChild('central', centralSettings({ ...shipped, personas }, ports)));
  const masterKey = randomBytes(32);
  const places: Place[] = [];
  for (const [at, size] of (['few', 'many'] as const).entries()) {
    const database = cluster && `growth_${size}`;
    if (database) await cluster.query(`CREATE DATABASE ${database}`);
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
    places.push({ engine, size, settings: { ...settings, masterKey }, ...(database && { database }) });
  }
  for (const place of places) {
    await firstSignIn(place, visitors);
    const database = await open(place);
    try {
      await fill({ masterKey, database, size: sizes[place.size], say });
    } finally {
      await database.close();
    }
    if (engine === 'sqlite') await settled(place);
  }
  return { places, central, visitors };
}

/** Waits until the file is on the disk: writing it there would be measured otherwise. */
async function settled({ settings }: Place): Promise<void> {
  const file = await openFile(settings.config.hub.database, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
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
