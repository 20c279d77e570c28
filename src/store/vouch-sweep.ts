// Takes out officers' checks that have been over for long, and those that nobody bound to an account. Part of the sweep.
// It must never look again and again at those that are in force.
import type { Database } from './database.ts';
import { type Broom, removeSome } from './remove-some.ts';
import { dropVouch } from './vouches.ts';

/** Seconds that a record stays that nobody bound to an account in time. */
const unusedFor = 30 * 86_400;

/** Takes out those that have been over for long. */
export const endedVouches =
  (database: Database): Broom =>
  async (now, most) => {
    const gone = await removeSome<{ id: string }>(database, { table: 'vouches', key: 'id', now, most }, 'id');
    for (const { id } of gone) await database.rows('DELETE FROM vouch_events WHERE vouch = ?', [id]);
    return gone.length;
  };

/**
 * Takes out those that nobody bound in time. It goes through all once, from the oldest on, and then only through those whose time has come since:
 * most were bound, and would be looked at again and again. A node that starts anew goes through all once more.
 */
export function unusedVouches(database: Database): Broom {
  let last = { claim_until: 0, id: '' };
  return async (now, most) => {
    for (;;) {
      const some = await database.rows<typeof last & { bound: number | boolean }>(
        `SELECT v.claim_until, v.id, EXISTS (SELECT 1 FROM vouch_events c WHERE c.vouch = v.id AND c.kind = 'claimed') AS bound
         FROM vouches v WHERE (v.claim_until, v.id) > (?, ?) AND v.claim_until <= ? ORDER BY v.claim_until, v.id LIMIT ?`,
        [last.claim_until, last.id, now - unusedFor, most],
      );
      const gone = some.filter(({ bound }) => !bound);
      for (const { id } of gone) await dropVouch(database, id);
      last = some.at(-1) ?? last;
      if (some.length === 0 || gone.length > 0) return gone.length;
    }
  };
}
