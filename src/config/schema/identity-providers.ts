// identity-providers.yaml: who people can sign in with. A new provider of a known protocol is one record here.
import { z } from 'zod';
import { level, localised, slug, webUrl } from './common.ts';

const provider = z.strictObject({
  protocol: z.enum(['oidc']),
  /** How it speaks (reference: the folder connectors/oidc/dialects). */
  dialect: z.enum(['plain', 'one-login', 'nhs-login', 'scotaccount']),
  /** Which vocabulary of assurance.yaml its level words are read with. */
  vocabulary: slug,
  name: localised,
  /** One line under its name on the choice page. */
  description: localised,
  /** Exactly as the provider writes it, trailing slash included. */
  issuer: webUrl,
  clientId: z.string().min(1),
  /** How the hub authenticates: its own provider key with this algorithm. */
  clientAssertionAlgorithm: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']),
  /** Signature algorithms accepted on its ID tokens and signed claims. */
  signatureAlgorithms: z.array(z.enum(['RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'])).min(1),
  /** One Login only: the host whose did.json holds the core identity keys. */
  identityIssuer: webUrl.optional(),
  /** ScotAccount only: where the attributes come from. */
  attributesEndpoint: webUrl.optional(),
  /** The most it is accredited for: a level above is refused, never believed. */
  accreditedLevel: level,
  /** Canonical attributes it can vouch for. */
  attributes: z.array(z.string()),
  /** Kill switch: false means nowhere offered and every answer refused. */
  enabled: z.boolean().default(true),
  /** False hides it from the choice page where it cannot serve a request, instead of greying it. */
  visible: z.boolean().default(true),
  temporarilyUnavailable: z.boolean().default(false),
  /** Only these services may use it; absent means all. */
  services: z.array(slug).optional(),
});

export const identityProvidersSchema = z.strictObject({ providers: z.record(slug, provider) });
export type IdentityProvidersConfig = z.infer<typeof identityProvidersSchema>;
export type IdentityProvider = z.infer<typeof provider> & { id: string };
