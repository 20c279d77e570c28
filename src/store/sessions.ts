// The browser session, as oidc-provider's adapter sees it: the library reads it whole and writes it whole, in parallel.
// It must never lose what another request of the same browser wrote, nor bring back a session that was signed out.
//
// A session is known by its uid. It has a row for every identifier that a browser may hold for it, and a row for every
// service that signed on with it. The newest row is the session; rows of earlier identifiers only lead to it:
//   current  what a browser holds, for as long as the session lives
//   alias    an identifier that was rotated away, still good for some seconds, for other tabs of the person it was made for
//   ended    all of a session that was signed out: stops requests that were under way from writing it again
//   gone     an identifier from before the person left one service only: the session goes on, under another
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { randomText } from '../random.ts';
import type { ArtefactHooks } from './artefact-hooks.ts';
import type { Vault } from './contracts.ts';
import type { Database } from './database.ts';
import type { Recall } from './recall.ts';
import { removeSome } from './remove-some.ts';
import {
  changedEntries,
  type EntryRow,
  type KeptEntry,
  readEntries,
  removeEntries,
  writeEntries,
} from './session-entries.ts';
import { endOf, epoch, hashed, rowPlaceholders } from './values.ts';

/** Seconds: for a rotated identifier, for one made from it until the library saves it, for the memory of a sign-out. */
const aliasFor = 20;
const unsavedFor = 60;
const endedFor = 600;

/** Identifier of a session that was found by uid, whose clear identifiers are not known. Leads nowhere from a cookie. */
const handlePrefix = 'uid:';

interface Row extends EntryRow {
  uid: string;
  expires_at: number;
  content: Buffer;
  state: 'current' | 'alias';
  /** The session as an alias last knew it. */
  before?: Buffer | null;
}

interface Parts {
  database: Database;
  vault: Vault;
  recall: Recall;
}

const alive = "state IN ('current', 'alias')";

const newest = `s.${alive} AND s.version = (SELECT MAX(version) FROM sessions WHERE uid = s.uid AND ${alive})`;

const byId = `SELECT s.uid, s.content, s.expires_at, me.state, a.client, a.content AS entry,
    CASE WHEN me.state = 'alias' THEN me.content END AS before
  FROM sessions me JOIN sessions s ON s.uid = me.uid AND ${newest}
  LEFT JOIN session_authorizations a ON a.uid = s.uid
  WHERE me.id = ? AND me.${alive} AND me.expires_at > ?`;

const byUid = `SELECT s.uid, s.content, s.expires_at, s.state, a.client, a.content AS entry
  FROM sessions s LEFT JOIN session_authorizations a ON a.uid = s.uid
  WHERE s.uid = ? AND ${newest}`;

const contextOf = (uid: string) => `sessions:${uid}`;

const openedRow = ({ vault }: Parts, uid: string, content: Buffer) =>
  vault.open(content, contextOf(uid)) as AdapterPayload;

function assemble(parts: Parts, rows: readonly Row[]): { payload: AdapterPayload; row: Row } | undefined {
  const [row] = rows;
  if (!row) return undefined;
  const authorizations = readEntries(parts.vault, row.uid, rows);
  const payload = openedRow(parts, row.uid, row.content);
  return { payload: authorizations ? { ...payload, authorizations } : payload, row };
}

/**
 * An identifier of its own for a request that came with an alias: the library sends it to the browser and saves it, so the
 * browser leaves the old one, which itself is never prolonged.
 */
async function freshIdentifier({ database }: Parts, { uid, content }: Row): Promise<string> {
  const id = randomText(32);
  await database.rows(
    `INSERT INTO sessions (id, uid, version, state, content, expires_at)
     VALUES (?, ?, (SELECT MAX(version) FROM sessions WHERE uid = ?), 'current', ?, ?)`,
    [hashed(id), uid, uid, content, endOf(unsavedFor)],
  );
  return id;
}

type Written = Pick<Row, 'uid' | 'content' | 'expires_at'>;

/**
 * Writes the newest row with its changed entries, unless the session ended or the identifier was rotated away while the request was under
 * way: one statement where one entry changed at most (migrations/022-session-written.ts). True for the first row of a session.
 */
async function writeRow(
  { database }: Parts,
  id: string,
  row: Written,
  entries: readonly KeptEntry[],
): Promise<boolean> {
  const { uid, content, expires_at: end } = row;
  if (id.startsWith(handlePrefix)) {
    await database.rows(
      "UPDATE sessions SET version = version + 1, content = ?, expires_at = ? WHERE uid = ? AND state = 'current'",
      [content, end, uid],
    );
    await writeEntries(database, uid, entries);
    return false;
  }
  const [first, ...others] = entries;
  const [written] = await database.rows<{ version: number }>(
    `INSERT INTO session_written (id, uid, version, content, expires_at, client, entry)
     SELECT ?, ?, (SELECT COALESCE(MAX(version), 0) + 1 FROM sessions WHERE uid = ?), ?, ?, ?, ?
     WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE uid = ? AND state = 'ended') RETURNING version`,
    [hashed(id), uid, uid, content, end, first?.client ?? null, first?.entry ?? null, uid],
  );
  await writeEntries(database, uid, others);
  return written?.version === 1;
}

