// Pieces that several configuration files share. Strict everywhere: an unknown key is a problem, not a shrug.
import { z } from 'zod';
import { authenticatorScale, identityScale } from '../../assurance/level.ts';

/** Ids in URLs, file names and database rows. */
export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and hyphens, starting with a letter');

/** Text in every language the pages speak. */
export const localised = z.strictObject({ en: z.string().min(1), cy: z.string().min(1) });
export type Localised = z.infer<typeof localised>;

export const level = z.strictObject({ identity: z.enum(identityScale), authenticator: z.enum(authenticatorScale) });

/** http is for loopback only: anything else must be https. What is refused here is not looked at any further: it may be no URL. */
export const webUrl = z.string().refine(isAcceptableUrl, {
  error: 'use an https URL (http only for localhost and 127.0.0.1), without a fragment',
  abort: true,
});

function isAcceptableUrl(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#')) return false;
  const url = new URL(text);
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
  );
}

export const languages = ['en', 'cy'] as const;
export type Language = (typeof languages)[number];

/** What the staff directory can say that somebody is. */
export const staffRoles = ['operator', 'officer', 'assessor', 'auditor'] as const;
export type StaffRole = (typeof staffRoles)[number];
