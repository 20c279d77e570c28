// `npm run flood`: reads arguments, floods a hub of its own, prints the table. It must never say that a target is met which was not measured.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { tableOfFigures } from '../support/figures.ts';
import { startCluster } from '../support/postgres-cluster.ts';
import { flood } from './flood.ts';

const help = `npm run flood -- [options]

  --requests N    altogether: a third from one address, two thirds from many (default 100000)
  --cap N         limits.underWay (default 5000)
  --journey N     seconds that a sign-in lives (default 60)
  --postgres      on a PostgreSQL of the flood's own instead of SQLite
  --json FILE     write every figure as {name, value, unit, target, holds}`;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    cap: { type: 'string', default: '5000' },
    journey: { type: 'string', default: '60' },
    postgres: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const [requests, cap, journey] = [values.requests, values.cap, values.journey].map(Number);
  if (values.help || !requests || !cap || !journey) {
    console.log(help);
    return 0;
  }
  const cluster = values.postgres ? await startCluster() : undefined;
  try {
    const databaseUrl = cluster?.urlOf('postgres');
    const figures = await flood({ requests, cap, journey, databaseUrl, say: (line) => console.error(line) });
    console.log(`Node ${process.version}, ${cluster ? 'PostgreSQL' : 'SQLite'}\n\n${tableOfFigures(figures)}`);
    if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    return figures.some(({ holds }) => holds === false) ? 1 : 0;
  } finally {
    await cluster?.stop();
  }
}

process.exit(await main());
