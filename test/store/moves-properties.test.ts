// Whatever is joined, moved and parted in whatever order: accounts go by their own links only, and subjects stay with whom they were issued for.
import fc from 'fast-check';
import { openDatabase } from '../../src/store/database.ts';
import { forEachEngine } from '../support/stores.ts';
import { createWorld, type Step, steps } from './moves-world.ts';

const step = (kind: Step['kind'], a: number, b = 0): Step => ({ kind, a, b, organisation: 'town' });
/** The first person’s second account goes to the second person, and the first account, with all that they had, to the third. */
const scattered = [step('meet', 0, 0), step('move', 3, 1), step('move', 0, 2), step('part', 3)];
/** What has gone wrong before. */
const examples: [Step[]][] = [
  [[...scattered, step('part', 0)]],
  [[...scattered, step('meet', 3, 3), step('part', 0), step('tell', 0, 0)]],
  [[step('meet', 0, 2), ...scattered, step('tell', 2, 2)]],
  [[...scattered.slice(0, 1), step('meet', 0, 2), ...scattered.slice(1), step('part', 0)]],
  [
    [
      step('meet', 0, 1),
      step('move', 3, 1),
      step('move', 1, 0),
      step('move', 3, 2),
      step('part', 1, 0),
      step('move', 0, 2),
      step('move-and-part', 1),
      step('come', 0),
    ],
  ],
];

describe('people who are joined and parted', () => {
  forEachEngine((engine, open) => {
    it('keep what is theirs, and get nothing of anybody else', async function () {
      this.timeout(120_000);
      const { store, settings } = await open();
      const database = await openDatabase(settings);
      let runs = 0;
      try {
        await fc.assert(
          fc.asyncProperty(steps, async (all) => {
            runs += 1;
            const world = createWorld(store, database, `run ${runs}`);
            await world.begin();
            for (const step of all) await world.run(step);
            await world.end();
          }),
          { numRuns: engine === 'SQLite' ? 60 : 8, examples },
        );
      } finally {
        await database.close();
      }
    });
  });
});
