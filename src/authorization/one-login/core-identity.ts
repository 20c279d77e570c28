// The core identity for services that speak One Login's dialect: who the person is, as a JWT whose keys only the DID document publishes.
// It must never be signed with a key that also signs ID tokens: whoever takes one kind for the other would be deceived.
import { importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { RingKey } from '../key-ring.ts';

/** `did:web` of the hub's host (did:web method, section 3.1: a port's colon is written %3A). */
const didOf = (issuer: string): string => `did:web:${new URL(issuer).host.replace(':', '%3A')}`;

/** `/.well-known/did.json`; undefined where no service speaks the dialect. */
export function didDocument(issuer: string, keys: readonly RingKey[]): object | undefined {
  if (keys.length === 0) return undefined;
  const did = didOf(issuer);
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id: did,
    assertionMethod: keys.map(({ kid, jwk: { kty, crv, x, y } }) => ({
      type: 'JsonWebKey',
      id: `${did}#${kid}`,
      controller: did,
      publicKeyJwk: { kty, crv, x, y, alg: 'ES256' },
    })),
  };
}

export interface CoreIdentity {
  /** P1 or P2. */
  vot: string;
  credentialSubject: unknown;
}

/** Signs one for a service's subject. Half an hour is how long One Login's own are good. */
export type SignIdentity = (identity: CoreIdentity, to: { subject: string; audience: string }) => Promise<string>;

/** Binds the signing to the current key (the first). */
export function createSignIdentity(issuer: string, trustMark: string, keys: readonly RingKey[]): SignIdentity {
  return async ({ vot, credentialSubject }, { subject, audience }) => {
    const [current] = keys;
    if (!current) throw new Error('no key for core identities: ensureKeys has to run with identity first');
    const claims: JWTPayload = {
      vot,
      vtm: trustMark,
      vc: { type: ['VerifiableCredential', 'IdentityCheckCredential'], credentialSubject },
    };
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: `${didOf(issuer)}#${current.kid}` })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + 1800)
      .sign(await importJWK(current.jwk as JWK, 'ES256'));
  };
}
