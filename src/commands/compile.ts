// `gatehouse compile`: reads every file of the program once, so that what Node makes of it is kept for the next starts.
// It must never start anything: a file of the house does nothing by being read, but for main.ts.
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = new URL('../', import.meta.url);
/** Beside what was compiled, once all of it is there. */
const whole = 'whole';

/**
 * Says how many files were read and where what was made of them is: Node keeps it by its version, its flags and the user. Returns the exit status:
 * 1 where nothing can be kept. `first`: nothing is done where all of it is there already.
 */
export async function compile({ first }: { first: boolean }, print: (line: string) => void): Promise<number> {
  const place = getCompileCacheDir();
  if (!place) {
    print(
      'Compiled code cannot be kept: give write access to node_modules/.cache, name a folder by NODE_COMPILE_CACHE, and unset NODE_DISABLE_COMPILE_CACHE.',
    );
    return 1;
  }
  if (first && existsSync(join(place, whole))) return 0;
  const all = await readdir(fileURLToPath(source), { recursive: true });
  const files = all.filter((file) => file.endsWith('.ts') && file !== 'main.ts');
  for (const file of files) await import(new URL(file, source).href);
  flushCompileCache();
  await writeFile(join(place, whole), '');
  print(`Compiled ${files.length} files. What was made of them is in ${place}`);
  return 0;
}
