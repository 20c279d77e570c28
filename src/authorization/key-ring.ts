// The hub's signing keys: next, current and retired, kept sealed in the store, turned without a restart.
// It must never sign with a key that services have not had time to see, nor forget one whose tokens may still come back.
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { HubError } from '../errors.ts';
import type { KeyState, Keys, StoredKey } from '../store/key-contracts.ts';

/** Algorithms of which every generation has one key. */
const serviceAlgorithms = ['ES256', 'RS256'] as const;
/** Keys towards providers are RSA: all of them accept RSA. OpenID providers have the algorithm named for each of them. */
const providerAlgorithm = 'RS256';

/** Who the keys are for: `saml` only where a provider speaks it, `identity` where a service speaks One Login's dialect. */
export interface KeyWants {
  saml?: boolean;
  identity?: boolean;
}

/** What is published and used. */
export interface KeyRing {
  revision: number;
  /** Private keys, in the order in which oidc-provider takes them: current, then next, then retired. */
  service: JWK[];
  /** Public client keys, for providers to verify the hub's assertions. */
  provider: { keys: JWK[] };
  /** The client key to sign with. */
  providerKey: { kid: string; jwk: JWK };
  /** Private keys towards SAML providers: current, then next, then retired. Empty where no provider speaks it. */
  saml: { signing: RingKey[]; encryption: RingKey[] };
  /** Private keys for core identities: current, then next, then retired. Empty where no service wants them. */
  identity: RingKey[];
}

/** A key with its age. */
export interface RingKey {
  kid: string;
  jwk: JWK;
  /** Seconds since 1970. */
  createdAt: number;
  retired: boolean;
}

const now = () => Math.floor(Date.now() / 1000);

/** Makes what is missing of current and next keys. Safe to call at every start. */
export async function ensureKeys(keys: Keys, wants: KeyWants = {}): Promise<void> {
  const present = await keys.all();
  const missing: StoredKey[] = [];
  for (const { use, alg } of generations(wants)) {
    for (const state of ['current', 'next'] as const) {
      if (!present.some((key) => key.use === use && key.alg === alg && key.state === state)) {
        missing.push(await newKey(use, alg, state));
      }
    }
  }
  if (missing.length === 0) return;
  try {
    await keys.change(missing, []);
  } catch (error) {
    // Another node that starts at the same time was first: what it made is as good.
    if (!(error instanceof HubError) || error.code !== 'changed_meanwhile') throw error;
    await ensureKeys(keys, wants);
  }
}

export interface RotateOptions {
  /** Retired keys older than this many seconds are removed. */
  keepRetired: number;
  /** How long, in seconds, a next key must have been published before it may sign; 0 turns at once. */
  settle: number;
}

/**
 * Turns the keys: next becomes current, current becomes retired, and a new next is published.
 *
 * @returns the key ids that now sign
 * @throws HubError `configuration` when services have not had time to see the next keys
 */
export async function rotateKeys(keys: Keys, { keepRetired, settle }: RotateOptions): Promise<string[]> {
  await ensureKeys(keys);
  const present = await keys.all();
  const youngest = Math.max(...present.filter((key) => key.state === 'next').map((key) => key.createdAt));
  if (youngest > now() - settle) {
    const minutes = Math.ceil((youngest + settle - now()) / 60);
    throw new HubError('configuration', {
      detail: `the next keys were published too recently for services to know them: try again in ${minutes} minutes, or use --now if a key was stolen`,
    });
  }
  const has = (use: StoredKey['use']) => present.some((key) => key.use === use);
  const wants = { saml: has('saml-signing'), identity: has('identity') };
  const added = await Promise.all(generations(wants).map(({ use, alg }) => newKey(use, alg, 'next')));
  const promoted = present.filter((key) => key.state === 'next').map((key) => key.kid);
  const retired = present.filter((key) => key.state === 'current').map((key) => key.kid);
  const moves: { kid: string; state: KeyState }[] = [
    ...promoted.map((kid) => ({ kid, state: 'current' as const })),
    ...retired.map((kid) => ({ kid, state: 'retired' as const })),
  ];
  await keys.change(added, moves);
  const stale = present.filter((key) => key.retiredAt !== undefined && key.retiredAt < now() - keepRetired);
  if (stale.length > 0) await keys.remove(stale.map((key) => key.kid));
  return promoted;
}

/** Reads the keys as they are now. */
export async function loadKeyRing(keys: Keys): Promise<KeyRing> {
  const revision = await keys.revision();
  const order = { current: 0, next: 1, retired: 2 };
  const all = (await keys.all()).sort((a, b) => order[a.state] - order[b.state]);
  const provider = all.filter((key) => key.use === 'provider');
  const [signing] = provider;
  if (!signing) throw new Error('no client key: ensureKeys has to run first');
  return {
    revision,
    service: all.filter((key) => key.use === 'service').map(jwkOf),
    provider: { keys: provider.map((key) => publicPart(jwkOf(key))) },
    providerKey: { kid: signing.kid, jwk: jwkOf(signing) },
    saml: { signing: ringKeys(all, 'saml-signing'), encryption: ringKeys(all, 'saml-encryption') },
    identity: ringKeys(all, 'identity'),
  };
}

function ringKeys(all: readonly StoredKey[], use: StoredKey['use']): RingKey[] {
  return all
    .filter((key) => key.use === use)
    .map((key) => ({ kid: key.kid, jwk: jwkOf(key), createdAt: key.createdAt, retired: key.state === 'retired' }));
}

function generations({ saml, identity }: KeyWants): Pick<StoredKey, 'use' | 'alg'>[] {
  const towardsProviders: StoredKey['use'][] = [
    'provider',
    ...(saml ? (['saml-signing', 'saml-encryption'] as const) : []),
  ];
  return [
    ...serviceAlgorithms.map((alg) => ({ use: 'service' as const, alg })),
    ...towardsProviders.map((use) => ({ use, alg: providerAlgorithm })),
    ...(identity ? [{ use: 'identity' as const, alg: 'ES256' }] : []),
  ];
}

async function newKey(use: StoredKey['use'], alg: string, state: StoredKey['state']): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { kid: await calculateJwkThumbprint(jwk), use, state, alg, jwk: jwk as StoredKey['jwk'], createdAt: now() };
}

/** Service keys carry their algorithm; the client key does not, because each provider names its own. */
function jwkOf(key: StoredKey): JWK {
  return { ...(key.jwk as JWK), kid: key.kid, use: 'sig', ...(key.use === 'service' && { alg: key.alg }) };
}

function publicPart({ kty, n, e, kid, use }: JWK): JWK {
  return { kty, n, e, kid, use } as JWK;
}
