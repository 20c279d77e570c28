// For commands beside a running hub: its store, opened with its key, and closed whatever happens.
// It must never leave a database open behind a command that failed.
import type { Config } from '../config/load.ts';
import { type OpenStore, openStore } from '../store/open.ts';
import { masterKeyOf, readyConfig } from './ready-config.ts';

/** Runs `work` on the data of the hub that `folder` configures. */
export async function withData<T>(folder: string, work: (store: OpenStore, config: Config) => Promise<T>): Promise<T> {
  const config = await readyConfig(folder);
  const { key: masterKey } = await masterKeyOf(config);
  const { databaseUrl } = config.environment;
  const store = await openStore({
    masterKey,
    ...(databaseUrl ? { databaseUrl } : { sqliteFile: config.hub.database }),
  });
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}
