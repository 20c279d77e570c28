// The hub's own tables: what is in flight, who people are, what was agreed, keys, and the trail.
// No column may hold personal data in clear: names are hashes or keyed tokens, contents are sealed.
import type { Migration } from './migration.ts';

/** Everything but what oidc-provider keeps. Times are seconds since 1970, in the trail milliseconds. */
export const hubTables: Migration = {
  name: '001-hub',
  async up(knex) {
    await knex.schema.createTable('store_settings', (table) => {
      table.text('name').primary();
      table.binary('content').notNullable();
    });
    await knex.schema.createTable('store_counters', (table) => {
      table.text('name').primary();
      table.bigInteger('value').notNullable();
    });
    await knex.schema.createTable('sign_ins', (table) => {
      table.text('uid').primary();
      table.bigInteger('version').notNullable();
      table.binary('document').notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.createTable('pending_replies', (table) => {
      table.text('state').primary();
      table.text('provider').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('taken_at');
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.createTable('accounts', (table) => {
      table.text('account').primary();
      table.text('person').notNullable().index();
      table.text('identity').notNullable();
      table.text('authenticator').notNullable();
      table.bigInteger('linked_at').notNullable();
    });
    for (const name of ['authentications', 'releases']) {
      await knex.schema.createTable(name, (table) => {
        table.text('id').primary();
        table.binary('content').notNullable();
        table.bigInteger('expires_at').notNullable().index();
      });
    }
    await knex.schema.createTable('agreements', (table) => {
      table.text('person').notNullable();
      table.text('service').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('agreed_at').notNullable();
      table.primary(['person', 'service']);
    });
    await knex.schema.createTable('subjects', (table) => {
      table.text('organisation').notNullable();
      table.text('person').notNullable();
      table.binary('content').notNullable();
      table.primary(['organisation', 'person']);
    });
    await knex.schema.createTable('hub_keys', (table) => {
      table.text('kid').primary();
      table.text('use').notNullable();
      table.text('state').notNullable();
      table.text('alg').notNullable();
      table.binary('jwk').notNullable();
      table.bigInteger('created_at').notNullable();
      table.bigInteger('retired_at');
    });
    await knex.raw("CREATE UNIQUE INDEX hub_keys_one_current ON hub_keys (use, alg) WHERE state = 'current'");
    await knex.schema.createTable('trail', (table) => {
      table.bigInteger('sequence').primary();
      table.bigInteger('at').notNullable();
      table.text('event').notNullable();
      table.text('reference');
      table.text('data').notNullable();
      table.text('hash').notNullable();
    });
    await knex.schema.createTable('trail_head', (table) => {
      table.integer('id').primary();
      table.bigInteger('sequence').notNullable();
      table.text('hash').notNullable();
      table.text('proof').notNullable();
    });
    await knex.raw("INSERT INTO trail_head (id, sequence, hash, proof) VALUES (1, 0, '', '')");
    await knex.raw("INSERT INTO store_counters (name, value) VALUES ('keys', 0)");
  },
};
