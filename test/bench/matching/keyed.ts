// Keyed tokens for the matching bench, as the hub makes them (HMAC-SHA-256), under a key that is forgotten afterwards.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Tokeniser } from '../../../src/matching/tokens.ts';

export function createTokeniser(): Tokeniser {
  const key = createSecretKey(randomBytes(32));
  return (label, value) => createHmac('sha256', key).update(`${label}\0${value}`).digest('base64url');
}
