// Reads a request to send something, as strictly as Notify does: the fields of its channel and no others, a template of that channel, every
// field that the template has, and for a letter an address. It must never take what the real Notify would refuse.
import { z } from 'zod';
import type { Language } from '../../config/schema/common.ts';
import type { NoticeTemplates } from '../../config/schema/notices.ts';
import { type Channel, canReach, type Kind } from '../../notices/kinds.ts';
import { badRequest, invalid } from './refusal.ts';
import { fieldsIn, filled, type Text, texts } from './texts.ts';

export interface Template {
  id: string;
  kind: Kind;
  channel: Channel;
  language: Language;
  text: Text;
}

/** The templates of a configuration, by id. */
export function templatesOf(ids: NoticeTemplates): Map<string, Template> {
  const found = Object.entries(ids).flatMap(([kind, ways]) =>
    Object.entries(ways).flatMap(([channel, both]) =>
      Object.entries(both).flatMap(([language, id]) => {
        const where = { kind: kind as Kind, channel: channel as Channel, language: language as Language };
        const text = texts[where.kind][where.channel]?.[where.language];
        return text ? [{ ...where, id, text }] : [];
      }),
    ),
  );
  return new Map(found.map((template) => [template.id, template]));
}

const common = {
  template_id: z.string(),
  reference: z.string().max(1000).nullable().optional(),
};
const personalisation = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const shapes = {
  email: z.strictObject({
    ...common,
    email_address: z.string(),
    personalisation: personalisation.optional(),
    email_reply_to_id: z.guid().optional(),
    one_click_unsubscribe_url: z.url().nullable().optional(),
    sanitise_content_for: z.array(z.string()).optional(),
  }),
  sms: z.strictObject({
    ...common,
    phone_number: z.string(),
    personalisation: personalisation.optional(),
    sms_sender_id: z.guid().optional(),
  }),
  letter: z.strictObject({ ...common, personalisation }),
} as const;

/** What was asked for, ready to be sent. */
export interface Order {
  template: Template;
  reference: string | null;
  /** An address, a number, or the lines of a postal address. */
  to: readonly string[];
  subject?: string;
  body: string;
}

/** Reads the body of a request. @throws NotifyRefusal */
export function readOrder(channel: Channel, body: unknown, templates: ReadonlyMap<string, Template>): Order {
  const { template_id, reference, personalisation, ...rest } = shaped(channel, body);
  const values = Object.fromEntries(Object.entries(personalisation ?? {}).map(([name, value]) => [name, `${value}`]));
  const to = recipientOf(channel, { ...rest, values });
  if (!z.guid().safeParse(template_id).success) throw invalid('template_id is not a valid UUID');
  const template = templates.get(template_id);
  if (!template) throw badRequest('Template not found');
  if (template.channel !== channel)
    throw badRequest(`${template.channel} template is not suitable for ${channel} notification`);
  const missing = fieldsIn(template.text).filter((name) => values[name] === undefined);
  if (missing.length > 0) throw badRequest(`Missing personalisation: ${missing.join(', ')}`);
  return { template, reference: reference ?? null, to, ...filled(template.text, values) };
}

interface Shaped {
  template_id: string;
  reference?: string | null | undefined;
  personalisation?: Record<string, string | number | boolean> | undefined;
  email_address?: string;
  phone_number?: string;
}

function shaped(channel: Channel, body: unknown): Shaped {
  const parsed = shapes[channel].safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalid(...parsed.error.issues.flatMap((issue) => wordsFor(issue, body)));
}

function wordsFor(issue: z.core.$ZodIssue, body: unknown): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `Additional properties are not allowed (${key} was unexpected)`);
  const [name] = issue.path.map(String);
  if (name === undefined) return ['Request body is not an object'];
  const isAbsent = typeof body === 'object' && body !== null && !Object.hasOwn(body, name);
  return [isAbsent ? `${name} is a required property` : `${name} is not valid`];
}

interface Given {
  email_address?: string;
  phone_number?: string;
  values: Record<string, string>;
}

const lineNames = [1, 2, 3, 4, 5, 6, 7].map((number) => `address_line_${number}`);

function recipientOf(channel: Channel, { email_address = '', phone_number = '', values }: Given): string[] {
  if (channel === 'email') {
    if (!canReach({ channel, to: email_address })) throw invalid('email_address Not a valid email address');
    return [email_address];
  }
  if (channel === 'sms') {
    if (!canReach({ channel, to: phone_number })) throw invalid('phone_number Number is not valid');
    return [phone_number];
  }
  const lines = lineNames.map((name) => values[name]?.trim() ?? '').filter((line) => line !== '');
  if (lines.length < 3) throw invalid('Address must be at least 3 lines');
  if (!canReach({ channel, to: lines })) throw invalid('Last line of address must be a real UK postcode');
  return lines;
}
