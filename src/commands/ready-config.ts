// Before any command that needs the hub's data: configuration without a problem, and the keys that the first start makes.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readEnvironment } from '../config/environment.ts';
import { type Config, type LoadOptions, loadConfig } from '../config/load.ts';
import { problemText } from '../config/problem.ts';
import { HubError } from '../errors.ts';

/** Loads the configuration. @throws HubError `configuration` that lists every problem */
export async function readyConfig(folder: string, options: LoadOptions = {}): Promise<Config> {
  const loaded = await loadConfig(folder, readEnvironment(), options);
  if ('config' in loaded) return loaded.config;
  const lines = loaded.problems.map(problemText);
  throw new HubError('configuration', { detail: `${lines.join('\n')}\nThe hub does not start with these.` });
}

/**
 * The master key: from the environment, else from the file, else new and written there (readable by its owner only).
 *
 * @returns the 32 bytes, and the file when it was made just now
 * @throws HubError `configuration` when the file holds something else
 */
export async function masterKeyOf(config: Config): Promise<{ key: Buffer; made?: string }> {
  const kept = await keptMasterKey(config);
  if (kept) return { key: kept };
  const file = config.hub.masterKeyFile;
  const key = randomBytes(32);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return { key, made: file };
}

/** The same, without making one. */
export async function keptMasterKey({ hub, environment }: Config): Promise<Buffer | undefined> {
  const file = hub.masterKeyFile;
  const kept = environment.masterKey ?? (await readFile(file, 'utf8').catch(absent));
  if (kept === undefined) return undefined;
  const key = Buffer.from(kept.trim(), 'base64');
  if (key.length === 32) return key;
  throw new HubError('configuration', {
    detail: `${file}: a master key is 32 bytes in base64; restore it from your backup`,
  });
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
