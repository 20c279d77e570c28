// notices.yaml: where GOV.UK Notify is, and which of its templates say what. No secret: the key comes from the environment or from a file
// that this names.
import { z } from 'zod';
import { type Channel, type Kind, kindNames, kinds } from '../../notices/kinds.ts';
import { type Language, webUrl } from './common.ts';

const templateId = z.guid('write the id of a template, as Notify shows it');
const inBothLanguages = z.strictObject({ en: templateId, cy: templateId });

const waysOf = (kind: Kind) =>
  z
    .strictObject(Object.fromEntries(kinds[kind].channels.map((channel) => [channel, inBothLanguages.optional()])))
    .refine((ways) => Object.keys(ways).length > 0, `add templates for one of: ${kinds[kind].channels.join(', ')}`);

/** Ids of Notify's templates. */
export type NoticeTemplates = Record<Kind, Partial<Record<Channel, Record<Language, string>>>>;

const isPlainAddress = (text: string): boolean => {
  const { username, password, pathname, search } = new URL(text);
  return username === '' && password === '' && pathname === '/' && search === '' && !text.endsWith('/');
};

export const noticesSchema = z.strictObject({
  notify: z.strictObject({
    /** Without a trailing slash. */
    url: webUrl.refine(isPlainAddress, 'write https:// and the host alone, without a trailing slash'),
    /** Relative to the configuration folder; GATEHOUSE_NOTIFY_KEY wins. */
    keyFile: z.string().min(1),
  }),
  templates: z.strictObject(
    Object.fromEntries(kindNames.map((kind) => [kind, waysOf(kind)])),
  ) as unknown as z.ZodType<NoticeTemplates>,
});
export type NoticesConfig = z.infer<typeof noticesSchema>;

const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

/** A key of Notify's: a name, the service's id, and the secret, with hyphens between. */
export const notifyKey = z.string().regex(new RegExp(`^.+-${uuid}-${uuid}$`, 'i'));

/** The ways in which a kind of notice can go here; none where Notify is not set up. */
export const waysToTell = (notices: NoticesConfig | undefined, kind: Kind): Channel[] =>
  kinds[kind].channels.filter((channel) => notices?.templates[kind][channel] !== undefined);
