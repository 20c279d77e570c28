// Proves that a form was made by this hub for this sign-in. It stands beside the Lax cookie, for browsers too old to know SameSite.
import { createHmac, createSecretKey } from 'node:crypto';
import { sameSecret } from '../same-secret.ts';

export interface FormTokens {
  make(uid: string): string;
  matches(uid: string, presented: string | undefined): boolean;
}

/** Tokens keyed by a secret of the hub; 256 bits, bound to one sign-in. */
export function createFormTokens(key: Buffer): FormTokens {
  const secret = createSecretKey(key);
  const make = (uid: string) => createHmac('sha256', secret).update(uid).digest('base64url');
  return {
    make,
    matches: (uid, presented) => sameSecret(make(uid), presented ?? ''),
  };
}
