// The demo council's key: signs its client assertions and request objects. Made at the hub's first start.
// It must never let the private half out of the file and the process that hold it.
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

/** What the council signs with, as openid-client wants it. */
export interface SigningKey {
  key: CryptoKey;
  kid: string;
}

/**
 * Makes an EC P-256 key pair for ES256: the private JWK, and the JWK set with its public half to register at the hub.
 * `kid` is the RFC 7638 thumbprint.
 */
export async function councilKeys(): Promise<{ privateJwk: JWK; publicJwks: { keys: JWK[] } }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const named = { kid: await calculateJwkThumbprint(publicJwk), alg: 'ES256', use: 'sig' };
  return {
    privateJwk: { ...(await exportJWK(privateKey)), ...named },
    publicJwks: { keys: [{ ...publicJwk, ...named }] },
  };
}

/** Reads a private JWK (EC P-256 or RSA, with `kid`). Throws TypeError for anything else. */
export async function readSigningKey(jwk: JWK): Promise<SigningKey> {
  const algorithm = jwk.kty === 'RSA' ? 'RS256' : 'ES256';
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array || key.type !== 'private' || jwk.kid === undefined) {
    throw new TypeError('the council needs a private ES256 or RS256 JWK with a kid');
  }
  return { key, kid: jwk.kid };
}
