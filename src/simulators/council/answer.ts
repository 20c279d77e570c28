// The way back: turns the hub's answer into a sign-in, and looks the details up again later.
// It must never take an answer whose state, nonce, issuer or subject is not the one that was expected.
import { authorizationCodeGrant, fetchUserInfo, refreshTokenGrant } from 'openid-client';
import type { RelyingParty } from './relying-party.ts';
import type { Attempt, SignIn } from './sessions.ts';

/**
 * Redeems the code of the answer at `url` and fetches userinfo. State and RFC 9207 `iss` are compared before the code is
 * used; nonce, signature, audience and times on the ID token (OpenID Connect Core 3.1.3.7); userinfo's sub against it (5.3.2).
 * Rejects with openid-client's errors: see problems.ts.
 */
export async function finishSignIn(party: RelyingParty, url: URL, attempt: Attempt): Promise<SignIn> {
  const hub = await party.hub();
  const tokens = await authorizationCodeGrant(hub, url, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || tokens.id_token === undefined) throw new Error('the hub sent no ID token');
  const userinfo = await fetchUserInfo(hub, tokens.access_token, claims.sub);
  return {
    idToken: tokens.id_token,
    claims,
    userinfo,
    refreshes: 0,
    ...(tokens.refresh_token !== undefined && { refreshToken: tokens.refresh_token }),
  };
}

async function redeem(party: RelyingParty, before: SignIn, refreshToken: string): Promise<SignIn> {
  const hub = await party.hub();
  const tokens = await refreshTokenGrant(hub, refreshToken);
  const claims = tokens.claims();
  const subject = String(before.claims.sub);
  if (claims && claims.sub !== subject) throw new Error('the refreshed sign-in is of somebody else');
  const next = {
    idToken: tokens.id_token ?? before.idToken,
    claims: claims ?? before.claims,
    refreshes: before.refreshes + 1,
    refreshToken: tokens.refresh_token ?? refreshToken,
  };
  before.refreshToken = next.refreshToken;
  return { ...next, userinfo: await fetchUserInfo(hub, tokens.access_token, subject) };
}

/**
 * Uses the refresh token, and keeps the one that comes instead of it (rotation, RFC 9700 section 4.14.2). Calls that overlap
 * share one redemption, because a second use of one token looks like theft to the hub. Rejects as `finishSignIn` does.
 */
export function refreshSignIn(party: RelyingParty, signIn: SignIn, refreshToken: string): Promise<SignIn> {
  signIn.refreshing ??= redeem(party, signIn, refreshToken).finally(() => {
    delete signIn.refreshing;
  });
  return signIn.refreshing;
}
