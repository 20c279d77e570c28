// Officers' checks of who people are: a record that is written once, and what became of it, each written once. The database itself refuses
// to change either. No column may hold personal data in clear: accounts and codes are keyed tokens, contents are sealed.
import type { Engine, Knex } from '../engines.ts';
import type { Migration } from './migration.ts';

export const vouchTables: Migration = {
  name: '012-vouches',
  async up(knex, engine) {
    await knex.schema.createTable('vouches', (table) => {
      table.text('id').primary();
      table.text('claim_code').notNullable().unique();
      table.text('stop_code').notNullable().unique();
      table.binary('content').notNullable();
      table.bigInteger('recorded_at').notNullable().index();
      table.bigInteger('claim_until').notNullable();
      table.bigInteger('ends_at').notNullable();
      // When the row goes.
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.createTable('vouch_events', (table) => {
      table.text('vouch').notNullable();
      table.text('kind').notNullable();
      table.bigInteger('at').notNullable();
      table.text('account').index();
      table.binary('content');
      table.primary(['vouch', 'kind']);
    });
    // What a session stands on is looked at together with the check of its account.
    await knex.schema.alterTable('authentications', (table) => void table.text('account'));
    await neverChanged(knex, engine, ['vouches', 'vouch_events']);
  },
};

async function neverChanged(knex: Knex, engine: Engine, tables: readonly string[]): Promise<void> {
  if (engine === 'postgres')
    await knex.raw(
      `CREATE FUNCTION written_once() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a record is written once' USING ERRCODE = '23001'; END $$`,
    );
  for (const table of tables)
    await knex.raw(
      engine === 'postgres'
        ? `CREATE TRIGGER ${table}_once BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION written_once()`
        : `CREATE TRIGGER ${table}_once BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, 'a record is written once'); END`,
    );
}
