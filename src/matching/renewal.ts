// Writes the matching index again with its newest key, a little at a time, on one node at once. Beside the sign-ins.
// It must never hold up a sign-in: whoever is looked for meanwhile is looked for under both keys.
import { randomly } from '../random.ts';
import { type Rhythm, repeat } from '../repeat.ts';
import type { Leases } from '../store/contracts.ts';
import type { Index } from './index-of-people.ts';

export interface RenewalOptions extends Rhythm {
  index: Pick<Index, 'renew'>;
  leases: Leases;
}

/** Accounts written at a time. */
const batch = 50;

/** Begins. Returns how to stop: the batch under way is written to its end. */
export function startRenewal({ index, leases, every, failed }: RenewalOptions): () => Promise<void> {
  const holder = randomly(8).toString('hex');
  let stopped = false;
  const turn = async () => {
    if (!(await leases.take('match-index', holder, Math.ceil((every / 1000) * 3)))) return;
    while (!stopped && (await index.renew(batch)) === batch);
  };
  const stop = repeat(turn, { every, failed });
  return () => {
    stopped = true;
    return stop();
  };
}
