// `npm run growth`: what a sign-in costs among few people and among many, how long a sweep keeps it waiting, and how the choice fares among many
// providers. It must never print a figure that was not measured in this run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, numbersOf, partsOf } from '../support/command.ts';
import { tableOfFigures } from '../support/figures.ts';
import { startCluster } from '../support/postgres-cluster.ts';
import { parts, runGrowth } from './run.ts';

const help = `npm run growth -- [options]

  --people N      people in the large databases (default 1000000; the small ones have 1000, and 10 rows of the trail each)
  --trail N       rows of the trail in the large databases (default 10000000)
  --postgres      on PostgreSQL too, on a server of the bench's own
  --backlog N     expired rows that a sweep finds (default as many as there are people)
  --seconds N     how long each measure lasts in each round (default 2)
  --rounds N      rounds (default 5)
  --only PARTS    of sign-ins, sweep, chain (with --postgres), choice (default: all, with commas between)
  --folder DIR    where the databases of SQLite lie (default: a temporary one); a million people take some GB on each engine`;

const options = {
  people: { type: 'string', default: '1000000' },
  trail: { type: 'string', default: '10000000' },
  postgres: { type: 'boolean', default: false },
  backlog: { type: 'string' },
  seconds: { type: 'string', default: '2' },
  rounds: { type: 'string', default: '5' },
  only: { type: 'string' },
  folder: { type: 'string', default: tmpdir() },
} as const;

await command(help, options, async ({ only, postgres, folder: above, backlog: some, ...values }) => {
  const { people, trail, ...measures } = numbersOf(values, 'people', 'trail', 'seconds', 'rounds');
  const { backlog } = numbersOf({ backlog: some ?? values.people }, 'backlog');
  const chosen = partsOf(only, parts);
  const cluster = postgres ? await startCluster({ buffers: 0.25 }) : undefined;
  const folder = await mkdtemp(join(above, 'gatehouse-growth-'));
  try {
    const sizes = { few: { people: 1000, trail: 10_000 }, many: { people, trail } };
    const say = (line: string) => console.error(line);
    const figures = await runGrowth({ sizes, backlog, ...measures, cluster, folder, parts: chosen, say });
    console.log(
      `Node ${process.version}, ${measures.rounds} rounds of ${measures.seconds} s${cluster ? ', PostgreSQL with a quarter of the memory for its buffers' : ''}\n\n${tableOfFigures(figures)}`,
    );
    return figures;
  } finally {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
