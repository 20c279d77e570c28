// What an officer's check comes to, and how long it holds (V3): the evaluation of GPG 45, within bounds. Pure.
// It must never give more than medium, nor more than low for what rests on another person's word alone.
import { bandStarts, londonDay, nextOf } from '../ages/calendar.ts';
import { type Evaluation, type Evidence, evaluate } from '../assurance/gpg45.ts';
import { type Identity, identityAtLeast } from '../assurance/level.ts';
import type { Gpg45 } from '../config/schema/gpg45.ts';
import type { ScoredEvidence, VouchContent, VouchedIdentity } from '../store/vouch-contracts.ts';

export type Scored = Pick<VouchContent, 'evidence' | 'activity' | 'fraud' | 'verification'>;

export interface VouchedLevel extends Pick<Evaluation, 'framework' | 'frameworkVersion'> {
  identity: VouchedIdentity;
  profile: string;
}

const isVouch = ({ type }: ScoredEvidence): boolean => type === 'vouch';

/** Every choice of some of the pieces. */
function choices<T>([first, ...others]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  const without = choices(others);
  return [...without, ...without.map((some) => [first, ...some])];
}

/** The table with those profiles alone that give at most so much, and, where a number is given, want so many pieces. */
function within(table: Gpg45, most: Identity, pieces?: number): Gpg45 {
  const kept = Object.entries(table.profiles).filter(
    ([, { identity, evidence }]) =>
      identityAtLeast(most, identity) && (pieces === undefined || evidence.length === pieces),
  );
  return { ...table, profiles: Object.fromEntries(kept) };
}

/**
 * The confidence and the profile by which it is reached; undefined where the evidence meets none. Medium has to stand on at least one piece
 * that is not a vouch: a weak paper beside a strong vouch is still a lone vouch.
 */
export function vouchedLevel({ evidence, ...scores }: Scored, table: Gpg45): VouchedLevel | undefined {
  const worth = (pieces: Evidence['pieces'], profiles: Gpg45) => evaluate({ ...scores, pieces }, profiles);
  const grounded = choices(evidence)
    .filter((some) => some.some((piece) => !isVouch(piece)))
    .map((some) => worth(some, within(table, 'medium', some.length)));
  const found = grounded.find(({ identity }) => identity === 'medium') ?? worth(evidence, within(table, 'low'));
  const { identity, profile, framework, frameworkVersion } = found;
  if (profile === undefined || (identity !== 'low' && identity !== 'medium')) return undefined;
  return { identity, profile, framework, frameworkVersion };
}

/** Four eyes: above low, somebody else than who recorded it brings it into force (V1). */
export const needsSecondOfficer = (identity: VouchedIdentity): boolean => identity !== 'low';

/** A day (YYYY-MM-DD) a year later; the last of February where there is no such day. */
function yearLater(day: string): string {
  const year = Number(day.slice(0, 4)) + 1;
  return day.endsWith('-02-29') ? `${year}-02-28` : `${year}${day.slice(4)}`;
}

/** When a day begins in London; seconds since 1970. A 29 February that is not there is the day after 28 February. */
export function beginningOf(day: string): number {
  const utc = Date.parse(`${day.slice(0, 8)}01T00:00:00Z`) + (Number(day.slice(8)) - 1) * 86_400_000;
  const summer = utc - 3_600_000;
  const wanted = new Date(utc).toISOString().slice(0, 10);
  return (londonDay(new Date(summer)) === wanted ? summer : utc) / 1000;
}

/** The age groups of children end with these birthdays. */
const childhood = bandStarts.filter((age) => age > 0 && age <= 18);

/** When a check ends that is made now: after 12 months, or where a child comes into the next age group; seconds since 1970. */
export function endOfVouch(birthdate: string, now: Date): number {
  const birthday = nextOf(birthdate, childhood, now);
  const ends = beginningOf(yearLater(londonDay(now)));
  return birthday === undefined ? ends : Math.min(ends, beginningOf(birthday));
}
