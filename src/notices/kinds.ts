// What residents can be told by e-mail, text message or letter: the kinds of notices, and what each has to say. Pure; the store checks every
// notice by it before it keeps one. It must never repeat a value in an error: values are personal.
import { z } from 'zod';
import type { Language } from '../config/schema/common.ts';
import { HubError } from '../errors.ts';

export const channels = ['email', 'sms', 'letter'] as const;
export type Channel = (typeof channels)[number];

/** What a field may hold: words of one line, a code to type, or an address of a page. */
type Shape = 'text' | 'code' | 'link';

/**
 * The kinds, by which channels each can go, and its fields: the placeholders of its templates in GOV.UK Notify. Dates are written as a person
 * reads them, in the language of the notice; `help` is where to call or go.
 */
export const kinds = {
  /** An officer has recorded a check about somebody; the code says that it was not them. */
  'vouch-notice': {
    channels: ['letter', 'email'],
    fields: { name: 'text', organisation: 'text', checked_on: 'text', link: 'link', code: 'code', help: 'text' },
  },
  /** Somebody may act for them, and how to end that. */
  'grant-notice': {
    channels: ['letter', 'email'],
    fields: {
      name: 'text',
      organisation: 'text',
      actor: 'text',
      service: 'text',
      ends_on: 'text',
      link: 'link',
      help: 'text',
    },
  },
  /** Somebody has acted for them. */
  'grant-used': {
    channels: ['email', 'sms'],
    fields: { actor: 'text', service: 'text', used_on: 'text', link: 'link' },
  },
} as const satisfies Record<string, { channels: readonly Channel[]; fields: Record<string, Shape> }>;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

/** The fields of a kind, in order. */
export const fieldsOf = (kind: Kind): string[] => Object.keys(kinds[kind].fields);

/** To whom: an e-mail address, a telephone number, or the lines of an address with the postcode last. */
export type Recipient =
  | { channel: 'email'; to: string }
  | { channel: 'sms'; to: string }
  | { channel: 'letter'; to: readonly string[] };

/** What is told, with every field of its kind. */
export type Message = {
  [K in Kind]: { kind: K; personalisation: Readonly<Record<keyof (typeof kinds)[K]['fields'], string>> };
}[Kind];

/** A notice to be sent. */
export type NewNotice = Message &
  Recipient & {
    language: Language;
    /** Whom it is about: what waits is dropped when they are erased. */
    person?: string;
  };

/** The shape of Notify's own check (GOV.UK Notify, "Send an email"), a little stricter. */
const emailAddress = z.email().max(320);
const phoneNumber = z
  .string()
  .regex(/^\+?[0-9 ()-]+$/)
  .refine((text) => /^[0-9]{10,15}$/.test(text.replaceAll(/\D/g, '')));
const postcode = /^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$/i;
const addressLine = z.string().trim().min(1).max(200);
/** Notify takes three to seven lines; the last is a postcode. */
const address = z
  .array(addressLine)
  .min(3)
  .max(7)
  .refine((lines) => postcode.test(lines.at(-1)?.trim() ?? ''));
const recipients = { email: emailAddress, sms: phoneNumber, letter: address } as const;

/** Whether something can go there at all; false is for the caller to offer another channel. */
export const canReach = ({ channel, to }: Recipient): boolean => recipients[channel].safeParse(to).success;

/** Characters of one field. */
export const longest = 500;
const shapes: Record<Shape, (text: string) => boolean> = {
  text: (text) => text.length > 0 && text.length <= longest,
  code: (text) => /^[A-Za-z0-9 -]{4,64}$/.test(text),
  link: (text) => text.length <= longest && /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text),
};

/** Words as one line, without the beginnings of an address: nobody's name becomes a link in a message of the council. */
export const plain = (text: string): string =>
  text
    .replaceAll(/https?:\/\/|www\./gi, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')
    .trim();

/** What a notice is sent with. */
export interface NoticeContent {
  to: string | string[];
  personalisation: Record<string, string>;
}

/** What to keep of a notice. @throws HubError `internal` for one that its kind does not allow; it names the field and never the value */
export function checkedContent(notice: NewNotice): NoticeContent {
  const { kind, channel, to, personalisation } = notice;
  const refuse = (what: string) => new HubError('internal', { detail: `a notice ${kind} by ${channel}: ${what}` });
  const allowed: readonly Channel[] = kinds[kind].channels;
  if (!allowed.includes(channel)) throw refuse('does not go that way');
  if (!canReach(notice)) throw refuse('the recipient cannot be reached');
  const fields: Record<string, Shape> = kinds[kind].fields;
  const given: Record<string, string> = personalisation;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw refuse('has a field that is not its kind’s');
  const checked: Record<string, string> = {};
  for (const [name, shape] of Object.entries(fields)) {
    const value = shape === 'text' ? plain(given[name] ?? '') : (given[name] ?? '').trim();
    if (!shapes[shape](value)) throw refuse(`${name} is missing or cannot be used`);
    checked[name] = value;
  }
  return { to: typeof to === 'string' ? to.trim() : to.map(plain), personalisation: checked };
}
