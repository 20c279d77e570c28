// One statement that appends to the trail: a row put into `trail_append` moves the head along and is kept, or neither.
// The head moves only from where the writer says that it is; a writer that is behind is refused as by a key that is there already.
import type { Migration } from './migration.ts';

const view = `CREATE VIEW trail_append AS
  SELECT sequence, at, event, reference, data, hash, person, hash AS previous, hash AS proof FROM trail`;

const move = `UPDATE trail_head SET sequence = NEW.sequence, hash = NEW.hash, proof = NEW.proof
  WHERE id = 1 AND sequence = NEW.sequence - 1 AND hash = NEW.previous`;

const keep = `INSERT INTO trail (sequence, at, event, reference, data, hash, person)
  VALUES (NEW.sequence, NEW.at, NEW.event, NEW.reference, NEW.data, NEW.hash, NEW.person)`;

const behind = 'the head of the trail is elsewhere';

export const trailAppend: Migration = {
  name: '019-trail-append',
  async up(knex, engine) {
    await knex.raw(view);
    if (engine === 'sqlite') {
      await knex.raw(`CREATE TRIGGER trail_append INSTEAD OF INSERT ON trail_append BEGIN
        ${move};
        SELECT RAISE(ABORT, '${behind}') WHERE changes() = 0;
        ${keep};
      END`);
      return;
    }
    await knex.raw(`CREATE FUNCTION append_to_trail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      ${move};
      IF NOT FOUND THEN RAISE EXCEPTION '${behind}' USING ERRCODE = 'unique_violation'; END IF;
      ${keep};
      RETURN NEW;
    END $$`);
    await knex.raw(`CREATE TRIGGER trail_append INSTEAD OF INSERT ON trail_append
      FOR EACH ROW EXECUTE FUNCTION append_to_trail()`);
  },
};
