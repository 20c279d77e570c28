// `npm run bench`: reads arguments, runs the bench, prints its table. It must never print a figure that was not measured in this run.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startCluster } from '../support/postgres-cluster.ts';
import { shippedConfig } from '../support/shipped.ts';
import { allFigures, tableOf } from './figures.ts';
import { gradingTime } from './grading.ts';
import { runBench } from './run.ts';
import { compareRuntimes, runtimesTable } from './runtimes.ts';

const help = `npm run bench -- [options]

  --seconds N     how long each measure lasts in each round (default 2; the whole run takes about 50 times that, and the warming up)
  --warm-up N     how often each operation is done before that (default 2000: a minute and a half)
  --rounds N      rounds (default 3)
  --workers N     operations under way at once (default 8)
  --postgres      measure a hub on a PostgreSQL of the bench's own, too
                  (or set DATABASE_URL to an empty database, which is left with the bench's rows)
  --json FILE     write every figure as {name, value, unit, target, holds}
  --profile DIR   write CPU profiles of the hubs
  --node LIST     compare versions of Node instead, such as 22,24,26: CPU time of the hub, and the ratio to 24's`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    'warm-up': { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '8' },
    postgres: { type: 'boolean', default: false },
    json: { type: 'string' },
    profile: { type: 'string' },
    node: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const given = [values.seconds, values.rounds, values.workers, values['warm-up']].map(Number);
  const [seconds, rounds, workers, warmUp] = given;
  if (values.help || !seconds || !rounds || !workers || !warmUp) return console.log(help);
  if (values.node) return runtimes(values.node.split(','), { seconds, rounds, workers, warmUp });
  const databaseUrl = process.env.DATABASE_URL || undefined;
  const cluster = values.postgres && !databaseUrl ? await startCluster() : undefined;
  try {
    const results = await runBench({
      seconds,
      rounds,
      workers,
      warmUp,
      databaseUrl: databaseUrl ?? cluster?.urlOf('postgres'),
      profile: values.profile,
      say: (line) => console.error(line),
    });
    const figures = allFigures(results, gradingTime(await shippedConfig(), rounds));
    console.log(
      `Node ${process.version}, ${rounds} rounds of ${seconds} s, ${workers} at once, after ${warmUp} of each\n`,
    );
    console.log(tableOf(results, figures));
    if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await cluster?.stop();
  }
}

/** The same on several versions of Node. */
async function runtimes(
  majors: readonly string[],
  options: { seconds: number; rounds: number; workers: number; warmUp: number },
): Promise<void> {
  const figures = await compareRuntimes({ majors, ...options, say: (line) => console.error(line) });
  console.log(runtimesTable(figures));
  if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

await main();
