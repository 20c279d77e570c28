// What PostgreSQL's processes use for a database.
import { expect } from 'chai';
import { openDatabase } from '../../src/store/database.ts';
import { optionalSuite } from '../support/optional.ts';
import { freshDatabase, missingPostgres } from '../support/postgres.ts';
import { backendsOf } from './postgres-figures.ts';

const work = 'SELECT COUNT(*) AS counted FROM generate_series(1, 3000000)';

optionalSuite('the CPU time of PostgreSQL’s processes', missingPostgres, () => {
  it('is that of everybody else’s connections to the database, also of those that have ended', async () => {
    const [databaseUrl, elsewhereUrl] = [await freshDatabase(), await freshDatabase()];
    const [hub, elsewhere] = await Promise.all(
      [databaseUrl, elsewhereUrl].map((url) => openDatabase({ databaseUrl: url })),
    );
    const backends = backendsOf(await openDatabase({ databaseUrl }));
    try {
      await hub?.rows('SELECT 1');
      const { cpu: before } = await backends.read();
      await elsewhere?.rows(work);
      expect((await backends.read()).cpu, 'work in another database').to.be.at.most(before + 20);
      await hub?.rows(work);
      const { cpu: after } = await backends.read();
      expect(after).to.be.greaterThan(before + 20);
      await hub?.close();
      expect((await backends.read()).cpu, 'when the connection has ended').to.be.at.least(after);
    } finally {
      await Promise.all([backends.close(), hub?.close(), elsewhere?.close()]);
    }
  });
});
