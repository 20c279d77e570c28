// The signature of the hub's cookies, in the shape in which the cookie library asks for it (keygrip's). HMAC-SHA-256 where that library's own
// would be SHA-1. It must never compare signatures in a time that says how far they agree.
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

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
  const made = (data: string) => createHmac('sha256', secret).update(data);
  function verify(data: string, signature: string): boolean {
    const [expected, given] = [made(data).digest(), Buffer.from(signature, 'base64url')];
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
  return {
    sign: (data) => made(data).digest('base64url'),
    verify,
    index: (data, signature) => (verify(data, signature) ? 0 : -1),
  };
}
