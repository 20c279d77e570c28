// Indexes without which a statement would read a whole table that grows with people or with time.
import type { Migration } from './migration.ts';

export const growthIndexes: Migration = {
  name: '018-growth',
  async up(knex) {
    // The sweep goes through officers' checks that nobody bound, in this order.
    await knex.raw('CREATE INDEX vouches_claim_until ON vouches (claim_until, id)');
    await knex.raw('CREATE INDEX cases_closed_at ON cases (closed_at) WHERE closed_at IS NOT NULL');
  },
};
