// `npm run flood`: reads arguments, floods a hub of its own, prints the table. It must never say that a target is met which was not measured.
import { command, numbersOf } from '../support/command.ts';
import { tableOfFigures } from '../support/figures.ts';
import { startCluster } from '../support/postgres-cluster.ts';
import { flood } from './flood.ts';

const help = `npm run flood -- [options]

  --requests N    altogether: a third from one address, two thirds from many (default 100000)
  --cap N         limits.underWay (default 5000)
  --journey N     seconds that a sign-in lives (default 60)
  --postgres      on a PostgreSQL of the flood's own instead of SQLite`;

const options = {
  requests: { type: 'string', default: '100000' },
  cap: { type: 'string', default: '5000' },
  journey: { type: 'string', default: '60' },
  postgres: { type: 'boolean', default: false },
} as const;

await command(help, options, async ({ postgres, ...values }) => {
  const sizes = numbersOf(values, 'requests', 'cap', 'journey');
  const cluster = postgres ? await startCluster() : undefined;
  try {
    const databaseUrl = cluster?.urlOf('postgres');
    const figures = await flood({ ...sizes, databaseUrl, say: (line) => console.error(line) });
    console.log(`Node ${process.version}, ${cluster ? 'PostgreSQL' : 'SQLite'}\n\n${tableOfFigures(figures)}`);
    return figures;
  } finally {
    await cluster?.stop();
  }
});
