// What officers have said of people whose age they had to look at. No column may hold personal data in clear: people and services are keyed
// tokens, the rest is sealed.
import type { Migration } from './migration.ts';

export const ageDecisionTables: Migration = {
  name: '016-age-decisions',
  async up(knex) {
    await knex.schema.createTable('age_decisions', (table) => {
      table.text('id').primary();
      table.text('person').notNullable();
      table.text('service').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('expires_at').notNullable().index();
      table.unique(['person', 'service']);
    });
  },
};
