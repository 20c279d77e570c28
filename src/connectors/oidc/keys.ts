// In finish: the keys that a provider signs with, and the check of a signature against them.
// It must never accept an algorithm that the provider's record does not list.
import {
  type CryptoKey,
  compactVerify,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type LocalJWKSet,
} from 'jose';
import { z } from 'zod';
import { isObject } from '../../is-object.ts';
import { JourneyEnd } from '../journey-end.ts';
import { type Cached, createCached } from './cached.ts';
import { journeyEndOf } from './outcomes.ts';
import { type OidcTools, usualLifetimes } from './tools.ts';

/** Claims of something signed. */
export type Claims = Readonly<Record<string, unknown>>;

/** Checks signature and algorithm (nothing else) and gives the claims. Throws JourneyEnd. */
export type Verify = (jws: string, what: string) => Promise<Claims>;

const jwkSet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Public keys that can be picked from by a token's header. */
export type Keys = LocalJWKSet;

/** Reads a JWK Set (RFC 7517, section 5). Throws JourneyEnd `invalid`. */
export function readKeys(value: unknown): Keys {
  const parsed = jwkSet.safeParse(value);
  if (!parsed.success) throw new JourneyEnd('invalid', 'keys: not a key set');
  return createLocalJWKSet(parsed.data);
}

/** An unknown `kid` makes the keys be fetched again, but strangers must not make us hammer the provider. */
const refetchEveryMs = 60_000;

interface Settings {
  /** Fetches the keys. */
  load: () => Promise<Keys>;
  /** What they are, for log and details. */
  name: string;
  algorithms: readonly string[];
  tools: OidcTools;
}

/** Makes the check for one set of keys: cached, refreshed on an unknown `kid`, stale during an outage. */
export function createVerify({ load, name, algorithms, tools }: Settings): Verify {
  const clock = tools.clock ?? Date.now;
  const { keys: lifetime } = tools.lifetimes ?? usualLifetimes;
  const cached: Cached<Keys> = createCached({ load, lifetime, name, tools });
  let refetchedAt = Number.NEGATIVE_INFINITY;

  const pick = async (header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> => {
    try {
      return await (await cached.get())(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || clock() - refetchedAt < refetchEveryMs) throw error;
      refetchedAt = clock();
      return (await cached.refresh())(header, token);
    }
  };

  return async (jws, what) => {
    try {
      const { payload } = await compactVerify(jws, pick, { algorithms: [...algorithms] });
      const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
      if (isObject(claims)) return claims;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw journeyEndOf(error, what);
    }
    throw new JourneyEnd('invalid', `${what}: not a JSON object`);
  };
}
