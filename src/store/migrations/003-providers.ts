// What all nodes know together of providers: values that count once, switches, health, the last good metadata, and who does what now.
// No column may hold personal data in clear: values are keyed tokens, contents are sealed.
import type { Migration } from './migration.ts';

export const providerTables: Migration = {
  name: '003-providers',
  async up(knex) {
    await knex.schema.createTable('used_once', (table) => {
      table.text('value').primary();
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.createTable('provider_facts', (table) => {
      table.text('provider').notNullable();
      table.text('fact').notNullable();
      table.binary('content').notNullable();
      table.primary(['provider', 'fact']);
    });
    await knex.schema.createTable('leases', (table) => {
      table.text('name').primary();
      table.text('holder').notNullable();
      table.bigInteger('until').notNullable();
    });
    await knex.raw("INSERT INTO store_counters (name, value) VALUES ('providers', 0)");
  },
};
