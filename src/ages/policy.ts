// Whether people of an age come into a service by themselves: what its record says, and how long an answer about age holds. Pure.
// It must never know an age better than the birth date that was checked, nor let a service's silence let young children in.
import { type AgePolicy, ageBands, type KnownBand } from '../config/schema/ages.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Service } from '../config/schema/services.ts';
import type { Attribute } from '../connectors/contract.ts';
import { bandOf, bandStarts, londonDay, nextOf } from './calendar.ts';
import { birthdate, checkedBirthdate, isAge } from './claims.ts';

type Attributes = Readonly<Record<string, Attribute>>;

/** How old an account's provider has shown somebody to be. */
export function bandIn(attributes: Attributes, now: Date): KnownBand {
  const born = checkedBirthdate(attributes);
  return (born !== undefined && bandOf(born, now)) || 'unknown';
}

/** What a service says of an age. Where it says nothing, a parent is needed for those under 13; the hub's own pages are for everybody. */
export function policyFor({ ages, own }: Pick<Service, 'ages' | 'own'>, band: KnownBand): AgePolicy {
  if (own) return 'allow';
  return ages?.[band] ?? (band === '0-12' ? 'require-parental-authority' : 'allow');
}

/** Whether somebody comes in by their age alone. What else lets them in is weighed in let-in.ts and nowhere else. */
export const comesIn = (service: Pick<Service, 'ages' | 'own'>, band: KnownBand): boolean =>
  policyFor(service, band) === 'allow';

/** Whether a provider has to be asked for the birth date, though the service may not get it. */
export function needsBirthdate(
  { ages }: Pick<Service, 'ages'>,
  requested: readonly string[],
  rows: readonly AttributeRow[],
): boolean {
  return ages !== undefined || rows.some((row) => isAge(row) && requested.includes(row.name));
}

/** What an answer says of age, as it is kept with the answer: the group, and the first day (YYYY-MM-DD) on which it would be another answer. */
export interface AgeAnswer {
  band: KnownBand;
  until?: string;
}

interface Answered {
  service: Pick<Service, 'ages' | 'own'>;
  attributes: Attributes;
  /** Canonical attributes that the answer tells. */
  agreed: readonly string[];
  rows: readonly AttributeRow[];
}

/** What is kept of age with an answer: never the birth date. */
export function ageAnswer({ service, attributes, agreed, rows }: Answered, now: Date): AgeAnswer {
  const born = checkedBirthdate(attributes);
  const band = bandIn(attributes, now);
  if (born === undefined || band === 'unknown') return { band };
  const told = rows.filter((row) => isAge(row) && agreed.includes(row.name));
  const overs = told.flatMap(({ over }) => over ?? []);
  const tellsBand = told.some(({ kind }) => kind === 'age-band');
  // Whoever was let in was let in at that age.
  const all = tellsBand || !comesIn(service, band);
  const edges = bandStarts.filter((start, index) => start > 0 && (all || changesAt(service, index)));
  const until = nextOf(born, [...overs, ...edges], now);
  return { band, ...(until && { until }) };
}

/** Whether a service treats a band differently from the one before. */
function changesAt(service: Answered['service'], index: number): boolean {
  const [before, here] = [ageBands[index - 1], ageBands[index]];
  return before !== undefined && here !== undefined && comesIn(service, before) !== comesIn(service, here);
}

/** Whether what an answer says of age is true today. */
export const isTrueToday = ({ until }: AgeAnswer, now: Date): boolean => until === undefined || londonDay(now) < until;

/** Whether an answer still says of age what is true today, of somebody who may still come in by their age alone. */
export function stillHolds(answer: AgeAnswer | undefined, service: Pick<Service, 'ages' | 'own'>, now: Date): boolean {
  const known: AgeAnswer = answer ?? { band: 'unknown' };
  return comesIn(service, known.band) && isTrueToday(known, now);
}

/** Attributes to ask of a provider for a sign-in in which an age is needed. */
export const forAge = (needed: boolean | undefined): readonly string[] => (needed ? [birthdate] : []);
