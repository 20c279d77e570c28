// The way out: builds the authorization request and the address at the hub to send the person to.
// It must never reuse a state, a nonce or a PKCE verifier.
import {
  buildAuthorizationUrl,
  buildAuthorizationUrlWithJAR,
  buildAuthorizationUrlWithPAR,
  type Configuration,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Language } from '../../config/schema/common.ts';
import type { RelyingParty } from './relying-party.ts';
import type { Attempt } from './sessions.ts';

/** What the person asked for by the link they followed. */
export interface Wish {
  language: Language;
  /** Prove who I am, although the service does not insist. */
  proof: boolean;
  /** Keep looking up my details when I am not there. */
  later: boolean;
}

/** The `claims` parameter (OpenID Connect Core 5.5): attributes at userinfo, when it was, a level not to go below. */
function claimsWanted(party: RelyingParty, proof: boolean): string {
  const userinfo = Object.fromEntries(party.service.attributes.map((name) => [name, null]));
  const acr = { essential: true, values: [`${party.hubIssuer}/assurance/medium/medium`] };
  return JSON.stringify({ userinfo, id_token: { auth_time: null, ...(proof && { acr }) } });
}

/** Plain query (OpenID Connect Core 3.1.2.1), pushed where the hub takes it (RFC 9126), or a signed request object (RFC 9101). */
function addressOf(party: RelyingParty, hub: Configuration, parameters: Record<string, string>): Promise<URL> | URL {
  if (party.way === 'signed') return buildAuthorizationUrlWithJAR(hub, parameters, party.signingKey);
  const canPush = hub.serverMetadata().pushed_authorization_request_endpoint !== undefined;
  if (party.way === 'pushed' && canPush) return buildAuthorizationUrlWithPAR(hub, parameters);
  return buildAuthorizationUrl(hub, parameters);
}

/**
 * Prepares a sign-in: the URL at the hub, and the attempt to keep in the browser's session until the answer comes.
 * Rejects as `RelyingParty.hub` does, or with the hub's error when it refuses a pushed request.
 */
export async function prepareSignIn(party: RelyingParty, wish: Wish): Promise<{ url: URL; attempt: Attempt }> {
  const hub = await party.hub();
  const attempt = {
    service: party.service.id,
    state: randomState(),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
  };
  const later = wish.later && party.offersLater;
  const url = await addressOf(party, hub, {
    response_type: 'code',
    redirect_uri: party.redirectUri,
    scope: ['openid', ...(later ? ['offline_access'] : []), ...(party.service.actingFor ? ['acting_for'] : [])].join(
      ' ',
    ),
    ...(later && { prompt: 'consent' }),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
    ui_locales: wish.language === 'cy' ? 'cy en' : 'en',
    claims: claimsWanted(party, party.needsProof || (wish.proof && party.offersProof)),
  });
  return { url, attempt };
}
