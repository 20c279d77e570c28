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

/** Which version of which table a level was read by: every stored level carries one, because the tables change. */
export interface Stamp {
  framework: string;
  frameworkVersion: string;
  mappingVersion: string;
  /** The GPG 45 profile, where the provider's word names one. */
  profile?: string;
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

/** Whether an identity confidence is at least another. */
export function identityAtLeast(a: Identity, b: Identity): boolean {
  return rank(identityScale, a) >= rank(identityScale, b);
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

/** One party's word for how sure it is, and until when it holds (seconds since 1970; absent: it does not run out). */
export interface Vouching {
  readonly level: Level;
  readonly until?: number | undefined;
}

/**
 * What a chain of parties is worth at a moment: upstream assertion, link, acting-for grant, session. The meet of all, and nothing of
 * the identity of what has run out; then `effective`.
 */
export function chained(links: readonly [Vouching, ...Vouching[]], now: number): Level {
  const current = links.map(({ level, until }) =>
    until !== undefined && until <= now ? { ...level, identity: 'none' as const } : level,
  );
  return effective(current.reduce(meet));
}
