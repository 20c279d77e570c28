// `npm run bench`: reads arguments, runs the bench, prints its table. It must never print a figure that was not measured in this run.
import { command, numbersOf } from '../support/command.ts';
import type { Figure } from '../support/figures.ts';
import { startCluster } from '../support/postgres-cluster.ts';
import { shippedConfig } from '../support/shipped.ts';
import { allFigures, tableOf } from './figures.ts';
import { gradingTime } from './grading.ts';
import { runBench } from './run.ts';
import { compareRuntimes, runtimesTable } from './runtimes.ts';

const help = `npm run bench -- [options]

  --seconds N     how long each measure lasts in each round (default 2; the whole run takes about 130 times that, and the warming up)
  --warm-up N     how often each operation is done before that (default 2000: a minute and a half)
  --rounds N      rounds (default 8; 3 with --node)
  --workers N     operations under way at once (default 8)
  --postgres      measure a hub on a PostgreSQL of the bench's own, too
                  (or set DATABASE_URL to an empty database, which is left with the bench's rows)
  --profile DIR   write CPU profiles of the hubs
  --node LIST     compare versions of Node instead, such as 22,24,26: CPU time of the hub, and the ratio to 24's`;

const options = {
  seconds: { type: 'string', default: '2' },
  'warm-up': { type: 'string', default: '2000' },
  rounds: { type: 'string' },
  workers: { type: 'string', default: '8' },
  postgres: { type: 'boolean', default: false },
  profile: { type: 'string' },
  node: { type: 'string' },
} as const;

interface Measures {
  seconds: number;
  rounds: number;
  workers: number;
  warmUp: number;
}

const say = (line: string) => console.error(line);

/** One run with this Node. `postgres`: on a server of the bench's own, too. */
async function bench(measures: Measures, { postgres, profile }: { postgres: boolean; profile?: string | undefined }) {
  const databaseUrl = process.env.DATABASE_URL || undefined;
  const cluster = postgres && !databaseUrl ? await startCluster() : undefined;
  const { seconds, rounds, workers, warmUp } = measures;
  try {
    const results = await runBench({
      ...measures,
      databaseUrl: databaseUrl ?? cluster?.urlOf('postgres'),
      profile,
      say,
    });
    const figures = allFigures(results, gradingTime(await shippedConfig(), rounds));
    console.log(
      `Node ${process.version}, ${rounds} rounds of ${seconds} s, ${workers} at once, after ${warmUp} of each\n`,
    );
    console.log(tableOf(results, figures));
    return figures;
  } finally {
    await cluster?.stop();
  }
}

/** The same on several versions of Node. */
async function onRuntimes(majors: readonly string[], measures: Measures): Promise<Figure[]> {
  const figures = await compareRuntimes({ majors, ...measures, say });
  console.log(runtimesTable(figures));
  return figures;
}

await command(help, options, ({ node, postgres, profile, ...values }) => {
  const given = { rounds: node ? '3' : '8', ...values };
  const { 'warm-up': warmUp, ...others } = numbersOf(given, 'seconds', 'rounds', 'workers', 'warm-up');
  const measures = { ...others, warmUp };
  return node ? onRuntimes(node.split(','), measures) : bench(measures, { postgres, profile });
});
