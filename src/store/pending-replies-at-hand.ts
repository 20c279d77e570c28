// Journeys to a provider that have not come back yet, where one process has the database to itself (see pending-replies.ts for several).
// A state must never be taken twice, nor by another provider than the one it was made for.
import type { Json } from '../connectors/contract.ts';
import type { Desk } from './at-hand.ts';
import type { PendingReplies, PendingReply, Vault } from './contracts.ts';
import type { Database } from './database.ts';
import { pendingContext, providerToken } from './pending-replies.ts';
import { later } from './tray.ts';
import { epoch, hashed } from './values.ts';

interface Row {
  pending: PendingReply;
  takenAt: number | null;
}

export function createPendingRepliesAtHand(desk: Desk, database: Database, vault: Vault): PendingReplies {
  const rows = desk.atHand<Row>({
    table: 'pending_replies',
    key: 'state',
    columns: ['provider', 'sign_in', 'content', 'taken_at'],
    read: (state, { content, taken_at }) => ({
      pending: vault.open(content as Buffer, pendingContext(state)) as unknown as PendingReply,
      takenAt: taken_at === null ? null : Number(taken_at),
    }),
    write: (state, { pending, takenAt }) => [
      providerToken(vault, pending.provider),
      hashed(pending.uid),
      vault.seal(pending as unknown as Json, pendingContext(state)),
      takenAt,
    ],
  });
  return {
    async put(state, { uid, provider, memo }, expiresAt) {
      await rows.put(hashed(state), { row: { pending: { uid, provider, memo }, takenAt: null }, endsAt: expiresAt });
    },
    async take(state, provider) {
      let found: Awaited<ReturnType<PendingReplies['take']>>;
      await rows.change(hashed(state), ({ row: { pending, takenAt }, endsAt }) => {
        if (pending.provider !== provider) found = { kind: 'foreign' };
        else found = takenAt === null ? { kind: 'taken', pending } : { kind: 'used', uid: pending.uid };
        return found.kind === 'taken' ? { row: { pending, takenAt: epoch() }, endsAt } : undefined;
      });
      return found;
    },
    async rearm(state) {
      await rows.change(hashed(state), ({ row, endsAt }) => ({ row: { ...row, takenAt: null }, endsAt }));
    },
    async hold(uid, expiresAt) {
      await desk.flush();
      const known = await database.rows<{ state: string }>('SELECT state FROM pending_replies WHERE sign_in = ?', [
        hashed(uid),
      ]);
      for (const { state } of known) await rows.change(state, later(expiresAt));
    },
  };
}
