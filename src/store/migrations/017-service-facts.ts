// What all nodes know together of services: the switches that an operator set. No column may hold personal data: contents are sealed.
import type { Migration } from './migration.ts';

export const serviceFactTable: Migration = {
  name: '017-service-facts',
  async up(knex) {
    await knex.schema.createTable('service_facts', (table) => {
      table.text('service').notNullable();
      table.text('fact').notNullable();
      table.binary('content').notNullable();
      table.primary(['service', 'fact']);
    });
    await knex.raw("INSERT INTO store_counters (name, value) VALUES ('services', 0) ON CONFLICT (name) DO NOTHING");
  },
};
