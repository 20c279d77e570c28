// What residents are still to be told, and what became of it. Contents are wiped when a notice was sent or given up; rows go later.
// No column may hold a recipient, or what they are told, in clear.
import type { Migration } from './migration.ts';

export const noticeTables: Migration = {
  name: '010-notices',
  async up(knex) {
    await knex.schema.createTable('notices', (table) => {
      table.text('id').primary();
      table.text('kind').notNullable();
      table.text('channel').notNullable();
      table.text('language').notNullable();
      // Keyed token of the person it is about.
      table.text('person');
      // Recipient, fields and person, sealed; empty when it was sent or given up.
      table.binary('content').notNullable();
      table.text('state').notNullable().defaultTo('waiting');
      table.bigInteger('created_at').notNullable();
      table.integer('tries').notNullable().defaultTo(0);
      // When to try next, and until when a node is at it.
      table.bigInteger('due_at').notNullable();
      table.bigInteger('leased_until').notNullable().defaultTo(0);
      table.bigInteger('ended_at');
      table.text('notify_id');
      table.text('reason');
      table.bigInteger('expires_at').notNullable();
      table.index(['person']);
      table.index(['expires_at']);
    });
    await knex.raw("CREATE INDEX notices_due ON notices (due_at) WHERE state = 'waiting'");
  },
};
