// How accounts came to the people whose they were before: what stands again where a later link is undone, one after the other.
// No column may hold personal data in clear: accounts are keyed tokens, people are random ids.
import type { Migration } from './migration.ts';

export const earlierLinkTables: Migration = {
  name: '009-earlier-links',
  async up(knex) {
    await knex.schema.createTable('earlier_links', (table) => {
      table.text('account').notNullable();
      // Counts up with each link that was made on top.
      table.integer('number').notNullable();
      table.text('rule').notNullable();
      table.text('came_from');
      table.primary(['account', 'number']);
    });
  },
};
