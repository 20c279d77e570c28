// What services are still to be told of their subjects. Rows go when they were delivered, or given up.
// No column may hold a subject in clear: contents are sealed.
import type { Migration } from './migration.ts';

export const signalTables: Migration = {
  name: '006-signals',
  async up(knex) {
    await knex.schema.createTable('signals', (table) => {
      // The order in which they happened: a service hears of them in that order.
      table.bigIncrements('place');
      table.text('id').notNullable().unique();
      table.text('service').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('created_at').notNullable();
      table.integer('tries').notNullable().defaultTo(0);
      // When to try next, and until when a node is at it.
      table.bigInteger('due_at').notNullable();
      table.bigInteger('leased_until').notNullable().defaultTo(0);
      table.index(['service', 'place']);
    });
  },
};
