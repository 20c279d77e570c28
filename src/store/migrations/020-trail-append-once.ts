// One statement that appends several rows to the trail moves its head once: the first of them says where the head was and where it comes to rest.
// The head goes first, as every writer's does, so that two of them wait for one another and never each for the other.
import type { Migration } from './migration.ts';

const view = `CREATE VIEW trail_append AS SELECT sequence, at, event, reference, data, hash, person,
  hash AS previous, sequence AS last_sequence, hash AS last_hash, hash AS proof FROM trail`;

const move = `UPDATE trail_head SET sequence = NEW.last_sequence, hash = NEW.last_hash, proof = NEW.proof
  WHERE id = 1 AND NEW.proof IS NOT NULL AND sequence = NEW.sequence - 1 AND hash = NEW.previous`;

const keep = `INSERT INTO trail (sequence, at, event, reference, data, hash, person)
  VALUES (NEW.sequence, NEW.at, NEW.event, NEW.reference, NEW.data, NEW.hash, NEW.person)`;

const behind = 'the head of the trail is elsewhere';

export const trailAppendOnce: Migration = {
  name: '020-trail-append-once',
  async up(knex, engine) {
    await knex.raw('DROP VIEW trail_append');
    await knex.raw(view);
    if (engine === 'sqlite') {
      await knex.raw(`CREATE TRIGGER trail_append INSTEAD OF INSERT ON trail_append BEGIN
        ${move};
        SELECT RAISE(ABORT, '${behind}') WHERE NEW.proof IS NOT NULL AND changes() = 0;
        ${keep};
      END`);
      return;
    }
    await knex.raw(`CREATE OR REPLACE FUNCTION append_to_trail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.proof IS NOT NULL THEN
        ${move};
        IF NOT FOUND THEN RAISE EXCEPTION '${behind}' USING ERRCODE = 'unique_violation'; END IF;
      END IF;
      ${keep};
      RETURN NEW;
    END $$`);
    await knex.raw(`CREATE TRIGGER trail_append INSTEAD OF INSERT ON trail_append
      FOR EACH ROW EXECUTE FUNCTION append_to_trail()`);
  },
};
