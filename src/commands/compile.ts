// `gatehouse compile`: reads every file of the program once, so that what Node makes of it is kept for the next starts.
// It must never start anything: a file of the house does nothing by being read, but for main.ts.
import { readdir } from 'node:fs/promises';
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';

const source = new URL('../', import.meta.url);

/**
 * Says how many files were read and where what was made of them is: Node keeps it by its version, its flags and the user. Returns the exit status:
 * 1 where nothing can be kept. `first`: nothing is done where something is there already.
 */
export async function compile({ first }: { first: boolean }, print: (line: string) => void): Promise<number> {
  const place = getCompileCacheDir();
  if (!place) {
    print(
      'Compiled code cannot be kept: write access to node_modules/.cache is missing, or NODE_COMPILE_CACHE names no folder.',
    );
    return 1;
  }
  if (first && (await readdir(place)).length > 0) return 0;
  const all = await readdir(fileURLToPath(source), { recursive: true });
  const files = all.filter((file) => file.endsWith('.ts') && file !== 'main.ts');
  for (const file of files) await import(new URL(file, source).href);
  flushCompileCache();
  print(`Compiled ${files.length} files. What was made of them is in ${place}`);
  return 0;
}
