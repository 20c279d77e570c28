// assurance.yaml: vocabularies (what each kind of provider's level words mean) and the outbound acr words. Data, never code.
import { z } from 'zod';
import { level, slug } from './common.ts';
import { gpg45 } from './gpg45.ts';

const says = z.strictObject({
  /** The provider's word, as its connector reports it. */
  word: z.string().min(1),
  level,
  qualifiers: z.array(z.enum(['claimed-pds-match', 'vouched', 'expired-evidence', 'minor'])).default([]),
  /** The GPG 45 profile that the word stands for, where it names one. */
  profile: z.string().min(1).optional(),
  /** How firm the row is. */
  status: z.enum(['official', 'derived', 'assumed', 'local-policy']),
  /** A row can be kept for the record and not be used. */
  off: z.boolean().default(false),
});

const ask = z.strictObject({
  /** The level that these words ask for. */
  level,
  /** Request parameters to send; `scope` is appended to the connector's own. */
  send: z.record(z.string(), z.string()),
  /** A parameter of `send` that lists words of this vocabulary, parted by spaces, any of which is enough. */
  alternatives: z.string().optional(),
});

const vocabulary = z.strictObject({
  framework: z.string().min(1),
  frameworkVersion: z.string().min(1),
  mappingVersion: z.string().min(1),
  /** `vector`: dot-separated components in any order; `word`: compared whole. */
  grammar: z.enum(['vector', 'word']),
  /** No row may give more than this, whatever it says (checked): where it is known that these words never mean more. */
  most: level.optional(),
  /** What can be asked, weakest first. */
  asks: z.array(ask).min(1),
  says: z.array(says).min(1),
});

export const assuranceSchema = z.strictObject({
  vocabularies: z.record(slug, vocabulary),
  /** Outbound `acr` aliases, besides `{issuer}/assurance/{identity}/{authenticator}` for every level. */
  acr: z.record(z.string(), level),
  /** Components of `vtr` vectors that services may send (RFC 8485 grammar), as the alias they make when joined by dots. */
  vtr: z.array(z.string()),
  /** How evidence of an identity adds up. */
  gpg45,
});
export type AssuranceConfig = z.infer<typeof assuranceSchema>;
export type Vocabulary = z.infer<typeof vocabulary>;
