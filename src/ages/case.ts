// A case of somebody whose age an officer has to look at: what it holds, and what an officer may say of it. Pure.
// It must never hold more of an age than its group, nor let a yes live longer than a year.
import type { KnownBand } from '../config/schema/ages.ts';
import type { Json } from '../connectors/contract.ts';
import type { NewAgeDecision } from '../store/age-contracts.ts';
import type { Case } from '../store/contracts.ts';
import { noReasons, yesReasons } from './words.ts';

/** What a case keeps. */
export interface AgeContent {
  /** Whose the account was when the case was opened. */
  person: string;
  provider: string;
  band: KnownBand;
  /** Every service that has asked for it, and nobody has answered for. */
  services: string[];
}

export type AgeCase = Omit<Case, 'content'> & { content: AgeContent };

export const asAgeCase = (one: Case | undefined): AgeCase | undefined =>
  one?.kind === 'age' ? { ...one, content: one.content as unknown as AgeContent } : undefined;

export const asContent = (content: AgeContent): Json => content as unknown as Json;

/** The case once somebody asks from a service, with the group that they are in now. */
export function askedFrom({ content }: AgeCase, service: string, band: KnownBand): AgeContent {
  const { services } = content;
  return { ...content, band, services: services.includes(service) ? services : [...services, service] };
}

/** What is left of it when one service is answered for; undefined when that was all. */
export function without({ content }: AgeCase, service: string): AgeContent | undefined {
  const services = content.services.filter((one) => one !== service);
  return services.length === 0 ? undefined : { ...content, services };
}

/** Days after a no on which the person may ask again. */
export const noFor = 30;

/** The last day (YYYY-MM-DD) that a yes of today may have. */
export function lastYes(today: string): string {
  const day = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
  return day.endsWith('-02-29') ? `${day.slice(0, 4)}-02-28` : day;
}

export type Mistake = 'answer' | 'until';
type Answered = { said: NewAgeDecision['said']; until: string };

/** What an officer's form says; or what is wrong with it. A no ends by itself. `today`: YYYY-MM-DD. */
export function readAnswer(fields: Readonly<Record<string, string>>, today: string): Answered | Mistake {
  const [answer, reason] = fields.answer?.split('.') ?? [];
  const no = noReasons.find((one) => answer === 'no' && one === reason);
  if (no) return { said: { answer: 'no', reason: no }, until: daysAfter(today, noFor - 1) };
  const yes = yesReasons.find((one) => answer === 'yes' && one === reason);
  if (!yes) return 'answer';
  const until = dayIn(fields);
  if (until === undefined || until < today || until > lastYes(today)) return 'until';
  return { said: { answer: 'yes', reason: yes }, until };
}

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** A day typed as day, month and year; undefined where there is none such. */
function dayIn({ day = '', month = '', year = '' }: Readonly<Record<string, string>>): string | undefined {
  const parts = [year, month, day].map((part) => part.trim());
  if (!/^\d{4},\d{1,2},\d{1,2}$/.test(parts.join())) return undefined;
  const written = parts.map((part) => part.padStart(2, '0')).join('-');
  const at = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written) ? written : undefined;
}

/** The day (YYYY-MM-DD) of a moment (seconds since 1970), as `endOfDay` counts. */
export const dayOf = (moment: number): string => new Date(moment * 1000).toISOString().slice(0, 10);

/** The last day (YYYY-MM-DD) of what ends at a moment (seconds since 1970). */
export const lastDay = (endsAt: number): string => dayOf(endsAt - 1);

/** The moment (seconds since 1970) at which something ends that holds through a day. */
export const endOfDay = (day: string): number => Date.parse(`${daysAfter(day, 1)}T00:00:00Z`) / 1000;
