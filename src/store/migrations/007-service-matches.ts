// What services' own matchers have said of people, so that a person is asked about once and not at every sign-in.
// No column may hold personal data in clear: names are keyed tokens, contents are sealed.
import type { Migration } from './migration.ts';

export const serviceMatchTables: Migration = {
  name: '007-service-matches',
  async up(knex) {
    await knex.schema.createTable('service_matches', (table) => {
      table.text('person').notNullable();
      table.text('service').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('matched_at').notNullable();
      table.primary(['person', 'service']);
    });
  },
};
