// Where the record of one sign-in lies between two steps, so that any node, tab or device can go on from it.
// It must never overwrite a record that somebody else saved meanwhile.
import { HubError } from '../errors.ts';
import type { SignInRows, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch, hashed } from './values.ts';

/** What a record is sealed for; `uid` hashed. */
export const signInContext = (uid: string) => `sign_ins:${uid}`;
/** What stands for the number that its pages show. */
export const signInNumber = (vault: Vault, reference: string) => vault.token('sign-in-reference', reference);

/** Rows named by the hash of the uid; `create` throws a HubError `changed_meanwhile` when the uid is known. */
export function createSignInRows(database: Statements, vault: Vault): SignInRows {
  const numbered = (reference: string) => signInNumber(vault, reference);
  async function only(column: 'uid' | 'reference', value: string) {
    const [found] = await database.rows<{ uid: string; document: Buffer; version: number }>(
      `SELECT uid, document, version FROM sign_ins WHERE ${column} = ? AND expires_at > ?`,
      [value, epoch()],
    );
    return found && { document: vault.open(found.document, signInContext(found.uid)), version: found.version };
  }
  return {
    async create(uid, document, { expiresAt, reference }) {
      const row = hashed(uid);
      const made = await database.rows(
        `INSERT INTO sign_ins (uid, version, document, reference, expires_at) VALUES (?, 1, ?, ?, ?)
         ON CONFLICT (uid) DO NOTHING RETURNING version`,
        [
          row,
          vault.seal(document, signInContext(row)),
          reference === undefined ? null : numbered(reference),
          expiresAt,
        ],
      );
      if (made.length === 0) throw new HubError('changed_meanwhile', { detail: 'this sign-in is already recorded' });
    },
    find: (uid) => only('uid', hashed(uid)),
    findByReference: (reference) => only('reference', numbered(reference)),
    async save(uid, document, version) {
      const row = hashed(uid);
      const saved = await database.rows(
        `UPDATE sign_ins SET document = ?, version = version + 1
         WHERE uid = ? AND version = ? AND expires_at > ? RETURNING version`,
        [vault.seal(document, signInContext(row)), row, version, epoch()],
      );
      return saved.length === 1;
    },
    async prolong(uid, expiresAt) {
      await database.rows('UPDATE sign_ins SET expires_at = ? WHERE uid = ? AND expires_at < ?', [
        expiresAt,
        hashed(uid),
        expiresAt,
      ]);
    },
    async remove(uid) {
      await database.rows('DELETE FROM sign_ins WHERE uid = ?', [hashed(uid)]);
    },
  };
}
