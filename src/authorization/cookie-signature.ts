// The signature of the hub's cookies, in the shape in which the cookie library asks for it (keygrip's). HMAC-SHA-256 where that library's own
// would be SHA-1. It must never compare signatures in a time that says how far they agree.
import { createHmac, createSecretKey } from 'node:crypto';
import { sameSecret } from '../same-secret.ts';

export interface CookieSignature {
  /** Base64url. */
  sign(data: string): string;
  verify(data: string, signature: string): boolean;
  /** Which key it was made with, newest first: 0, or -1 for none. */
  index(data: string, signature: string): number;
}

/** Binds the signature to a key of 32 bytes. */
export function createCookieSignature(key: Buffer): CookieSignature {
  const secret = createSecretKey(key);
  const sign = (data: string) => createHmac('sha256', secret).update(data).digest('base64url');
  const verify = (data: string, signature: string) => sameSecret(sign(data), signature);
  return {
    sign,
    verify,
    index: (data, signature) => (verify(data, signature) ? 0 : -1),
  };
}
