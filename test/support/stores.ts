// Runs one suite on both engines, each test on a database of its own.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe } from 'mocha';
import { type OpenStore, openStore, type StoreSettings } from '../../src/store/open.ts';
import { optionalSuite } from './optional.ts';
import { freshDatabase, missingPostgres } from './postgres.ts';

export type EngineName = 'SQLite' | 'PostgreSQL';

export interface Opened {
  store: OpenStore;
  settings: StoreSettings;
}

/** Opens a store on a fresh database, or, given the settings of another, one more as a second process would. Closed after the test, and after what the body itself does after each. */
export type Open = (settings?: StoreSettings) => Promise<Opened>;

async function freshSettings(engine: EngineName, onEnd: (undo: () => Promise<void>) => void): Promise<StoreSettings> {
  const masterKey = randomBytes(32);
  if (engine === 'PostgreSQL') return { masterKey, databaseUrl: await freshDatabase() };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gatehouse-store-'));
  onEnd(() => rm(folder, { recursive: true, force: true }));
  return { masterKey, sqliteFile: path.join(folder, 'hub.sqlite') };
}

interface Places {
  open: Open;
  /** Settings of a fresh, empty database that nothing has opened yet. */
  place(): Promise<StoreSettings>;
}

/** For the tests of the suite that is being declared, and how to close what they opened. */
function placesOf(engine: EngineName): Places & { close(): Promise<void> } {
  let undo: (() => Promise<void>)[] = [];
  const place = () => freshSettings(engine, (step) => undo.push(step));
  const open: Open = async (given) => {
    const settings = given ?? (await place());
    const store = await openStore(settings);
    undo.push(() => store.close());
    return { store, settings };
  };
  const close = async () => {
    const steps = undo.toReversed();
    undo = [];
    for (const step of steps) await step();
  };
  return { open, place, close };
}

/** Declares the suite twice: on SQLite, and on PostgreSQL where it is installed. */
export function forEachEngine(body: (engine: EngineName, open: Open, place: Places['place']) => void): void {
  const suite = (engine: EngineName) => () => {
    const { open, place, close } = placesOf(engine);
    body(engine, open, place);
    afterEach(close);
  };
  describe('on SQLite', suite('SQLite'));
  optionalSuite('on PostgreSQL', missingPostgres, suite('PostgreSQL'));
}
