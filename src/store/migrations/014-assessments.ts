// Assessments and the last pages of their journeys. The people in them are invented; contents are sealed all the same.
import type { Migration } from './migration.ts';

export const assessmentTables: Migration = {
  name: '014-assessments',
  async up(knex) {
    await knex.schema.createTable('assessments', (table) => {
      table.text('id').primary();
      table.text('state').notNullable();
      table.bigInteger('started_at').notNullable();
      // When its node was last heard of.
      table.bigInteger('beat_at').notNullable();
      table.integer('done').notNullable().defaultTo(0);
      table.integer('total').notNullable().defaultTo(0);
      table.integer('cells').notNullable().defaultTo(0);
      table.integer('got_in').notNullable().defaultTo(0);
      // The report, sealed; empty until the end.
      table.binary('content').notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
    // One at a time, on all nodes together.
    await knex.raw("CREATE UNIQUE INDEX assessments_running ON assessments (state) WHERE state = 'running'");
    await knex.schema.createTable('assessment_pages', (table) => {
      table.text('run').notNullable();
      table.text('name').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('expires_at').notNullable().index();
      table.primary(['run', 'name']);
    });
  },
};
