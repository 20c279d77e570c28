// What officers go by: which of them wrote an authority, and by which number they find the sign-in of somebody whom they sit beside.
// No column may hold personal data in clear: people and reference numbers are keyed tokens.
import type { Migration } from './migration.ts';

export const officerTables: Migration = {
  name: '013-officers',
  async up(knex) {
    await knex.schema.alterTable('authorities', (table) => {
      // Token of the officer who wrote it down.
      table.text('written_by').index();
    });
    await knex.schema.alterTable('sign_ins', (table) => {
      // Token of the reference number; the uid that it leads to is sealed in the row.
      table.text('reference').index();
    });
  },
};
