// Makes configuration folders for the tests: a copy of the shipped one, changed as a test says, with keys for its services.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import { parse, stringify } from 'yaml';
import { readEnvironment } from '../../src/config/environment.ts';
import { type LoadOptions, loadConfig } from '../../src/config/load.ts';

/** The folder that the project ships. */
export const shippedFolder = fileURLToPath(new URL('../../config', import.meta.url));

/** Raw content of the files by name, loose as an operator's edits are. */
type Part =
  | 'hub'
  | 'services'
  | 'identity-providers'
  | 'assurance'
  | 'attributes'
  | 'matching'
  | 'personas'
  | 'notices'
  | 'scenarios/twins';
// biome-ignore lint/suspicious/noExplicitAny: tests reach into files at will, also where a schema would not let them
export type Files = Record<Part, any>;

const homes: string[] = [];
process.once('exit', () => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

let publicKeys: Promise<string> | undefined;

async function makePublicKeys(): Promise<string> {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  return JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'test' }] });
}

/** A key of the shape that Notify's keys have. */
export const notifyKey = `test-${randomUUID()}-${randomUUID()}`;

/** Copies the shipped folder into a fresh one beside a `certs/` with the demo council's keys, and returns its path. */
export async function copyFolder({ keys = true } = {}): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-config-'));
  homes.push(home);
  const folder = join(home, 'config');
  await cp(shippedFolder, folder, { recursive: true });
  await mkdir(join(home, 'certs'));
  publicKeys ??= makePublicKeys();
  if (!keys) return folder;
  await writeFile(join(home, 'certs', 'demo-council.public.json'), await publicKeys);
  await writeFile(join(home, 'certs', 'notify.key'), `${notifyKey}\n`);
  return folder;
}

const names = [
  'hub',
  'services',
  'identity-providers',
  'assurance',
  'attributes',
  'matching',
  'personas',
  'notices',
  'scenarios/twins',
] as const;

/** A copy with some values changed. Files that `change` leaves alone keep their text. */
export async function changedFolder(change: (files: Files) => void): Promise<string> {
  const folder = await copyFolder();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, `${name}.yaml`), 'utf8')));
  const files = Object.fromEntries(names.map((name, index) => [name, parse(texts[index] ?? '')])) as Files;
  const before = structuredClone(files);
  change(files);
  for (const name of names) {
    const text = stringify(files[name]);
    if (text !== stringify(before[name])) await writeFile(join(folder, `${name}.yaml`), text);
  }
  return folder;
}

/** The problems of a folder under an environment of one's own; none when it loads. */
export async function problemsOf(folder: string, env: Record<string, string> = {}, options: LoadOptions = {}) {
  const loaded = await loadConfig(folder, readEnvironment(env), options);
  return 'problems' in loaded ? loaded.problems : [];
}
