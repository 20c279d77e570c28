// In finish: the checks of an ID token that openid-client leaves to us (OpenID Connect Core, 3.1.3.7 and 3.1.3.8).
// It must never read a claim before the signature was checked against the provider's keys.
import { createHash } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { OidcProvider } from '../../config/schema/identity-providers.ts';
import { sameSecret } from '../../same-secret.ts';
import { JourneyEnd } from '../journey-end.ts';
import { skewSeconds } from './discovery.ts';
import type { Claims, Verify } from './keys.ts';
import type { Memo } from './memo.ts';

const idToken = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  nonce: z.string(),
  azp: z.string().optional(),
  auth_time: z.number().optional(),
  at_hash: z.string().optional(),
  acr: z.string().optional(),
  amr: z.array(z.string()).optional(),
  vot: z.string().optional(),
  vtm: z.string().optional(),
});

/** An ID token whose every check was passed. */
export type IdToken = z.infer<typeof idToken>;

interface Received {
  jwt: string;
  accessToken: string;
  verify: Verify;
  memo: Memo;
  provider: OidcProvider;
  /** Seconds since 1970. */
  now: number;
}

/** The ID token's claims. Throws JourneyEnd `invalid` for the first check that fails, and `unavailable` without keys. */
export async function readIdToken({ jwt, accessToken, verify, memo, provider, now }: Received): Promise<IdToken> {
  const parsed = idToken.safeParse(await verify(jwt, 'ID token'));
  if (!parsed.success) throw invalid(`claim ${String(parsed.error.issues[0]?.path[0])} is absent or malformed`);
  const claims = parsed.data;
  checkParties(claims, provider, 'ID token');
  checkTimes(claims, now, 'ID token');
  // Whatever asks how fresh a sign-in is would believe it for as long.
  if ((claims.auth_time ?? 0) > now + skewSeconds) throw invalid('auth_time is in the future');
  if (!sameSecret(memo.nonce, String(claims.nonce))) throw invalid('another nonce');
  if (claims.azp !== undefined && claims.azp !== provider.clientId) throw invalid('another authorised party');
  checkTrustMark(claims, provider, 'ID token');
  if (memo.reauthenticate) checkReauthenticated(claims.auth_time, memo);
  if (claims.at_hash !== undefined && !hashMatches(claims.at_hash, accessToken, algorithmOf(jwt))) {
    throw invalid('at_hash does not match the access token');
  }
  return claims;
}

/** Issuer and audience, of an ID token or of other signed claims. Throws JourneyEnd `invalid`. */
export function checkParties(claims: Claims, expected: { issuer: string; clientId: string }, what: string): void {
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (claims.iss !== expected.issuer) throw new JourneyEnd('invalid', `${what}: another issuer`);
  if (!audience.includes(expected.clientId)) throw new JourneyEnd('invalid', `${what}: another audience`);
  if (audience.length > 1 && claims.azp !== expected.clientId) {
    throw new JourneyEnd('invalid', `${what}: further audiences without an authorised party`);
  }
}

/** A vector means what its trust mark says (RFC 8485, section 5). Throws JourneyEnd `invalid` for one under another than the record names. */
export function checkTrustMark(claims: Claims, { trustMark }: Pick<OidcProvider, 'trustMark'>, what: string): void {
  if (trustMark === undefined || claims.vot === undefined || claims.vtm === trustMark) return;
  throw new JourneyEnd('invalid', `${what}: a vector under another trust mark`);
}

/** Expiry and not-before, with the allowed skew. `exp` must be there. Throws JourneyEnd `invalid`. */
export function checkTimes(claims: Claims, now: number, what: string): void {
  const { exp, nbf, iat } = claims;
  if (typeof exp !== 'number' || exp <= now - skewSeconds) throw new JourneyEnd('invalid', `${what}: expired`);
  for (const from of [nbf, iat]) {
    if (from !== undefined && (typeof from !== 'number' || from > now + skewSeconds)) {
      throw new JourneyEnd('invalid', `${what}: from the future`);
    }
  }
}

/**
 * The wish travels through the browser and can be taken off there: only `auth_time` proves that it was heeded. Whoever is
 * sent `max_age` has to say it (Core, section 2); a dialect with `prompt` alone may have no way to.
 */
function checkReauthenticated(authTime: number | undefined, { asked, startedAt }: Memo): void {
  if (authTime === undefined && asked.max_age === undefined) return;
  if (authTime === undefined) throw invalid('auth_time is absent though max_age was sent');
  if (authTime < startedAt - skewSeconds) throw invalid('auth_time is older than this journey');
}

const hashes: Readonly<Record<string, string>> = { '256': 'sha256', '384': 'sha384', '512': 'sha512', dsa: 'sha512' };

function algorithmOf(jwt: string): string {
  return decodeProtectedHeader(jwt).alg ?? '';
}

/** at_hash: left half of the access token's hash, by the ID token's algorithm (OpenID Connect Core, 3.1.3.6). */
function hashMatches(expected: string, accessToken: string, alg: string): boolean {
  const hash = hashes[alg.slice(-3).toLowerCase()];
  if (hash === undefined) return false;
  const digest = createHash(hash).update(accessToken, 'ascii').digest();
  return sameSecret(digest.subarray(0, digest.length / 2).toString('base64url'), expected);
}

function invalid(reason: string): JourneyEnd {
  return new JourneyEnd('invalid', `ID token: ${reason}`);
}
