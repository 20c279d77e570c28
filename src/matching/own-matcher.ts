// What a service's own matcher means for the sign-in: pure. It must never turn anything but the word "match" into a match.
import type { Matcher } from '../config/schema/services.ts';
import type { ServiceMatchResult } from '../store/contracts.ts';

/** What the service is told of a person, as the claim `match`. */
export type Match = ServiceMatchResult | 'no-match';

/** How far the asking has come within one sign-in. */
export interface Matching {
  /** Absent until it is settled. */
  result?: Match;
  /** The first round did not find the person: the question is open. */
  asks?: boolean;
  /** The last call gave no answer that can be used. */
  failed?: boolean;
}

/** What comes after a matcher's no, by what the service has registered. */
export function afterNoMatch({ question, accountCreation }: Matcher, wasAsked: boolean): Matching {
  if (question && !wasAsked) return { asks: true };
  return { result: accountCreation ? 'account-creation' : 'no-match' };
}

/**
 * Canonical attributes that may be released: none to a service that does not know the person, and those to open a record with to one that
 * is about to; else what it asked for.
 */
export function attributesFor(
  match: Match | undefined,
  requested: readonly string[],
  matcher: Matcher | undefined,
): string[] {
  if (match === 'no-match') return [];
  return [...new Set([...requested, ...creationFor(match, matcher)])];
}

/** Canonical attributes that a service gets to open a record with. */
export const creationFor = (match: Match | undefined, matcher: Matcher | undefined): readonly string[] =>
  match === 'account-creation' ? (matcher?.accountCreation ?? []) : [];
