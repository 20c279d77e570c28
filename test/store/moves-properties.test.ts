// Whatever is joined, moved and parted in whatever order: accounts go by their own links only, and subjects stay with whom they were issued for.
import fc from 'fast-check';
import { openDatabase } from '../../src/store/database.ts';
import { forEachEngine } from '../support/stores.ts';
import { createWorld, steps } from './moves-world.ts';

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
          { numRuns: engine === 'SQLite' ? 60 : 8 },
        );
      } finally {
        await database.close();
      }
    });
  });
});
