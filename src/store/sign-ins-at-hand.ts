// The record of one sign-in between two steps, where one process has the database to itself (see sign-ins.ts for several).
// It must never overwrite a record that somebody else saved meanwhile.
import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { Desk } from './at-hand.ts';
import type { SignInRows, Vault } from './contracts.ts';
import type { Database } from './database.ts';
import { signInContext, signInNumber } from './sign-ins.ts';
import { later } from './tray.ts';
import { epoch, hashed } from './values.ts';

interface Row {
  document: Json;
  version: number;
  reference: string | null;
}

export function createSignInsAtHand(
  desk: Desk,
  database: Database,
  vault: Vault,
): SignInRows & { isNew(uid: string): void } {
  const rows = desk.atHand<Row>({
    table: 'sign_ins',
    key: 'uid',
    columns: ['version', 'document', 'reference'],
    read: (uid, { version, document, reference }) => ({
      document: vault.open(document as Buffer, signInContext(uid)),
      version: Number(version),
      reference: reference as string | null,
    }),
    write: (uid, { version, document, reference }) => [version, vault.seal(document, signInContext(uid)), reference],
  });
  async function found(uid: string) {
    const entry = await rows.get(uid);
    return entry && { document: entry.row.document, version: entry.row.version };
  }
  return {
    async create(uid, document, { expiresAt, reference }) {
      const number = reference === undefined ? null : signInNumber(vault, reference);
      const made = { row: { document, version: 1, reference: number }, endsAt: expiresAt };
      if (!(await rows.add(hashed(uid), made)))
        throw new HubError('changed_meanwhile', { detail: 'this sign-in is already recorded' });
    },
    find: (uid) => found(hashed(uid)),
    async findByReference(reference) {
      await desk.flush();
      const [known] = await database.rows<{ uid: string }>(
        'SELECT uid FROM sign_ins WHERE reference = ? AND expires_at > ?',
        [signInNumber(vault, reference), epoch()],
      );
      return known && found(known.uid);
    },
    save: (uid, document, version) =>
      rows.change(hashed(uid), ({ row, endsAt }) =>
        row.version === version ? { row: { ...row, document, version: version + 1 }, endsAt } : undefined,
      ),
    async prolong(uid, expiresAt) {
      await rows.change(hashed(uid), later(expiresAt));
    },
    remove: async (uid) => rows.remove(hashed(uid)),
    isNew: (uid) => rows.isNew(hashed(uid)),
  };
}
