// `gatehouse backup` and `gatehouse restore`: the whole database as one file, and back, on either engine.
// Neither may make a master key: a backup that only a key opens that nobody has is none.
import { stat } from 'node:fs/promises';
import { HubError } from '../errors.ts';
import { backUp } from '../store/backup/backup.ts';
import { restore as restoreInto } from '../store/backup/restore.ts';
import { whereDataAre } from './open-data.ts';
import { trailVerify } from './trail-verify.ts';

const missing = (detail: string) => new HubError('configuration', { detail });

/** Writes a backup to a new file. */
export async function backup(
  { config, to }: { config: string; to: string | undefined },
  print: (line: string) => void,
): Promise<number> {
  if (!to) throw missing('Say where to: backup --to FILE. The file must not be there yet.');
  const { at, engine } = await backUp(await whereDataAre(config), to, print);
  const { size } = await stat(to);
  print(`Backed up the ${nameOf[engine]} database as it was at ${at}: ${to}, ${size.toLocaleString('en-GB')} bytes.`);
  print('Keep it apart from the master key. Without that key it cannot be read.');
  return 0;
}

/** Fills an empty database, and walks its trail. Exit status 1 where the trail is broken: the rest is restored all the same. */
export async function restore(
  { config, from }: { config: string; from: string | undefined },
  print: (line: string) => void,
): Promise<number> {
  if (!from) throw missing('Say from what: restore --from FILE.');
  const settings = await whereDataAre(config);
  const { at, engine } = await restoreInto(settings, from, print);
  print(`Restored from a backup of ${nameOf[engine]}, as it was at ${at}.`);
  return trailVerify({ config }, print);
}

const nameOf = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;
