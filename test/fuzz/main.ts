// `npm run fuzz`: every fuzz with many inputs, other ones each time, and a table of what was met. It must never wait for ever: an input that takes
// too long ends the run, under its seed.
import { command, Misused, numbersOf, partsOf } from '../support/command.ts';
import { fuzzes } from './all.ts';
import { figuresOf, tableOf } from './figures.ts';
import type { FuzzResult } from './run.ts';
import { watch } from './watch.ts';

const names = fuzzes.map(({ name }) => name);

const help = `npm run fuzz -- [options]

  --runs N        inputs of each fuzz (default 1000; some take a part of that)
  --seed N        the same inputs again (default: by chance; every run prints its own)
  --path P        one input of the seed, as a failing run prints it; with --only
  --only NAMES    of ${names.join(', ')} (default all; with commas between)`;

const options = {
  runs: { type: 'string', default: '1000' },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  path: { type: 'string' },
  only: { type: 'string' },
} as const;

/** CPU-milliseconds that one input of a grammar may cost. */
const mostOfOne = 1000;

/** Characters of a counterexample that somebody would read. */
const longestFailure = 6000;

/** Inputs between two lines that say how far it is. */
const tellsEach = 1000;

/** The command that makes what failed once more: only that input where it has a path, or all of them. */
const again = ({ name, seed, path }: FuzzResult, runs: number): string =>
  `npm run fuzz -- --only ${name} --seed ${seed} ${path === undefined ? `--runs ${runs}` : `--path ${path}`}`;

async function played(one: (typeof fuzzes)[number], given: { runs: number; seed: number; path?: string | undefined }) {
  console.error(`${one.name}, seed ${given.seed}`);
  const { began, stop } = watch(`${one.name}, seed ${given.seed}`);
  let begun = 0;
  const told = (): void => {
    begun += 1;
    if (begun % tellsEach === 0) console.error(`${one.name}: ${begun} inputs`);
    began();
  };
  // A journey is many requests; its time is looked at in the table.
  const limit = one.name === 'journeys' ? undefined : mostOfOne;
  const result = await one.run({ ...given, limit, began: told });
  await stop();
  if (result.failure)
    console.error(`${result.failure.slice(0, longestFailure)}\n\nagain: ${again(result, given.runs)}`);
  return result;
}

await command(help, options, async ({ only, path, ...values }) => {
  const { runs } = numbersOf(values, 'runs');
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Misused(`--seed takes a whole number, not “${values.seed}”`);
  const chosen = partsOf(only, names);
  if (path !== undefined && chosen.length > 1) throw new Misused('--path goes with one name in --only');
  const results: FuzzResult[] = [];
  for (const one of fuzzes.filter(({ name }) => chosen.includes(name)))
    results.push(await played(one, { runs, seed, path }));
  console.log(tableOf(results));
  return figuresOf(results);
});
