// Who may act for whom. No column may hold personal data in clear: people and codes are keyed tokens, contents are sealed.
import type { Migration } from './migration.ts';

export const authorityTables: Migration = {
  name: '011-authorities',
  async up(knex) {
    await knex.schema.createTable('authorities', (table) => {
      table.text('id').primary();
      table.text('actor').index();
      table.text('holder').index();
      table.text('actor_code').unique();
      table.text('holder_code').unique();
      table.binary('content').notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
  },
};
