// A record from a provider's discovery document (OpenID Connect Discovery 1.0, section 3), checked for what the hub cannot do without.
// It must never register anything at the provider.

import { z } from 'zod';
import { isAge } from '../ages/claims.ts';
import type { Config } from '../config/load.ts';
import { type AddArguments, idFrom, leastLevel, type Source, vocabularyFor, wordsFor, wrong } from './new-provider.ts';
import type { NewRecord } from './write-record.ts';

const verified = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256', 'RS512'];
const spoken = ['PS256', 'RS256', 'RS512', 'PS512', 'RS384', 'PS384'];

const documentSchema = z.object({
  issuer: z.string(),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  claims_supported: z.array(z.string()).default([]),
});

/** @throws HubError `configuration` with what the provider lacks */
export function openIdRecord({ url = '', text }: Source, given: AddArguments, config: Config): NewRecord {
  const parsed = documentSchema.safeParse(json(text));
  if (!parsed.success) throw wrong('This is neither SAML metadata nor an OpenID discovery document.');
  const document = parsed.data;
  if (document.issuer.replace(/\/$/, '') !== url.replace(/\/$/, ''))
    throw wrong(`The discovery document is of another issuer: ${JSON.stringify(document.issuer)}.`);
  if (!document.token_endpoint_auth_methods_supported.includes('private_key_jwt'))
    throw wrong(
      'The provider does not let clients authenticate with private_key_jwt, and the hub knows no weaker way.',
    );
  const signatureAlgorithms = verified.filter((name) => document.id_token_signing_alg_values_supported.includes(name));
  const [clientAssertionAlgorithm] = spoken.filter((name) =>
    document.token_endpoint_auth_signing_alg_values_supported.includes(name),
  );
  if (signatureAlgorithms.length === 0 || !clientAssertionAlgorithm)
    throw wrong('The provider and the hub have no signature algorithm in common.');
  const vocabulary = vocabularyFor(given, undefined, config);
  const attributes = config.attributes.filter((row) => !isAge(row) && document.claims_supported.includes(row.claim));
  return {
    id: given.id ?? idFrom(document.issuer),
    record: {
      protocol: 'oidc',
      dialect: 'plain',
      vocabulary,
      ...wordsFor(given, idFrom(document.issuer)),
      issuer: document.issuer,
      clientId: given['client-id'] ?? 'gatehouse',
      clientAssertionAlgorithm,
      signatureAlgorithms,
      accreditedLevels: leastLevel(vocabulary, config),
      attributes: attributes.map(({ name }) => name),
      enabled: false,
    },
    files: {},
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
