// Which account belongs to which person and why, what people can be found by, and the subjects that follow them when people are joined.
// No column may hold personal data in clear: people are random ids, names are keyed tokens, contents are sealed.
import type { Migration } from './migration.ts';

export const matchingTables: Migration = {
  name: '005-matching',
  async up(knex) {
    await knex.schema.alterTable('accounts', (table) => {
      table.text('provider');
      // How it came to its person, and whose it was before: where it goes back to when it is parted.
      table.text('rule');
      table.text('came_from').index();
    });
    await knex.schema.createTable('parted_accounts', (table) => {
      table.text('account').notNullable();
      table.text('person').notNullable();
      table.bigInteger('expires_at').notNullable().index();
      table.primary(['account', 'person']);
    });
    await knex.schema.createTable('match_records', (table) => {
      table.text('account').primary();
      table.bigInteger('generation').notNullable().index();
      table.integer('adult').notNullable();
      table.binary('tokens').notNullable();
      table.binary('content').notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.createTable('match_keys', (table) => {
      table.text('key').notNullable();
      table.text('account').notNullable().index();
      table.primary(['key', 'account']);
    });
    await knex.schema.createTable('identifiers', (table) => {
      table.text('kind').notNullable();
      table.text('token').notNullable();
      table.text('account').notNullable().index();
      table.primary(['kind', 'token']);
    });
    await knex.schema.createTable('known_answers', (table) => {
      table.text('account').notNullable();
      table.text('attribute').notNullable();
      table.text('token').notNullable();
      table.primary(['account', 'attribute']);
    });
    await knex.schema.createTable('question_tries', (table) => {
      table.text('account').primary();
      table.integer('tries').notNullable();
      table.integer('ask_again').notNullable().defaultTo(0);
    });
    await knex.schema.createTable('kept_apart', (table) => {
      table.text('account').notNullable();
      table.text('person').notNullable();
      table.primary(['account', 'person']);
    });
    await knex.schema.alterTable('blocked_people', (table) => {
      table.text('kind').notNullable().defaultTo('block');
    });
    await knex.schema.alterTable('subjects', (table) => {
      table.bigInteger('issued_at').notNullable().defaultTo(0);
      // Whose subject it is now: the person it was issued for, or the one they were joined with; nobody's while it is retired.
      table.text('holder');
    });
    await knex.raw('UPDATE subjects SET holder = person');
    await knex.raw('CREATE UNIQUE INDEX subjects_one_holder ON subjects (organisation, holder)');
    await knex.schema.createTable('previous_subjects', (table) => {
      table.text('service').notNullable();
      table.text('person').notNullable();
      table.binary('content').notNullable();
      table.primary(['service', 'person']);
    });
    // What was done to subjects when one person went into another, so that it can be undone.
    await knex.schema.createTable('subject_moves', (table) => {
      table.text('absorbed').notNullable();
      table.text('organisation').notNullable();
      table.text('origin').notNullable();
      table.text('before').notNullable();
      table.text('after');
      table.primary(['absorbed', 'organisation', 'origin']);
    });
    await knex.raw("INSERT INTO store_counters (name, value) VALUES ('match-generation', 1), ('moves', 0)");
  },
};
