// `npm run fault`: reads arguments, breaks things while people sign in, prints the table.
import { command, Misused, numbersOf } from '../support/command.ts';
import { runFaults } from './run.ts';
import { figuresOf, tableOf } from './table.ts';

const help = `npm run fault -- [options]

  --people N      sign-ins of each scenario (default 200, at least 3; each is followed by one more, and the whole run takes some minutes)
  --only NAME     only scenarios with this in their name, or with one of several: 'killed|PostgreSQL'
  --log LEVEL     what the hubs log to standard error (default: nothing)`;

const options = {
  people: { type: 'string', default: '200' },
  only: { type: 'string' },
  log: { type: 'string' },
} as const;

/** What the command line promises of `provider off`, in milliseconds. */
const switchWithin = 2000;

await command(help, options, async ({ only, log, ...values }) => {
  const { people } = numbersOf(values, 'people');
  if (!Number.isInteger(people) || people < 3) throw new Misused('--people takes a whole number, 3 at least');
  const rows = await runFaults({ people, only, log, switchWithin, say: (line) => console.error(line) });
  console.log(`Node ${process.version}, three hubs on PostgreSQL, ${people} people a scenario\n`);
  console.log(tableOf(rows));
  return figuresOf(rows);
});
