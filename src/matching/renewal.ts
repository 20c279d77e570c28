// Writes the matching index again with its newest key, a little at a time, on one node at once. Beside the sign-ins.
// It must never hold up a sign-in: whoever is looked for meanwhile is looked for under both keys.
import { randomBytes } from 'node:crypto';
import type { Leases } from '../store/contracts.ts';
import type { Index } from './index-of-people.ts';

export interface RenewalOptions {
  index: Pick<Index, 'renew'>;
  leases: Leases;
  /** How often to look, in milliseconds. */
  every: number;
  failed(error: unknown): void;
}

/** Accounts written at a time. */
const batch = 50;

/** Begins; returns how to stop. */
export function startRenewal({ index, leases, every, failed }: RenewalOptions): () => void {
  const holder = randomBytes(8).toString('hex');
  let busy = false;
  const turn = async () => {
    if (busy) return;
    busy = true;
    try {
      if (await leases.take('match-index', holder, Math.ceil((every / 1000) * 3))) {
        while ((await index.renew(batch)) === batch);
      }
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void turn().catch(failed), every);
  timer.unref();
  return () => clearInterval(timer);
}
