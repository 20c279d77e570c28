// A provider's signing key: it signs every token of one kind, publishes its public half, and spoils what it is told to spoil.
// The private key never leaves this file.

import { randomUUID } from 'node:crypto';
import type { CryptoKey, JWK, JWTPayload } from 'jose';
import { calculateJwkThumbprint, compactVerify, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Trouble } from './faults.ts';
import { noTrouble } from './faults.ts';

export type Algorithm = 'ES256' | 'RS256' | 'RS512';

interface Pair {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  publicJwk: JWK;
}

export interface Signer {
  /** Signs claims as a compact JWS, spoilt as `trouble` says. `kidPrefix` is put before the key's id. */
  sign(claims: JWTPayload, options?: { trouble?: Trouble; type?: string; kidPrefix?: string }): Promise<string>;
  /** The key that is published now (`kid`, `alg`, `use` included). */
  publicJwk(): JWK;
  /** A new key takes over; the old one is published no longer. */
  rotate(): Promise<void>;
  /** The claims of a token that this key signed, however old; undefined for any other text. */
  recognise(jwt: string): Promise<JWTPayload | undefined>;
}

/** Makes a signer with a fresh key (RSA 2048 or P-256, RFC 7518 section 3.1). */
export async function createSigner(algorithm: Algorithm): Promise<Signer> {
  let current = await createPair(algorithm);
  let unpublished: Pair | undefined;

  return {
    publicJwk: () => current.publicJwk,
    async rotate() {
      current = await createPair(algorithm);
    },
    async recognise(jwt) {
      try {
        await compactVerify(jwt, current.publicKey);
        return decodeJwt(jwt);
      } catch {
        return undefined;
      }
    },
    async sign(claims, { trouble = noTrouble, type = 'JWT', kidPrefix = '' } = {}) {
      if (trouble.fault === 'wrong-key') unpublished ??= await createPair(algorithm);
      const pair = trouble.fault === 'wrong-key' && unpublished ? unpublished : current;
      const jwt = await new SignJWT(spoilClaims(claims, trouble))
        .setProtectedHeader({ alg: algorithm, kid: kidPrefix + pair.kid, typ: type })
        .sign(pair.privateKey);
      return trouble.fault === 'bad-signature' ? breakSignature(jwt) : jwt;
    },
  };
}

async function createPair(algorithm: Algorithm): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicKey, publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' } };
}

function spoilClaims(claims: JWTPayload, { fault }: Trouble): JWTPayload {
  const hourAgo = Math.floor(Date.now() / 1000) - 3600;
  switch (fault) {
    case 'wrong-nonce':
      return { ...claims, nonce: randomUUID() };
    case 'wrong-issuer':
      return { ...claims, iss: 'https://another-issuer.example/' };
    case 'wrong-audience':
      return { ...claims, aud: 'another-client' };
    case 'expired':
      return {
        ...claims,
        iat: hourAgo - 120,
        exp: hourAgo,
        ...(claims.nbf === undefined ? {} : { nbf: hourAgo - 120 }),
      };
    case 'empty-subject':
      return { ...claims, sub: '' };
    default:
      return claims;
  }
}

function breakSignature(jwt: string): string {
  const [header, payload, signature = ''] = jwt.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(7) ^ 0xff, 7);
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}
