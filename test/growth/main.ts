// `npm run growth`: what a sign-in costs among few people and among many, how long a sweep keeps it waiting, and how the choice fares among many
// providers. It must never print a figure that was not measured in this run, nor end well where a target was missed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, tableOfFigures } from '../support/figures.ts';
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
  --folder DIR    where the databases of SQLite lie (default: a temporary one); a million people take some GB on each engine
  --json FILE     write every figure as {name, value, unit, target, holds}`;

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    trail: { type: 'string', default: '10000000' },
    postgres: { type: 'boolean', default: false },
    backlog: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: parts.join(',') },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const [people, trail, seconds, rounds] = [values.people, values.trail, values.seconds, values.rounds].map(Number);
  const backlog = Number(values.backlog ?? people);
  if (values.help || !people || !trail || !seconds || !rounds || !backlog) return console.log(help);
  const cluster = values.postgres ? await startCluster({ buffers: 0.25 }) : undefined;
  const folder = await mkdtemp(join(values.folder, 'gatehouse-growth-'));
  try {
    const sizes = { few: { people: 1000, trail: 10_000 }, many: { people, trail } };
    const say = (line: string) => console.error(line);
    const only = parts.filter((part) => values.only.split(',').includes(part));
    const figures: Figure[] = await runGrowth({ sizes, backlog, seconds, rounds, cluster, folder, parts: only, say });
    console.log(
      `Node ${process.version}, ${rounds} rounds of ${seconds} s${cluster ? ', PostgreSQL with a quarter of the memory for its buffers' : ''}\n\n${tableOfFigures(figures)}`,
    );
    if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    if (figures.some(({ holds }) => holds === false)) process.exitCode = 1;
  } finally {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A run that is told to stop takes its database server with it: leaving this way fires `exit`, dying of the signal would not. */
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));

await main();
