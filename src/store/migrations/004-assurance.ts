// What an account's link stands on, what officers have to look at, sign-ins that wait, and people who are blocked.
// No column may hold personal data in clear: names are hashes or keyed tokens, contents are sealed.
import type { Migration } from './migration.ts';

export const assuranceTables: Migration = {
  name: '004-assurance',
  async up(knex) {
    await knex.schema.alterTable('accounts', (table) => {
      table.binary('link');
    });
    await knex.schema.alterTable('pending_replies', (table) => {
      table.text('sign_in').index();
    });
    await knex.raw('CREATE INDEX trail_by_reference ON trail (reference)');
    await knex.schema.createTable('cases', (table) => {
      table.text('reference').primary();
      table.text('kind').notNullable();
      table.text('account').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('opened_at').notNullable();
      table.bigInteger('closed_at');
    });
    await knex.raw('CREATE UNIQUE INDEX cases_one_open ON cases (kind, account) WHERE closed_at IS NULL');
    await knex.schema.createTable('resume_codes', (table) => {
      table.text('code').primary();
      table.binary('content').notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.createTable('blocked_people', (table) => {
      table.text('person').primary();
      table.bigInteger('blocked_at').notNullable();
    });
  },
};
