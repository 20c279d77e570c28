// What a deletion must not undo gets an end, at which it goes where the account is not there: tries at the question, and whom an officer has kept apart.
import type { Migration } from './migration.ts';

export const afterDeletion: Migration = {
  name: '023-after-deletion',
  async up(knex) {
    for (const name of ['question_tries', 'kept_apart'])
      await knex.schema.alterTable(name, (table) => {
        table.bigInteger('expires_at').index();
      });
  },
};
