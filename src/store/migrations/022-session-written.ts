// One statement that writes a session and an entry of it: a row put into `session_written` is kept in both tables, or in neither.
// Where `client` is NULL there is no entry. An identifier that was rotated away is not written again.
import type { Migration } from './migration.ts';

const view = `CREATE VIEW session_written AS SELECT s.id, s.uid, s.version, s.content, s.expires_at, a.client,
  a.content AS entry FROM sessions s LEFT JOIN session_authorizations a ON a.uid = s.uid`;

const keep = `INSERT INTO sessions (id, uid, version, state, content, expires_at)
    VALUES (NEW.id, NEW.uid, NEW.version, 'current', NEW.content, NEW.expires_at)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, content = excluded.content,
      expires_at = excluded.expires_at WHERE sessions.state = 'current';
  INSERT INTO session_authorizations (uid, client, content)
    SELECT NEW.uid, NEW.client, NEW.entry WHERE NEW.client IS NOT NULL
    ON CONFLICT (uid, client) DO UPDATE SET content = excluded.content;`;

export const sessionWritten: Migration = {
  name: '022-session-written',
  async up(knex, engine) {
    await knex.raw(view);
    if (engine === 'sqlite') {
      await knex.raw(`CREATE TRIGGER session_written INSTEAD OF INSERT ON session_written BEGIN ${keep} END`);
      return;
    }
    await knex.raw(`CREATE FUNCTION keep_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      ${keep}
      RETURN NEW;
    END $$`);
    await knex.raw(`CREATE TRIGGER session_written INSTEAD OF INSERT ON session_written
      FOR EACH ROW EXECUTE FUNCTION keep_session()`);
  },
};
