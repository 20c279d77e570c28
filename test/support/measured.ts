// Runs a command that measures, as somebody who types it does.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ended {
  status: number;
  out: string;
  err: string;
}

/** Runs the script to its end, with no database named in the environment. */
export function ended(script: string, words: readonly string[]): Promise<Ended> {
  const env = { ...process.env, DATABASE_URL: '' };
  return new Promise((done) =>
    execFile(process.execPath, [script, ...words], { env }, (error, out, err) =>
      done({ status: Number(error?.code ?? 0), out, err }),
    ),
  );
}

/** The same, with what it wrote by `--json`. Rejects where it wrote nothing. */
export async function measured<Row>(script: string, words: readonly string[]): Promise<Ended & { rows: Row[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-figures-'));
  try {
    const file = join(folder, 'figures.json');
    const end = await ended(script, [...words, '--json', file]);
    const written = await readFile(file, 'utf8').catch(() => Promise.reject(new Error(`${script}: ${end.err}`)));
    return { ...end, rows: JSON.parse(written) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
