// For commands beside a running hub: its store, opened with its key, and closed whatever happens.
// It must never leave a database open behind a command that failed.
import { rm } from 'node:fs/promises';
import type { Config } from '../config/load.ts';
import { HubError } from '../errors.ts';
import { type OpenStore, openStore, type StoreSettings } from '../store/open.ts';
import { keptMasterKey, masterKeyOf, readyConfig } from './ready-config.ts';

const settingsOf = ({ hub, environment: { databaseUrl } }: Config, masterKey: Buffer): StoreSettings => ({
  masterKey,
  retention: hub.retention,
  ...(databaseUrl ? { databaseUrl } : { sqliteFile: hub.database }),
});

/**
 * The master key of the data. Where there is none, one is made, for data that were not there before: for others it would only hide that theirs is lost.
 *
 * @returns the file, too, when it was made just now
 */
export async function masterKeyFor(config: Config): Promise<{ key: Buffer; made?: string }> {
  const { key, made } = await masterKeyOf(config);
  if (!made) return { key };
  try {
    await (await openStore(settingsOf(config, key))).close();
    return { key, made };
  } catch (error) {
    await rm(made);
    throw error;
  }
}

/** Runs `work` on the data of the hub that `folder` configures. */
export async function withData<T>(folder: string, work: (store: OpenStore, config: Config) => Promise<T>): Promise<T> {
  const config = await readyConfig(folder);
  const { key: masterKey } = await masterKeyFor(config);
  const store = await openStore(settingsOf(config, masterKey));
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}

/**
 * Where the data of the hub that `folder` configures are, for what works on them without opening its store.
 *
 * @throws HubError `configuration` where there is no master key: a new one would be of no use
 */
export async function whereDataAre(folder: string): Promise<StoreSettings> {
  const config = await readyConfig(folder);
  const masterKey = await keptMasterKey(config);
  if (masterKey) return settingsOf(config, masterKey);
  throw new HubError('configuration', {
    detail: `There is no master key: set GATEHOUSE_MASTER_KEY, or put the one of this hub's data into ${config.hub.masterKeyFile}.`,
  });
}
