// Who is asking: the check of a client assertion (private_key_jwt, RFC 7523 section 3), as strict as the real providers.
// An assertion counts once: its `jti` is remembered until it expires.

import type { JWTPayload } from 'jose';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { ClientKeys } from './client-keys.ts';
import { createClientKeys } from './client-keys.ts';
import type { SimulatorClient } from './contract.ts';
import { Refusal } from './refusal.ts';
import { createShelf } from './shelf.ts';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface AssertionRules {
  algorithms: readonly string[];
  /** Any one of these has to be in `aud`. */
  audiences: readonly string[];
  /** The header has to name the key when the client registered a JWKS URL. */
  kidForJwksUri: boolean;
}

export interface Authenticator {
  /** Checks an assertion. Answers the client; throws Refusal `invalid_client` with the reason. */
  check(assertion: string, rules: AssertionRules): Promise<SimulatorClient>;
}

export function createAuthenticator(clients: readonly SimulatorClient[]): Authenticator {
  const known = new Map(clients.map((client) => [client.clientId, { client, keys: createClientKeys(client) }]));
  const seen = createShelf<true>(24 * 3600);

  return {
    async check(assertion, rules) {
      const { subject, algorithm, kid } = look(assertion);
      const entry = known.get(subject);
      if (!entry) throw refuse('iss and sub name no registered client');
      if (!rules.algorithms.includes(algorithm)) throw refuse(`alg ${algorithm} is not accepted`);
      if (kid === undefined && rules.kidForJwksUri && entry.client.jwksUri) throw refuse('kid is missing');
      const claims = await verify(assertion, { ...rules, algorithm, kid, subject, keys: entry.keys });
      if (typeof claims.jti !== 'string' || claims.jti === '') throw refuse('jti is missing');
      if (!seen.claim(`${subject}\n${claims.jti}`, true)) throw refuse('jti was used before');
      return entry.client;
    },
  };
}

const refuse = (reason: string): Refusal => new Refusal('invalid_client', `Client assertion refused: ${reason}`, 401);

function look(assertion: string): { subject: string; algorithm: string; kid: string | undefined } {
  try {
    const { alg, kid } = decodeProtectedHeader(assertion);
    return { subject: decodeJwt(assertion).sub ?? '', algorithm: alg ?? 'none', kid };
  } catch {
    throw refuse('it is not a signed JWT');
  }
}

interface Expected extends AssertionRules {
  algorithm: string;
  kid: string | undefined;
  subject: string;
  keys: ClientKeys;
}

async function verify(assertion: string, expected: Expected): Promise<JWTPayload> {
  const { subject, audiences, algorithm, kid, keys } = expected;
  const candidates = await keys.find(algorithm, kid);
  let reason = 'no registered key fits it';
  for (const key of candidates) {
    try {
      const options = { algorithms: [algorithm], issuer: subject, subject, audience: [...audiences] };
      return (await jwtVerify(assertion, key, { ...options, requiredClaims: ['exp'] })).payload;
    } catch (cause) {
      reason = reasonOf(cause);
    }
  }
  throw refuse(reason);
}

function reasonOf(cause: unknown): string {
  if (cause instanceof errors.JWTExpired) return 'it has expired';
  if (cause instanceof errors.JWTClaimValidationFailed) return `${cause.claim} is wrong or missing`;
  if (cause instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not verify';
  return cause instanceof Error ? cause.message : 'it cannot be verified';
}
