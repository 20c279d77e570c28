// `npm run load`: reads arguments, runs the load test, prints its table.
import { command, Misused, numbersOf, partsOf } from '../support/command.ts';
import { tableOfFigures } from '../support/figures.ts';
import { missingPostgres } from '../support/postgres-cluster.ts';
import { parts, runLoad } from './run.ts';

const help = `npm run load -- [options]

  --only PARTS    ${parts.join(', ')} (default: all of them, with commas between)
  --sign-ins N    sign-ins over which memory is watched (default 100000: half an hour on two cores)
  --seconds N     how long one measure of speed lasts (default 30)
  --rounds N      starts, rounds of one worker against two, and of latency (default 5)
  --at-once N     sign-ins under way at once, for each worker (default 16)
  --sqlite        on SQLite, with one worker; else on a PostgreSQL of the test's own`;

const options = {
  only: { type: 'string' },
  'sign-ins': { type: 'string', default: '100000' },
  seconds: { type: 'string', default: '30' },
  rounds: { type: 'string', default: '5' },
  'at-once': { type: 'string', default: '16' },
  sqlite: { type: 'boolean', default: false },
} as const;

await command(help, options, async ({ only: named, sqlite, ...values }) => {
  const {
    'sign-ins': signIns,
    'at-once': atOnce,
    ...measures
  } = numbersOf(values, 'sign-ins', 'seconds', 'rounds', 'at-once');
  const only = partsOf(named, parts);
  if (!sqlite && missingPostgres)
    throw new Misused(`${missingPostgres}. With --sqlite it goes without, and without two workers.`);
  const engine = sqlite ? 'sqlite' : 'postgres';
  const figures = await runLoad({ only, engine, signIns, atOnce, ...measures, say: (line) => console.error(line) });
  console.log(`Node ${process.version}, ${engine}\n\n${tableOfFigures(figures)}`);
  return figures;
});
