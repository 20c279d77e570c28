// oidc-provider's own models over a store, without a server: what the library does with the adapters, as one node of the hub.
import { generateKeyPairSync } from 'node:crypto';
import Provider, { type AdapterFactory } from 'oidc-provider';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A provider that answers no requests; only its models are used. */
export const providerOver = (adapter: AdapterFactory): Provider =>
  new Provider('https://hub.example', {
    adapter,
    cookies: { keys: ['only models are used'] },
    features: { devInteractions: { enabled: false } },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
    ttl: { AuthorizationCode: 60, Session: 86_400 },
  });
