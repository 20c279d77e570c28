// How a record stands: worked out of what happened to it and of the time, so that nothing has to run for one to be over. Pure.
import type { Vouch } from '../store/vouch-contracts.ts';
import type { VouchState } from './words.ts';

/** `now` in seconds since 1970. What ended it for good comes before everything else: none of that can be undone. */
export function stateOf(
  { events, claimUntil, endsAt }: Pick<Vouch, 'events' | 'claimUntil' | 'endsAt'>,
  now: number,
): VouchState {
  const ended = (['repudiated', 'revoked', 'refused', 'parted'] as const).find((one) => events[one] !== undefined);
  if (ended) return ended;
  if (endsAt <= now) return 'expired';
  if (events.claimed) return 'live';
  if (claimUntil <= now) return 'unused';
  return events.approved ? 'unclaimed' : 'waiting';
}
