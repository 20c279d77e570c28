// The key that signs what services verify, out of the ring, for what is not signed by oidc-provider itself.
import type { JWK } from 'jose';
import type { KeyRing } from '../authorization/key-ring.ts';
import { HubError } from '../errors.ts';

/** The key that signs what services verify; the first of the ring is the current one. */
export function currentSigningKey({ service }: KeyRing): JWK {
  const key = service.find(({ alg }) => alg === 'ES256');
  if (!key) throw new HubError('internal', { detail: 'no key to sign for services with' });
  return key;
}
