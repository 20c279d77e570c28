// Codes with which a person goes on with a sign-in later, in another browser or on another device.
// A code must never stand here in clear: whoever knows it is taken for the person who was given it.
import type { ResumeCodes, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch } from './values.ts';

export function createResumeCodes(database: Statements, vault: Vault): ResumeCodes {
  const token = (code: string) => vault.token('resume-code', code);
  const context = (row: string) => `resume_codes:${row}`;
  return {
    async put(code, uid, expiresAt) {
      const row = token(code);
      await database.rows('INSERT INTO resume_codes (code, content, expires_at) VALUES (?, ?, ?)', [
        row,
        vault.seal(uid, context(row)),
        expiresAt,
      ]);
    },
    async find(code) {
      const row = token(code);
      const [found] = await database.rows<{ content: Buffer }>(
        'SELECT content FROM resume_codes WHERE code = ? AND expires_at > ?',
        [row, epoch()],
      );
      return found && String(vault.open(found.content, context(row)));
    },
    async drop(code) {
      await database.rows('DELETE FROM resume_codes WHERE code = ?', [token(code)]);
    },
  };
}
