// How long a page can be used, and how far that can be moved by whoever needs longer (WCAG 2.2.1: at least ten times). Pure.
// It must never move an end to an earlier moment, nor past the cap: nothing in flight may live for ever.

/** Lifetimes that somebody who asks for more time each time gets: the first and ten more. */
export const longest = 11;

/** Seconds since 1970. */
export interface Time {
  began: number;
  endsAt: number;
}

/** `lifetime`: how long a first one is, in seconds. */
interface Given {
  now: number;
  lifetime: number;
}

/** Seconds that a sign-in may be old by which somebody changes whose an account is, or has everything forgotten: others may use the device after them. */
const freshFor = 900;

/** `authenticatedAt`: seconds since 1970. */
export const isFresh = ({ authenticatedAt }: { authenticatedAt: number }, now: number): boolean =>
  now - authenticatedAt <= freshFor;

const capOf = ({ began }: Time, lifetime: number): number => began + longest * lifetime;

/** Whether there is any more time to get. */
export const mayGetMore = (time: Time, lifetime: number): boolean => capOf(time, lifetime) > time.endsAt;

/** When it ends for somebody who asks for more time now: a whole lifetime from now, as far as the cap allows. */
export function moreTime(time: Time, { now, lifetime }: Given): number {
  return Math.max(time.endsAt, Math.min(now + lifetime, capOf(time, lifetime)));
}
