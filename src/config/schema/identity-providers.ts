// identity-providers.yaml: who people can sign in with. A new provider of a known protocol is one record here.
import { z } from 'zod';
import { level, localised, slug, webUrl } from './common.ts';

/** What people may have to do without, and ways to prove a second time that it is them: in the order in which pages list them. */
export const doneWithout = ['smartphone', 'email', 'photo-id'] as const;
export type DoneWithout = (typeof doneWithout)[number];
export const secondFactors = ['app', 'text', 'landline', 'card', 'key', 'letter', 'desk'] as const;
export type SecondFactor = (typeof secondFactors)[number];

/** What a provider is good for. Help and order on pages, and never a rule: nobody is kept from a provider by it. */
const goodFor = {
  /** What people can have it without; what is not listed is needed. Absent where nobody has said. */
  worksWithout: z.array(z.enum(doneWithout)).optional(),
  /** Years from which people can have it; absent where nobody has said. */
  minimumAge: z.int().min(0).max(25).optional(),
  /** How people can prove there a second time that it is them; absent where nobody has said. */
  secondFactors: z.array(z.enum(secondFactors)).min(1).optional(),
};

/** What every record holds, whatever its protocol. */
const common = {
  /** Which vocabulary of assurance.yaml its level words are read with. */
  vocabulary: slug,
  name: localised,
  /** One line under its name on the choice page. */
  description: localised,
  /** Under what it stands in a long list: an area, or a kind of account. Absent: before the groups. */
  group: localised.optional(),
  /** The most it is accredited for, on both scales together: an answer that none of these covers is refused, never believed. */
  accreditedLevels: z.array(level).min(1),
  /** Canonical attributes it can vouch for. */
  attributes: z.array(z.string()),
  ...goodFor,
};

/** A provider's life: what registry/life.ts reads. Moments are ISO 8601 with an offset. */
const life = {
  /** Kill switch: false means nowhere offered and every answer refused. */
  enabled: z.boolean().default(true),
  /** False hides it from the choice page where it cannot serve a request, instead of greying it. */
  visible: z.boolean().default(true),
  temporarilyUnavailable: z.boolean().default(false),
  /** Only these services may use it; absent means all. */
  services: z.array(slug).optional(),
  /** Levels that it is only just being tried at: asked for there, and above, by these services alone. */
  onboarding: z.array(z.strictObject({ level, services: z.array(slug) })).default([]),
  /** Nobody who is new to the hub is taken from it after this. */
  acceptRegistrationsUntil: z.iso.datetime({ offset: true }).optional(),
  /** Nobody is sent to it after this. */
  acceptSignInsUntil: z.iso.datetime({ offset: true }).optional(),
};

const oidc = z.strictObject({
  protocol: z.literal('oidc'),
  ...common,
  /** How it speaks (reference: the folder connectors/oidc/dialects). */
  dialect: z.enum(['plain', 'one-login', 'nhs-login', 'scotaccount']),
  /** Exactly as the provider writes it, trailing slash included. */
  issuer: webUrl,
  clientId: z.string().min(1),
  /** How the hub authenticates: its own provider key with this algorithm. */
  clientAssertionAlgorithm: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']),
  /** Signature algorithms accepted on its ID tokens and signed claims. */
  signatureAlgorithms: z.array(z.enum(['RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'])).min(1),
  /** Its trust mark (RFC 8485, `vtm`): a vector under another one has other meanings, and is refused. */
  trustMark: webUrl.optional(),
  /** One Login only: the host whose did.json holds the core identity keys. */
  identityIssuer: webUrl.optional(),
  /** ScotAccount only: where the attributes come from. */
  attributesEndpoint: webUrl.optional(),
  ...life,
});

/** Where metadata comes from. Files are found from the configuration folder. */
const metadata = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    /** PEM file with the certificate that signs the metadata; then unsigned or otherwise signed metadata is refused. */
    signedBy: z.string().min(1).optional(),
    /** Also http, and addresses of this machine or of a private network: for a provider inside the council's own network. */
    allowPrivateAddress: z.boolean().default(false),
  }),
]);

const saml = z.strictObject({
  protocol: z.literal('saml'),
  ...common,
  /** Exactly as its metadata writes it. */
  entityId: z.string().min(1).max(1024),
  metadata,
  /** How the hub's request gets there (SAML bindings 3.4 and 3.5). */
  binding: z.enum(['redirect', 'post']).default('redirect'),
  /** With `post` only: further origins that its sign-in address redirects to (browsers hold forms to a list of origins). */
  leadsTo: z.array(webUrl).default([]),
  /** What must be signed. Whatever is signed must verify. */
  signed: z.enum(['either', 'assertion', 'response', 'both']).default('either'),
  encrypted: z.enum(['optional', 'required']).default('optional'),
  /** Accept AES-CBC too: only inside a Response whose own signature verified. */
  allowCbc: z.boolean().default(false),
  /** What identifies the account: a persistent NameID, or the single value of one attribute. Never an e-mail address. */
  subject: z.union([z.literal('persistent-name-id'), z.strictObject({ attribute: z.string().min(1) })]),
  /** Where its level word stands: in AuthnContextClassRef, or in the single value of one attribute. */
  level: z
    .union([z.literal('authn-context'), z.strictObject({ attribute: z.string().min(1) })])
    .default('authn-context'),
  /** Names of its attributes that attributes.yaml does not have: canonical name → SAML names. They win. */
  attributeNames: z.record(z.string(), z.array(z.string().min(1)).min(1)).default({}),
  /** Canonical attributes that it checked and did not merely write down. */
  verifiedAttributes: z.array(z.string()).default([]),
  ...life,
});

const provider = z.discriminatedUnion('protocol', [oidc, saml]);

export const identityProvidersSchema = z.strictObject({ providers: z.record(slug, provider) });
export type IdentityProvidersConfig = z.infer<typeof identityProvidersSchema>;
export type OidcProvider = z.infer<typeof oidc> & { id: string };
export type SamlProvider = z.infer<typeof saml> & { id: string };
/** A provider's record, of whatever protocol. */
export type IdentityProvider = OidcProvider | SamlProvider;
