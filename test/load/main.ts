// `npm run load`: reads arguments, runs the load test, prints its table. It must never end with 0 where a target was missed.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { tableOfFigures } from '../support/figures.ts';
import { missingPostgres } from '../support/postgres-cluster.ts';
import { type Part, parts, runLoad } from './run.ts';

const help = `npm run load -- [options]

  --only PARTS      ${parts.join(', ')} (default: all of them)
  --sign-ins N      sign-ins over which memory is watched (default 100000: half an hour on two cores)
  --seconds N       how long one measure of speed lasts (default 30)
  --rounds N        starts, rounds of one worker against two, and of latency (default 5)
  --at-once N       sign-ins under way at once, for each worker (default 16)
  --sqlite          on SQLite, with one worker; else on a PostgreSQL of the test's own
  --json FILE       write every figure as {name, value, unit, target, holds}

It ends with 1 where a target is missed.`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: parts.join(',') },
    'sign-ins': { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '16' },
    sqlite: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

// Leaving this way takes the hubs along; dying of the signal would not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

async function main(): Promise<number> {
  const only = values.only.split(',').filter((one): one is Part => (parts as readonly string[]).includes(one));
  const [signIns, seconds, rounds, atOnce] = (['sign-ins', 'seconds', 'rounds', 'at-once'] as const).map((name) =>
    Number(values[name]),
  );
  if (values.help || only.length === 0 || !signIns || !seconds || !rounds || !atOnce) {
    console.log(help);
    return values.help ? 0 : 2;
  }
  if (!values.sqlite && missingPostgres) {
    console.error(`${missingPostgres}. With --sqlite it goes without, and without two workers.`);
    return 2;
  }
  const engine = values.sqlite ? 'sqlite' : 'postgres';
  const figures = await runLoad({ only, engine, signIns, seconds, rounds, atOnce, say: (line) => console.error(line) });
  console.log(`Node ${process.version}, ${engine}\n\n${tableOfFigures(figures)}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  return figures.some(({ holds }) => holds === false) ? 1 : 0;
}

process.exitCode = await main();
