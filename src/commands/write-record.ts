// Adds one record to identity-providers.yaml as an operator would: comments and order stay, and the whole folder is checked first.
// It must never leave a half-written file, nor one that the hub would refuse.
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { readEnvironment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import { problemText } from '../config/problem.ts';
import { HubError } from '../errors.ts';

const name = 'identity-providers.yaml';

export interface NewRecord {
  id: string;
  record: object;
  /** Files that the record names, by their path from the configuration folder. */
  files: Readonly<Record<string, string>>;
}

/**
 * Writes the record at the end of the file, and the files beside it.
 * @throws HubError `configuration` that lists what the hub would refuse; nothing is written then
 */
export async function writeRecord(folder: string, added: NewRecord): Promise<void> {
  const document = parseDocument(await readFile(join(folder, name), 'utf8'));
  document.setIn(['providers', added.id], document.createNode(added.record));
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  await tried(folder, { ...added, text });
  for (const [path, content] of Object.entries(added.files)) await replace(join(folder, path), content);
  await replace(join(folder, name), text);
}

/** Loads a copy of the folder as it would become. */
async function tried(folder: string, { text, files }: NewRecord & { text: string }): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'gatehouse-record-'));
  const copy = join(place, 'config');
  try {
    await cp(folder, copy, { recursive: true });
    await writeFile(join(copy, name), text);
    for (const [path, content] of Object.entries(files)) await replace(join(copy, path), content);
    // Services' keys may lie beside the folder; they are no part of what changes here.
    const loaded = await loadConfig(copy, readEnvironment(), { allowMissingKeys: true });
    if ('config' in loaded) return;
    const lines = loaded.problems.map(problemText).join('\n');
    throw new HubError('configuration', { detail: `${lines}\nNothing was written.` });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function replace(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}
