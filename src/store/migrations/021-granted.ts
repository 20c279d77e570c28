// One statement that writes a grant and what it releases: a row put into `granted` is kept in both tables, or in neither.
import type { Migration } from './migration.ts';

const view = `CREATE VIEW granted AS SELECT g.id, g.content AS grant_content, g.expires_at AS grant_ends,
  r.content, r.person, r.expires_at FROM grants g JOIN releases r ON r.id = g.id`;

const keep = `INSERT INTO grants (id, content, expires_at) VALUES (NEW.id, NEW.grant_content, NEW.grant_ends);
  INSERT INTO releases (id, content, person, expires_at) VALUES (NEW.id, NEW.content, NEW.person, NEW.expires_at);`;

export const granted: Migration = {
  name: '021-granted',
  async up(knex, engine) {
    await knex.raw(view);
    if (engine === 'sqlite') {
      await knex.raw(`CREATE TRIGGER granted INSTEAD OF INSERT ON granted BEGIN ${keep} END`);
      return;
    }
    await knex.raw(`CREATE FUNCTION keep_granted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      ${keep}
      RETURN NEW;
    END $$`);
    await knex.raw(`CREATE TRIGGER granted INSTEAD OF INSERT ON granted FOR EACH ROW EXECUTE FUNCTION keep_granted()`);
  },
};
