// Levels: how sure the hub is, on two scales that are never flattened to one number. Pure; knows no provider and no protocol.
// It must never rank two levels that are incomparable, and never make a level higher than what went in.

/** Identity confidence, weakest first (GPG 45). */
export const identityScale = ['none', 'low', 'medium', 'high', 'very-high'] as const;
/** Authenticator quality, weakest first (GPG 44). */
export const authenticatorScale = ['none', 'low', 'medium', 'high'] as const;

export type Identity = (typeof identityScale)[number];
export type Authenticator = (typeof authenticatorScale)[number];

/** A point on both scales. */
export interface Level {
  readonly identity: Identity;
  readonly authenticator: Authenticator;
}

/** The bottom of the order: nothing is known. */
export const nothing: Level = { identity: 'none', authenticator: 'none' };

const rank = <T extends string>(scale: readonly T[], value: T): number => scale.indexOf(value);

/** Whether `a` is at least `b` on both scales: a product partial order, so `!atLeast(a, b)` does not mean `atLeast(b, a)`. */
export function atLeast(a: Level, b: Level): boolean {
  return (
    rank(identityScale, a.identity) >= rank(identityScale, b.identity) &&
    rank(authenticatorScale, a.authenticator) >= rank(authenticatorScale, b.authenticator)
  );
}

/** Whether both levels are the same point. */
export function sameLevel(a: Level, b: Level): boolean {
  return a.identity === b.identity && a.authenticator === b.authenticator;
}

const lower = <T extends string>(scale: readonly T[], a: T, b: T): T => (rank(scale, a) <= rank(scale, b) ? a : b);
const higher = <T extends string>(scale: readonly T[], a: T, b: T): T => (rank(scale, a) >= rank(scale, b) ? a : b);

/** The greatest level that is at most both: what a chain of parties can vouch for together. */
export function meet(a: Level, b: Level): Level {
  return {
    identity: lower(identityScale, a.identity, b.identity),
    authenticator: lower(authenticatorScale, a.authenticator, b.authenticator),
  };
}

/** The least level that is at least both: what must be asked for when two parties each need something. */
export function join(a: Level, b: Level): Level {
  return {
    identity: higher(identityScale, a.identity, b.identity),
    authenticator: higher(authenticatorScale, a.authenticator, b.authenticator),
  };
}

/** The level that may be served: identity without two factors is worth nothing (assurance model, effective identity). */
export function effective(level: Level): Level {
  const twoFactors = rank(authenticatorScale, level.authenticator) >= rank(authenticatorScale, 'medium');
  return twoFactors ? level : { ...level, identity: 'none' };
}
