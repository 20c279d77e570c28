// `npm run fault`: reads arguments, breaks things while people sign in, prints the table. Exit status 1 where something does not hold.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runFaults } from './run.ts';
import { figuresOf, holds, tableOf } from './table.ts';

const help = `npm run fault -- [options]

  --people N     sign-ins of each scenario (default 200; each is followed by one more, and the whole run takes some minutes)
  --only NAME    only scenarios with this in their name, or with one of several: 'killed|PostgreSQL'
  --json FILE    write every figure as {name, value, unit, target, holds}
  --log LEVEL    what the hubs log to standard error (default: nothing)`;

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '200' },
    only: { type: 'string' },
    json: { type: 'string' },
    log: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** What the command line promises of `provider off`, in milliseconds. */
const switchWithin = 2000;

async function main(): Promise<number> {
  const people = Number(values.people);
  if (values.help || !Number.isInteger(people) || people < 3) {
    console.log(help);
    return values.help ? 0 : 2;
  }
  const { only, log } = values;
  const rows = await runFaults({ people, only, log, switchWithin, say: (line) => console.error(line) });
  console.log(`Node ${process.version}, three hubs on PostgreSQL, ${people} people a scenario\n`);
  console.log(tableOf(rows));
  if (values.json) await writeFile(values.json, `${JSON.stringify(figuresOf(rows), null, 2)}\n`);
  return rows.every(holds) ? 0 : 1;
}

process.exitCode = await main();
