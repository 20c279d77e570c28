// One narrow table for each kind of thing oidc-provider keeps, and the two that make up a browser session.
// Identifiers are SHA-256 hashes here: somebody who reads this database must hold no live code, token or session.
import type { Migration } from './migration.ts';

/** What goes when its grant is revoked. */
const grantBound = ['authorization_codes', 'access_tokens', 'refresh_tokens'];

const narrow = [
  ...grantBound,
  'interactions',
  'grants',
  'pushed_authorization_requests',
  'replay_records',
  'client_credentials',
];

/** Gone within minutes and safe to lose in a crash of the database server: these skip PostgreSQL's write-ahead log. */
const shortLived = ['interactions', 'authorization_codes', 'pushed_authorization_requests'];

/** Tables of the adapter. Times are seconds since 1970. */
export const artefactTables: Migration = {
  name: '002-artefacts',
  async up(knex, engine) {
    for (const name of narrow) {
      await knex.schema.createTable(name, (table) => {
        table.text('id').primary();
        table.text('grant_id');
        table.binary('content').notNullable();
        table.bigInteger('consumed_at');
        table.bigInteger('expires_at').notNullable().index();
        if (grantBound.includes(name)) table.index('grant_id');
      });
    }
    await knex.schema.createTable('sessions', (table) => {
      table.text('id').primary();
      table.text('uid').notNullable().index();
      table.bigInteger('version').notNullable();
      table.text('state').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.createTable('session_authorizations', (table) => {
      table.text('uid').notNullable();
      table.text('client').notNullable();
      table.binary('content').notNullable();
      table.primary(['uid', 'client']);
    });
    if (engine === 'postgres') {
      for (const name of shortLived) await knex.raw(`ALTER TABLE ${name} SET UNLOGGED`);
    }
  },
};
