// The short fault test: a few people, and the scenarios that need no waiting. All of them, with hundreds, are `npm run fault`.
import { expect } from 'chai';
import { optionalSuite } from '../support/optional.ts';
import { missingPostgres } from '../support/postgres-cluster.ts';
import { runFaults } from './run.ts';
import { tableOf } from './table.ts';

optionalSuite('fault: three hubs on PostgreSQL', missingPostgres, () => {
  it('lose nothing and mix up nobody while a node is killed and the database restarts', async function () {
    this.timeout(240_000);
    const only = 'another node|killed|immediate';
    const rows = await runFaults({ people: 5, only, switchWithin: 0, say: () => {} });
    expect(rows).to.have.length(3);
    expect(
      rows.flatMap(({ problems }) => problems),
      tableOf(rows),
    ).to.deep.equal([]);
  });
});