/** Ends every row of a session; `where` names its uid. */
function endAll({ database }: Parts, where: string, value: string): Promise<{ uid: string }[]> {
  return database.rows(
    `UPDATE sessions SET state = 'ended', content = ?, expires_at = ? WHERE uid = ${where} RETURNING uid`,
    [Buffer.alloc(0), endOf(endedFor), value],
  );
}

function makeAlias({ database }: Parts, id: string): Promise<{ uid: string }[]> {
  const end = endOf(aliasFor);
  return database.rows(
    `UPDATE sessions SET state = 'alias', expires_at = CASE WHEN expires_at < ? THEN expires_at ELSE ? END
     WHERE id = ? AND state = 'current' RETURNING uid`,
    [end, end, hashed(id)],
  );
}

async function destroy(parts: Parts, id: string, ending: boolean): Promise<void> {
  const { recall } = parts;
  const gone = await (id.startsWith(handlePrefix)
    ? endAll(parts, '?', hashed(id.slice(handlePrefix.length)))
    : ending
      ? endAll(parts, '(SELECT uid FROM sessions WHERE id = ?)', hashed(id))
      : makeAlias(parts, id));
  for (const { uid } of gone) recall.drop('sessions', uid);
}

const unsupported = async () => {
  throw new HubError('internal', { detail: 'a session is found by its identifier or its uid, and is not consumed' });
};

const entriesOf = (entries: readonly EntryRow[]): readonly EntryRow[] =>
  entries.length > 0 ? entries : [{ client: null, entry: null }];

/**
 * The adapter of the model Session. The library destroys an identifier just before it saves the next one of the same
 * session (lib/models/session.js, save), so outside the end-session routes a destroyed identifier becomes an alias; on them,
 * and for a session found by uid, the session ends at once.
 */
export function createSessionAdapter(
  database: Database,
  vault: Vault,
  { hooks, recall }: { hooks: ArtefactHooks; recall: Recall },
): Adapter {
  const parts = { database, vault, recall };
  return {
    async upsert(id, { jti: _, authorizations, ...payload }, expiresIn) {
      if (typeof payload.uid !== 'string') throw new HubError('internal', { detail: 'a session without a uid' });
      const uid = hashed(payload.uid);
      const ending = hooks.isEndSession();
      if (ending) await database.rows("UPDATE sessions SET state = 'gone' WHERE uid = ? AND state = 'ended'", [uid]);
      const row = { uid, content: vault.seal(payload as Json, contextOf(uid)), expires_at: endOf(expiresIn) };
      const entries = authorizations ? changedEntries(vault, uid, authorizations) : [];
      const isFirst = await writeRow(parts, id, row, entries);
      if (authorizations && ending) await removeEntries(database, vault, uid, authorizations);
      // Nobody else knows of a session that was not there before: these are all of its rows.
      if (isFirst)
        recall.put(
          'sessions',
          uid,
          entriesOf(entries).map((entry) => ({ ...row, ...entry, state: 'current' })),
        );
      else recall.drop('sessions', uid);
    },
    async find(id) {
      const found = assemble(parts, await database.rows<Row>(byId, [hashed(id), epoch()]));
      if (!found) return undefined;
      // Whoever handed out an identifier before somebody signed in must not come in by it (session fixation).
      if (found.row.before && openedRow(parts, found.row.uid, found.row.before).accountId !== found.payload.accountId)
        return undefined;
      const jti = found.row.state === 'alias' ? await freshIdentifier(parts, found.row) : id;
      return { ...found.payload, jti };
    },
    async findByUid(uid) {
      const rows = await recall.rows('sessions', hashed(uid), () => database.rows<Row>(byUid, [hashed(uid)]));
      const found = assemble(
        parts,
        rows.filter(({ expires_at }) => expires_at > epoch()),
      );
      return found && { ...found.payload, jti: `${handlePrefix}${uid}` };
    },
    destroy: (id) => destroy(parts, id, hooks.isEndSession()),
    findByUserCode: unsupported,
    consume: unsupported,
    revokeByGrantId: unsupported,
  };
}

/** Removes expired rows, and the entries of sessions that have none left; returns how many rows of either went. */
export async function sweepSessions(database: Database, now: number, limit: number): Promise<number> {
  const over = { table: 'sessions', key: 'id', now, most: limit };
  const gone = await removeSome<{ uid: string }>(database, over, 'uid');
  const uids = [...new Set(gone.map(({ uid }) => uid))];
  if (uids.length === 0) return 0;
  const entries = await database.rows(
    `DELETE FROM session_authorizations WHERE uid IN ${rowPlaceholders(1, uids.length)}
       AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.uid = session_authorizations.uid) RETURNING 1 AS gone`,
    uids,
  );
  return gone.length + entries.length;
}
