// What an officer writes down of who may act for whom, as they typed it, made into an authority or into what is wrong with it: pure. For the
// command line and for the officers' pages. It must never take a day, a word or an address that it does not understand for something near it.
import { type Language, languages } from '../config/schema/common.ts';
import { canReach, plain, type Recipient } from '../notices/kinds.ts';
import type { Contact, NewAuthority } from '../store/authority-contracts.ts';
import { dayAfter, endOf } from './authority.ts';
import { evidences, relationships, type WrittenField, writtenFields } from './words.ts';

/** As it was typed. Days are YYYY-MM-DD; `address` is what stands below the name, the postcode in its last line. */
export interface Typed extends Partial<Record<Exclude<WrittenField, 'functions'>, string>> {
  functions: readonly string[];
  language?: string;
}

export type Written = Omit<NewAuthority, 'id' | 'writtenBy'>;

const longestName = 200;

/** `known`: the functions that services are registered for. `today`: YYYY-MM-DD. `named`: who acts has to be named, too. */
export interface Reading {
  known: readonly string[];
  today: string;
  named: boolean;
}

/**
 * Makes what was typed into an authority, or names every field that is wrong, in the order of the form.
 * An authority ends at its last day, or before an earlier birthday on which it is reviewed (D4).
 */
export function readWritten(
  typed: Typed,
  { known, today, named }: Reading,
): { written: Written } | { wrong: WrittenField[] } {
  const name = nameIn(typed.name);
  const actorName = nameIn(typed.actor);
  const relationship = relationships.find((one) => one === typed.relationship);
  const evidence = evidences.find((one) => one === typed.evidence);
  const functions = [...new Set(typed.functions)];
  const born = filled(typed.born);
  const until = dayIn(typed.until);
  const over = until && endOf({ until: dayAfter(until), born, today });
  const contact = contactIn(typed);
  const wrong: Record<WrittenField, boolean> = {
    name: name === undefined,
    actor: actorName === undefined && (named || filled(typed.actor) !== undefined),
    relationship: relationship === undefined,
    evidence: evidence === undefined,
    functions: functions.length === 0 || functions.some((one) => !known.includes(one)),
    until: over === undefined || over <= today,
    born: born !== undefined && (dayIn(born) === undefined || born > today),
    ...contact.wrong,
  };
  const found = writtenFields.filter((field) => wrong[field]);
  if (found.length > 0 || name === undefined || !relationship || !evidence || over === undefined)
    return { wrong: found };
  return {
    written: {
      name,
      relationship,
      evidence,
      functions,
      endsAt: Date.parse(`${over}T00:00:00Z`) / 1000,
      ...(actorName !== undefined && { actorName }),
      ...(contact.given && { contact: contact.given }),
    },
  };
}

/** The functions that services are registered for: what an authority can be for. */
export const functionsOf = (
  services: Iterable<{ actingFor?: { functions: readonly string[] } | undefined }>,
): string[] => [...new Set([...services].flatMap(({ actingFor }) => actingFor?.functions ?? []))];

const filled = (text: string | undefined): string | undefined => text?.trim() || undefined;

function nameIn(text: string | undefined): string | undefined {
  const name = filled(text);
  // As messages will have it: what is nothing there is no name.
  return name !== undefined && name.length <= longestName && plain(name) !== '' ? name : undefined;
}

/** A day that is in the calendar. */
function dayIn(text: string | undefined): string | undefined {
  const day = filled(text);
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day) ? day : undefined;
}

function contactIn({ email, phone, address, language }: Typed): {
  wrong: Record<'email' | 'phone' | 'address', boolean>;
  given?: Contact;
} {
  const [mail, number] = [filled(email), filled(phone)];
  const lines = filled(address)
    ?.split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const fails = (recipient: Recipient | undefined) => recipient !== undefined && !canReach(recipient);
  const spoken: Language = languages.find((one) => one === language) ?? 'en';
  const given = { ...(mail && { email: mail }), ...(number && { phone: number }), ...(lines && { address: lines }) };
  return {
    wrong: {
      email: fails(mail === undefined ? undefined : { channel: 'email', to: mail }),
      phone: fails(number === undefined ? undefined : { channel: 'sms', to: number }),
      address: fails(lines && { channel: 'letter', to: ['name', ...lines] }),
    },
    ...(Object.keys(given).length > 0 && { given: { language: spoken, ...given } }),
  };
}
