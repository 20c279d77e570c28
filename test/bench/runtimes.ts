// `npm run bench -- --node 22,24,26`: the bench on several versions of Node by turns, and what each gains on the one that the hub comes with.
// It must never compare figures of different rounds: the machine is another one a minute later.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Runtime, runtimeOf } from '../runtimes/binaries.ts';
import { type Figure, figure } from '../support/figures.ts';
import { median } from './measure.ts';

/** The hub's own. */
const own = '24';
const compared = ['sign-in', 'sign-in, SAML', 'single sign-on', 'refresh'];

export interface RuntimesOptions {
  majors: readonly string[];
  seconds: number;
  rounds: number;
  workers: number;
  /** How often each operation is done first. */
  warmUp: number;
  say(line: string): void;
}

/** CPU-milliseconds of the hub (SQLite) for each operation on each version, and as a share of what they are on the hub's own. */
export async function compareRuntimes({ majors, rounds, say, ...options }: RuntimesOptions): Promise<Figure[]> {
  const runtimes = new Map<string, Runtime>();
  for (const major of new Set([own, ...majors])) runtimes.set(major, await runtimeOf(major));
  const measured: Map<string, readonly Figure[]>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const figures = new Map<string, readonly Figure[]>();
    for (const [major, runtime] of runtimes) {
      say(`${runtime.version}, round ${round} of ${rounds}`);
      figures.set(major, await benchOn(runtime, options));
    }
    measured.push(figures);
  }
  return compared.flatMap((operation) =>
    [...runtimes].flatMap(([major, { version }]) => {
      const of = (one: string, round: Map<string, readonly Figure[]>) =>
        round.get(one)?.find(({ name }) => name === `${operation}/sqlite/cpu`)?.value ?? Number.NaN;
      const name = `${operation}/${version}`;
      return [
        figure(`${name}/cpu`, median(measured.map((round) => of(major, round))), 'CPU-ms'),
        figure(`${name}/cpu-to-own`, median(measured.map((round) => of(major, round) / of(own, round))), 'ratio'),
      ];
    }),
  );
}

async function benchOn(
  { node }: Runtime,
  { seconds, workers, warmUp }: Pick<RuntimesOptions, 'seconds' | 'workers' | 'warmUp'>,
): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  try {
    const file = join(folder, 'figures.json');
    const once = ['--rounds', '1', '--seconds', String(seconds), '--workers', String(workers)];
    const cold = ['--warm-up', String(warmUp), '--json', file];
    const env = { ...process.env, DATABASE_URL: '' };
    const run = promisify(execFile)(node, ['test/bench/main.ts', ...once, ...cold], { env, maxBuffer: 1e8 });
    // It ends with 1 where a target is missed, which is for another run to judge.
    await run.catch((error: { code?: unknown }) => (error.code === 1 ? undefined : Promise.reject(error)));
    return JSON.parse(await readFile(file, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A line for each operation and version. */
export function runtimesTable(figures: readonly Figure[]): string {
  const lines = figures
    .filter(({ unit }) => unit === 'CPU-ms')
    .map(({ name, value }) => {
      const [operation = '', version = ''] = name.split('/');
      const ratio = figures.find((one) => one.name === `${operation}/${version}/cpu-to-own`)?.value ?? Number.NaN;
      return [operation.padEnd(16), version.padEnd(10), value.toFixed(2).padStart(8), ratio.toFixed(2).padStart(9)];
    });
  const head = ['operation'.padEnd(16), 'Node'.padEnd(10), 'CPU-ms'.padStart(8), `to ${own}`.padStart(9)];
  return [head, ...lines].map((cells) => cells.join('  ')).join('\n');
}
