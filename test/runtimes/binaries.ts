// Other versions of Node, from the npm package that brings the hub's own. They are kept beside the dependencies, out of package.json's sight.
// It must never stand in for another version: what cannot be had is an error.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Versions that the hub runs on. */
export const versions = ['22', '24', '26'] as const;

const run = promisify(execFile);
const folder = resolve('node_modules/.cache/gatehouse-runtimes');

export interface Runtime {
  /** As it says itself, such as v24.21.0. */
  version: string;
  /** Path of the program. */
  node: string;
}

/** The newest Node of a major version. Fetches it with npm where it is not there yet. Rejects with what npm says. */
export async function runtimeOf(major: string): Promise<Runtime> {
  const at = join(folder, major);
  const node = join(at, 'node_modules', 'node', 'bin', 'node');
  const there = await versionOf(node);
  if (there?.startsWith(`v${major}.`)) return { version: there, node };
  await mkdir(at, { recursive: true });
  // The package's install script puts the program in its place.
  await writeFile(join(at, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', at, `node@${major}`], { cwd: at });
  const version = await versionOf(node);
  if (!version?.startsWith(`v${major}.`)) throw new Error(`npm brought ${version ?? 'no Node'} for node@${major}`);
  return { version, node };
}

const versionOf = (node: string): Promise<string | undefined> =>
  run(node, ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
