// How often something was done lately, by keyed token of who did it: addresses, services and people are never kept in clear.
// The columns and their order are those of rate-limiter-flexible, which writes here (store/limits.ts).
import type { Migration } from './migration.ts';

export const limitTables: Migration = {
  name: '015-limits',
  async up(knex) {
    await knex.schema.createTable('limits', (table) => {
      table.text('key').primary();
      table.integer('points').notNullable();
      // Milliseconds since 1970.
      table.bigInteger('expire').notNullable();
      table.index(['expire']);
    });
  },
};
