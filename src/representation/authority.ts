// What gives one person the right to act for another, and how far: pure. A parent for a child, an attorney for somebody old.
// It must never make more of an authority than its evidence, nor let one outlive the day on which it has to be looked at again.
import { type Identity, type Level, meet } from '../assurance/level.ts';
import type { ActingFor } from '../config/schema/services.ts';
import type { Authority } from '../store/authority-contracts.ts';
import { type Evidence, evidences, parental } from './words.ts';

/** The most identity confidence that each can carry: what somebody only says proves nothing. */
const carries: Readonly<Record<Evidence, Identity>> = {
  'self-asserted': 'none',
  'officer-checked': 'medium',
  registry: 'high',
  'court-order': 'high',
};

export const evidenceAtLeast = (a: Evidence, b: Evidence): boolean => evidences.indexOf(a) >= evidences.indexOf(b);

/** D2, D3: it names something that the service is for, and was seen by as much as the service wants. */
export const covers = ({ functions, evidence }: Covering, { functions: served, minimumEvidence }: ActingFor): boolean =>
  functions.some((one) => served.includes(one)) && evidenceAtLeast(evidence, minimumEvidence);

type Covering = Pick<Authority, 'functions' | 'evidence'>;

/** C2: whether it is a parent's, for what the service does, and seen by as much as the service wants. */
export const isParental = (authority: Covering & Pick<Authority, 'relationship'>, actingFor: ActingFor): boolean =>
  parental.includes(authority.relationship) && covers(authority, actingFor);

/** D3: no more than the one who acts, and no more than what the relationship was seen by. */
export const levelOf = (evidence: Evidence, actor: Level): Level =>
  meet(actor, { identity: carries[evidence], authenticator: 'high' });

/** Birthdays on which it is looked at again whether somebody still acts for a child (D4). */
const reviews = [13, 16, 18] as const;

/**
 * D4: the day (YYYY-MM-DD) from which an authority is over: `until`, or an earlier birthday of the person on which it is reviewed.
 * On 29 February they are a year older on 1 March of a common year.
 */
export function endOf({ until, born, today }: { until: string; born?: string | undefined; today: string }): string {
  const birthdays = born ? reviews.map((age) => birthday(born, age)).filter((day) => day > today) : [];
  return [until, ...birthdays].toSorted()[0] ?? until;
}

function birthday(born: string, age: number): string {
  const year = Number(born.slice(0, 4)) + age;
  const day = `${year}${born.slice(4)}`;
  const exists = !day.endsWith('-02-29') || new Date(`${day}T12:00:00Z`).toISOString().startsWith(day);
  return exists ? day : `${year}-03-01`;
}

/** Milliseconds. */
const dayLength = 86_400_000;

/** The last day (YYYY-MM-DD) of something that ends at a moment (seconds since 1970), as people count days. */
export const lastDayOf = (endsAt: number): string => new Date((endsAt - 1) * 1000).toISOString().slice(0, 10);

/** The day after a day. */
export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + dayLength).toISOString().slice(0, 10);
