// Journeys to a provider that have not come back yet: the callback trusts nothing else.
// A state must never be taken twice, nor by another provider than the one it was made for.
import type { PendingReplies, PendingReply, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch, hashed } from './values.ts';

/** What a journey is sealed for; `state` hashed. */
export const pendingContext = (state: string) => `pending_replies:${state}`;
export const providerToken = (vault: Vault, provider: string) => vault.token('provider', provider);

interface Row {
  provider: string;
  content: Buffer;
}

/** States stand as hashes, providers as keyed tokens. Taking is one conditional UPDATE, so it happens once. */
export function createPendingReplies(database: Statements, vault: Vault): PendingReplies {
  const token = (provider: string) => providerToken(vault, provider);
  const opened = (row: string, content: Buffer) => vault.open(content, pendingContext(row)) as unknown as PendingReply;
  return {
    async put(state, { uid, provider, memo }, expiresAt) {
      const row = hashed(state);
      await database.rows(
        'INSERT INTO pending_replies (state, provider, sign_in, content, expires_at) VALUES (?, ?, ?, ?, ?)',
        [row, token(provider), hashed(uid), vault.seal({ uid, provider, memo }, pendingContext(row)), expiresAt],
      );
    },
    async take(state, provider) {
      const row = hashed(state);
      const now = epoch();
      const [taken] = await database.rows<Row>(
        `UPDATE pending_replies SET taken_at = ?
         WHERE state = ? AND provider = ? AND taken_at IS NULL AND expires_at > ? RETURNING content`,
        [now, row, token(provider), now],
      );
      if (taken) return { kind: 'taken', pending: opened(row, taken.content) };
      const [known] = await database.rows<Row>(
        'SELECT provider, content FROM pending_replies WHERE state = ? AND expires_at > ?',
        [row, now],
      );
      if (!known) return undefined;
      if (known.provider !== token(provider)) return { kind: 'foreign' };
      return { kind: 'used', uid: opened(row, known.content).uid };
    },
    async rearm(state) {
      await database.rows('UPDATE pending_replies SET taken_at = NULL WHERE state = ?', [hashed(state)]);
    },
    async hold(uid, expiresAt) {
      await database.rows('UPDATE pending_replies SET expires_at = ? WHERE sign_in = ? AND expires_at < ?', [
        expiresAt,
        hashed(uid),
        expiresAt,
      ]);
    },
  };
}
