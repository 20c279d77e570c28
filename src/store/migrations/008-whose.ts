// Whose sessions, releases and trail rows are: so that a person can be shown them, and what can be forgotten is.
// No column may hold personal data in clear: people are keyed tokens, in the trail the pseudonym that its rows have anyway.
import type { Migration } from './migration.ts';

export const whoseTables: Migration = {
  name: '008-whose',
  async up(knex) {
    for (const name of ['authentications', 'releases', 'trail']) {
      await knex.schema.alterTable(name, (table) => {
        table.text('person');
      });
    }
    for (const name of ['authentications', 'releases']) {
      await knex.raw(`CREATE INDEX ${name}_person ON ${name} (person) WHERE person IS NOT NULL`);
    }
    await knex.raw('CREATE INDEX trail_person ON trail (person, sequence) WHERE person IS NOT NULL');
  },
};
