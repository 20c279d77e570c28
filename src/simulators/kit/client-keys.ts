// The public keys of a relying party, as registered: given outright, or fetched from its JWKS URL when first needed.
// A key that the relying party no longer publishes is trusted for 60 seconds at most.

import type { CryptoKey, JSONWebKeySet, JWK } from 'jose';
import { importJWK } from 'jose';
import { z } from 'zod';
import type { SimulatorClient } from './contract.ts';
import { Refusal } from './refusal.ts';

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const keptMilliseconds = 60_000;

export interface ClientKeys {
  /** Keys that could have made a signature with this algorithm, and this key id where one is given. Empty when there is none. */
  find(algorithm: string, kid: string | undefined): Promise<CryptoKey[]>;
}

export function createClientKeys(client: SimulatorClient): ClientKeys {
  let held: JSONWebKeySet | undefined = client.jwks;
  let heldSince = 0;

  const refresh = async (uri: string) => {
    held = await fetchKeys(uri);
    heldSince = Date.now();
  };
  const matching = (algorithm: string, kid: string | undefined) =>
    (held?.keys ?? []).filter((key) => fits(key, algorithm) && (kid === undefined || key.kid === kid));

  return {
    async find(algorithm, kid) {
      const uri = client.jwksUri;
      if (uri && (held === undefined || Date.now() - heldSince > keptMilliseconds)) await refresh(uri);
      if (uri && matching(algorithm, kid).length === 0) await refresh(uri);
      return importAll(matching(algorithm, kid), algorithm);
    },
  };
}

async function fetchKeys(uri: string): Promise<JSONWebKeySet> {
  try {
    const response = await fetch(uri, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return keySet.parse(await response.json());
  } catch (cause) {
    throw new Refusal('invalid_client', `The client’s keys could not be fetched: ${describe(cause)}`, 401);
  }
}

const describe = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const fits = (key: JWK, algorithm: string): boolean =>
  key.kty === (algorithm.startsWith('ES') ? 'EC' : 'RSA') && (key.alg === undefined || key.alg === algorithm);

async function importAll(keys: JWK[], algorithm: string): Promise<CryptoKey[]> {
  const imported = await Promise.all(keys.map((key) => importJWK(key, algorithm)));
  return imported.filter((key): key is CryptoKey => !(key instanceof Uint8Array));
}
