// The configuration as it is shipped, for tests and benches to start from. It must never be written to.
import { readEnvironment } from '../../src/config/environment.ts';
import { type Config, loadConfig } from '../../src/config/load.ts';

/** The shipped configuration. */
export async function shippedConfig(databaseUrl?: string): Promise<Config> {
  const loaded = await loadConfig('config', readEnvironment({ DATABASE_URL: databaseUrl }), { allowMissingKeys: true });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}
