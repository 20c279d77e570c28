// services.yaml: the organisations and their services (relying parties).
import { z } from 'zod';
import { evidences } from '../../representation/words.ts';
import { agesSchema } from './ages.ts';
import { level, localised, slug, webUrl } from './common.ts';
import { question } from './question.ts';

const organisation = z.strictObject({
  name: localised,
  /** Colour of the page's header, dark enough for white text (checked). */
  colour: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'use six hexadecimal digits after #'),
  /** SVG or PNG file beside this one, under logos/. */
  logo: z
    .string()
    .regex(/^[a-z0-9-]+\.(svg|png)$/)
    .optional(),
  /** Where a person gets help, also without the internet. */
  help: z.strictObject({ phone: z.string().min(1), page: webUrl, place: localised }),
});

/** The service's own matcher: it is asked whether the service knows the person, before the service gets its answer. */
const matcher = z.strictObject({
  url: webUrl,
  /** Asked once where it does not find the person. */
  question: question.optional(),
  /** Canonical attributes that the service gets to open a record with, where it does not find the person at all. */
  accountCreation: z.array(z.string()).min(1).optional(),
});

/** People may use the service for somebody else: it may ask for whom (scope `acting_for`). */
const actingFor = z.strictObject({
  /** What it is for, in the words in which authorities are given. */
  functions: z.array(slug).min(1),
  /** The least that the relationship must have been seen by. */
  minimumEvidence: z.enum(evidences).default('officer-checked'),
});

const service = z.strictObject({
  /** Kill switch: false means that nobody can sign in to it, and that it gets no token. */
  enabled: z.boolean().default(true),
  organisation: slug,
  name: localised,
  /** Where "back to the service" leads. */
  home: webUrl,
  redirectUris: z.array(webUrl).min(1),
  postLogoutRedirectUris: z.array(webUrl).default([]),
  backchannelLogoutUri: webUrl.optional(),
  /** Where the service is told, by Security Event Tokens (RFC 8935), when a subject of theirs changes. */
  securityEventUri: webUrl.optional(),
  authentication: z.enum(['private_key_jwt', 'client_secret_basic', 'client_secret_post']),
  /** For private_key_jwt and signed request objects: a JWK set with public keys, beside the configuration or by URL. */
  jwksFile: z.string().min(1).optional(),
  jwksUri: webUrl.optional(),
  /** How it has to ask: `signed` takes only signed request objects (RFC 9101, section 10.5), `pushed` only requests that it pushed (RFC 9126). */
  requests: z.enum(['any', 'signed', 'pushed']).default('any'),
  /** For the secret methods: `sha256:` and the base64url SHA-256 of a random secret (`gatehouse secret` makes both). */
  secretHash: z
    .string()
    .regex(/^sha256:[A-Za-z0-9_-]{43}$/)
    .optional(),
  /** How it speaks: `one-login` for one that was written for GOV.UK One Login, and is only given other addresses. */
  dialect: z.enum(['standard', 'one-login']).default('standard'),
  /** Vectors that it may send as `vtr`; absent means all that assurance.yaml lists under vtr. */
  vectors: z.array(z.string()).min(1).optional(),
  /** The least it accepts, whatever it asks for. */
  minimumLevel: level,
  /** Canonical attributes that it may ask for. */
  attributes: z.array(z.string()).default([]),
  idTokenAlgorithm: z.enum(['ES256', 'RS256']).default('ES256'),
  /** Whether it may hold refresh tokens (scope offline_access). */
  refreshTokens: z.boolean().default(false),
  /** Whether it may get tokens for itself, without a person (client credentials). */
  clientCredentials: z.boolean().default(false),
  /** Only these providers are offered; absent means all. */
  providers: z.array(slug).optional(),
  matcher: matcher.optional(),
  actingFor: actingFor.optional(),
  /** Whether an officer's check of who somebody is counts here; absent means that it does. */
  vouching: z.boolean().optional(),
  /** Who comes in by themselves, by age; absent means that the birth date is not asked for, and the usual rule holds where it is known. */
  ages: agesSchema.optional(),
});

export const servicesSchema = z.strictObject({
  organisations: z.record(slug, organisation),
  services: z.record(slug, service),
});
export type ServicesConfig = z.infer<typeof servicesSchema>;
export type Organisation = z.infer<typeof organisation> & { id: string };
export type ActingFor = z.infer<typeof actingFor>;
export type Matcher = z.infer<typeof matcher>;
export type Service = Omit<z.infer<typeof service>, 'authentication'> & {
  id: string;
  /** `none` for the hub's own pages alone. */
  authentication: z.infer<typeof service>['authentication'] | 'none';
  /** The hub's own pages (config/own-services.ts): nothing is released to them. */
  own?: true;
};
