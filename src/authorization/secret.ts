// Secrets of services that use one: only their hash is kept. A secret is 32 random bytes, so a plain SHA-256 cannot be searched.
import { createHash } from 'node:crypto';
import { randomText } from '../random.ts';
import { sameSecret } from '../same-secret.ts';

/** Marker in `client_secret` that says that it is a hash; compared by `secretMatches`. */
const hashPrefix = 'sha256:';

/** Hash of a secret, as services.yaml keeps it. */
export function hashSecret(secret: string): string {
  return hashPrefix + createHash('sha256').update(secret).digest('base64url');
}

/** Compares a presented secret with a kept hash, in constant time. */
export function secretMatches(kept: string, presented: string): boolean {
  return sameSecret(kept, hashSecret(presented));
}

/** A new secret and the hash to put into services.yaml. */
export function newSecret(): { secret: string; hash: string } {
  const secret = randomText(32);
  return { secret, hash: hashSecret(secret) };
}
