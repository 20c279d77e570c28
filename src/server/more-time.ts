// More time for a sign-in, when its person asks for it: everything that it needs lives on together, up to the cap (signin/time.ts).
// It must never bring back what has ended, nor give one part of a sign-in a longer life than the page says that it has.

import type { SignIns } from '../signin/record.ts';
import type { Journey } from '../signin/step.ts';
import { mayGetMore, moreTime, type Time } from '../signin/time.ts';
import type { Authentications } from '../store/authentication-contracts.ts';
import type { PendingReplies } from '../store/contracts.ts';
import type { PageTime } from '../views/pages.ts';

export interface MoreTimeOptions {
  signIns: SignIns;
  pendingReplies: Pick<PendingReplies, 'hold'>;
  authentications: Pick<Authentications, 'prolong'>;
  /** Of a sign-in, and of a browser's session, in seconds. */
  lifetimes: { journey: number; session: number };
}

/** The record outlives the request by as much again, so that a page that is too late can still lead back to its service. */
export const rowEnd = (endsAt: number, journey: number): number => endsAt + journey;

const timeOf = ({ signIn, request }: Journey): Time => ({
  began: signIn.time?.began ?? request.endsAt,
  endsAt: request.endsAt,
});

/** Gives a sign-in more time: a lifetime from now. */
export async function giveMoreTime(journey: Journey, options: MoreTimeOptions): Promise<void> {
  const { signIns, pendingReplies, authentications, lifetimes } = options;
  const { signIn, request } = journey;
  const { began, ...time } = timeOf(journey);
  const endsAt = moreTime({ began, ...time }, { now: Math.floor(Date.now() / 1000), lifetime: lifetimes.journey });
  if (endsAt <= time.endsAt) return;
  await signIns.prolong(signIn.uid, rowEnd(endsAt, lifetimes.journey));
  await pendingReplies.hold(signIn.uid, endsAt);
  if (signIn.authentication) await authentications.prolong(signIn.authentication, endsAt + lifetimes.session);
  await signIns.change(signIn, (before) => ({ ...before, time: { began, endsAt } }));
  await request.prolong(endsAt);
}

/** What a page of a sign-in says about its time. */
export function timeShown(journey: Journey, { lifetimes }: Pick<MoreTimeOptions, 'lifetimes'>): PageTime {
  const { request, service, path, formToken } = journey;
  const more = mayGetMore(timeOf(journey), lifetimes.journey) && { action: path(moreTimePage), token: formToken };
  return {
    until: request.endsAt * 1000,
    left: Math.max(0, request.endsAt - Math.floor(Date.now() / 1000)),
    ...(more && { more }),
    over: service.home,
  };
}

/** Name of the form in the address of a sign-in. */
export const moreTimePage = 'more-time';
