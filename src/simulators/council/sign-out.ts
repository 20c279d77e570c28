// Leaving: the link to the hub's sign-out, and the hub's own word (back-channel) that somebody has left elsewhere.
// It must never end a session on a token that it did not verify.
import { type JWTPayload, jwtVerify } from 'jose';
import { buildEndSessionUrl } from 'openid-client';
import type { RelyingParty } from './relying-party.ts';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/** Where to send somebody who leaves (OpenID Connect RP-Initiated Logout 1.0, section 2). */
export async function signOutUrl(
  party: RelyingParty,
  leaving: { idToken: string; state: string; returnTo: string; language: string },
): Promise<URL> {
  return buildEndSessionUrl(await party.hub(), {
    id_token_hint: leaving.idToken,
    post_logout_redirect_uri: leaving.returnTo,
    state: leaving.state,
    ui_locales: leaving.language,
  });
}

/** A logout token that is not to be believed. */
export class LogoutTokenError extends Error {
  override readonly name = 'LogoutTokenError';
}

function checkLogoutClaims(claims: JWTPayload): void {
  const event = (claims.events as Record<string, unknown> | null | undefined)?.[logoutEvent];
  if (typeof event !== 'object' || event === null) throw new LogoutTokenError('no logout event');
  if ('nonce' in claims) throw new LogoutTokenError('a nonce: this may be an ID token');
  if (typeof claims.sid !== 'string' && typeof claims.sub !== 'string')
    throw new LogoutTokenError('neither sid nor sub');
}

/**
 * Makes a verifier of logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6) that takes each `jti` once.
 * Returns whom it names. Rejects with LogoutTokenError or an error of jose when it is not to be believed, and with
 * openid-client's errors while the hub cannot be reached.
 */
export function createLogoutTokenVerifier(): (
  party: RelyingParty,
  token: string,
) => Promise<{ sid?: unknown; sub?: unknown }> {
  const seen = new Map<string, number>();
  return async (party, token) => {
    const { payload } = await jwtVerify(token, await party.hubKeys(), {
      issuer: party.hubIssuer,
      audience: party.service.id,
      typ: 'logout+jwt',
      algorithms: [party.service.idTokenAlgorithm],
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
      clockTolerance: 30,
    });
    checkLogoutClaims(payload);
    const now = Date.now() / 1000;
    for (const [jti, until] of seen) if (until < now) seen.delete(jti);
    const jti = String(payload.jti);
    if (seen.has(jti)) throw new LogoutTokenError('used before');
    seen.set(jti, Number(payload.exp) + 60);
    return { sid: payload.sid, sub: payload.sub };
  };
}
