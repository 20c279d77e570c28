// `gatehouse retention`: what the database holds, how long each kind of data is kept, and what the next sweeps take out.
// It removes nothing: running hubs do.
import { withData } from './open-data.ts';
import { printTable } from './table.ts';

/** Prints a line for each table, by kind of data. */
export function retention(given: { config: string }, print: (line: string) => void): Promise<number> {
  return withData(given.config, async (store, { hub }) => {
    const { trail, cases } = hub.retention;
    const rows = (await store.holdings()).map(({ table, holds, kept, rows, oldest, over }) => [
      holds,
      table,
      kept.replace('retention.trail', `${trail} days`).replace('retention.cases', `${cases} days`),
      String(rows),
      oldest === undefined ? '–' : new Date(oldest).toISOString().slice(0, 10),
      over === undefined ? '–' : String(over),
    ]);
    printTable([['data', 'table', 'kept', 'rows', 'oldest', 'over'], ...rows], print, [3, 5]);
    print('\nWhat is over goes within minutes while a hub runs: each looks every 30 seconds.');
    print('People are never removed because they stayed away: docs/retention.md says why.');
    return 0;
  });
}
