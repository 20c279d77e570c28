// `npm run fuzz`: every fuzz with many inputs, other ones each time, and a table of what was met. It must never end well where something does not
// hold, nor wait for ever: an input that takes too long ends the run, under its seed.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { fuzzes } from './all.ts';
import { figuresOf, tableOf } from './figures.ts';
import type { FuzzResult } from './run.ts';
import { watch } from './watch.ts';

const help = `npm run fuzz -- [options]

  --runs N        inputs of each fuzz (default 1000; some take a part of that)
  --seed N        the same inputs again (default: by chance; every run prints its own)
  --path P        one input of the seed, as a failing run prints it; with --only
  --only NAMES    of ${fuzzes.map(({ name }) => name).join(', ')} (default all; with commas between)
  --json FILE     write every figure as {name, value, unit, target, holds}`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** CPU-milliseconds that one input of a grammar may cost. */
const mostOfOne = 1000;

/** Inputs between two lines that say how far it is. */
const tellsEach = 1000;

/** Characters of a counterexample that somebody would read. */
const longestFailure = 6000;

/** The command that makes what failed once more: only that input where it has a path, or all of them. */
const again = ({ name, seed, path }: FuzzResult): string =>
  `npm run fuzz -- --only ${name} --seed ${seed} ${path === undefined ? `--runs ${values.runs}` : `--path ${path}`}`;

async function main(): Promise<void> {
  const runs = Number(values.runs);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const named = values.only?.split(',');
  const chosen = fuzzes.filter(({ name }) => named?.includes(name) ?? true);
  const unknown = named && named.length > chosen.length;
  if (values.help || !Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed) || unknown)
    return console.log(help);
  const results: FuzzResult[] = [];
  for (const one of chosen) {
    console.error(`${one.name}, seed ${seed}`);
    const { began, stop } = watch(`${one.name}, seed ${seed}`);
    let begun = 0;
    const told = (): void => {
      begun += 1;
      if (begun % tellsEach === 0) console.error(`${one.name}: ${begun} inputs`);
      began();
    };
    // A journey is many requests; its time is looked at in the table.
    const limit = one.name === 'journeys' ? undefined : mostOfOne;
    const result = await one.run({ runs, seed, path: values.path, limit, began: told });
    await stop();
    results.push(result);
    if (result.failure) console.error(`${result.failure.slice(0, longestFailure)}\n\nagain: ${again(result)}`);
  }
  console.log(tableOf(results));
  if (values.json) await writeFile(values.json, `${JSON.stringify(figuresOf(results), null, 2)}\n`);
  // Sweepers and sockets of the last house are no reason to wait.
  process.exit(results.some(({ failure }) => failure !== undefined) ? 1 : 0);
}

await main();
