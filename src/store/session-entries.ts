// Which services signed on with a browser session, one row each, so that two that do so at once both stay.
// It must never write back an entry that this request only read: somebody else may have changed it since.
import type { AdapterPayload } from 'oidc-provider';
import type { Json } from '../connectors/contract.ts';
import type { Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { rowPlaceholders } from './values.ts';

export type Entries = NonNullable<AdapterPayload['authorizations']>;

export interface EntryRow {
  client: string | null;
  entry: Buffer | null;
}

/**
 * What each entry was when it was read. The library changes the very object that `find` gave it, in place, and hands it back
 * to `upsert` (lib/models/session.js), so the object itself is the key.
 */
const asRead = new WeakMap<Entries, ReadonlyMap<string, string>>();

const context = (uid: string, client: string) => `session_authorizations:${uid}:${client}`;

/** Entries of a session (by its hashed uid) from its rows, undefined when there are none. */
export function readEntries(vault: Vault, uid: string, rows: readonly EntryRow[]): Entries | undefined {
  const entries: Entries = {};
  for (const { client, entry } of rows) {
    if (client === null || entry === null) continue;
    const [name, content] = vault.open(entry, context(uid, client)) as [string, Json];
    entries[name] = content as Entries[string];
  }
  if (Object.keys(entries).length === 0) return undefined;
  asRead.set(entries, new Map(Object.entries(entries).map(([name, entry]) => [name, JSON.stringify(entry)])));
  return entries;
}

/** An entry as it is kept. */
export interface KeptEntry {
  client: string;
  entry: Buffer;
}

/** The entries that changed since they were read, sealed. Empty ones are the library's look-ups. */
export function changedEntries(vault: Vault, uid: string, entries: Entries): KeptEntry[] {
  const before = asRead.get(entries);
  return Object.entries(entries)
    .filter(([name, entry]) => Object.keys(entry).length > 0 && JSON.stringify(entry) !== before?.get(name))
    .map(([name, entry]) => sealedEntry(vault, uid, [name, entry as Json]))
    .toSorted((a, b) => (a.client < b.client ? -1 : 1));
}

/** Writes them; one statement, or none. */
export async function writeEntries(database: Statements, uid: string, entries: readonly KeptEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await database.rows(
    `INSERT INTO session_authorizations (uid, client, content) VALUES ${rowPlaceholders(entries.length, 3)}
     ON CONFLICT (uid, client) DO UPDATE SET content = excluded.content`,
    entries.flatMap(({ client, entry }) => [uid, client, entry]),
  );
}

function sealedEntry(vault: Vault, uid: string, content: [name: string, entry: Json]): KeptEntry {
  const client = vault.token('service', content[0]);
  return { client, entry: vault.seal(content, context(uid, client)) };
}

/** Removes the rows of entries that were read and are no longer there; one statement, or none. */
export async function removeEntries(database: Statements, vault: Vault, uid: string, entries: Entries): Promise<void> {
  const before = [...(asRead.get(entries)?.keys() ?? [])];
  const gone = before.filter((name) => !(name in entries)).map((name) => vault.token('service', name));
  if (gone.length === 0) return;
  await database.rows(
    `DELETE FROM session_authorizations WHERE uid = ? AND client IN ${rowPlaceholders(1, gone.length)}`,
    [uid, ...gone],
  );
}
