// ScotAccount. The ID token holds no person; attributes come from an endpoint of their own, as signed claims.
// It must never take silence, an unknown shape or an unknown outcome for a verified identity.
import { z } from 'zod';
import { JourneyEnd } from '../../journey-end.ts';
import { parseJson } from '../http.ts';
import type { Claims } from '../keys.ts';
import { checkParties, checkTimes } from '../read-id-token.ts';
import type { Dialect, SignedIn, Wish } from './dialect.ts';
import { readVerifiedClaims } from './scotaccount-claims.ts';

const asksForIdentity = (scope: string): boolean => /(^| )(scotaccount\.gpg45|gpg-45-)/.test(scope);

/** Level words by the scope asked for and the signed outcome. Re-authentication by `prompt=login`. */
export const scotAccount: Dialect = {
  assertionAudience: 'token endpoint',
  signsOut: true,

  request({ attributes, forceReauthentication }: Wish) {
    const scopes = ['openid'];
    if (attributes.includes('address')) scopes.push('scotaccount.address');
    if (attributes.includes('email')) scopes.push('scotaccount.email');
    if (attributes.includes('phone_number')) scopes.push('scotaccount.mobile');
    return { scope: scopes.join(' '), ...(forceReauthentication ? { prompt: 'login' } : {}) };
  },

  async read(signedIn) {
    const scope = signedIn.asked.scope ?? '';
    const identityAsked = asksForIdentity(scope);
    const claims = scope === 'openid' ? undefined : await signedClaims(signedIn);
    const { identity, attributes } = readVerifiedClaims(claims ?? {});
    if (identityAsked && !identity) throw new JourneyEnd('not-verified', 'the signed claims do not say verified');
    return { says: identityAsked ? 'gpg45.medium' : 'openid', attributes };
  },
};

const answer = z.object({ claimsToken: z.string() });

/** The claims token, checked; undefined when the provider holds none (404). */
async function signedClaims(signedIn: SignedIn): Promise<Claims | undefined> {
  const { provider, idToken, now } = signedIn;
  const url = provider.attributesEndpoint;
  if (url === undefined) throw new JourneyEnd('invalid', 'attributes: the record names no attributesEndpoint');
  const response = await signedIn.get(url, { 'DIS-Client-Assertion': await signedIn.assertion(url) });
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new JourneyEnd('rejected', `attributes: status ${response.status}`);
  const parsed = answer.safeParse(parseJson(await response.text(), 'attributes'));
  if (!parsed.success) throw new JourneyEnd('invalid', 'attributes: no claimsToken');
  const claims = await signedIn.verify(parsed.data.claimsToken, 'claims token');
  if (claims.sub !== idToken.sub) throw new JourneyEnd('invalid', 'claims token: another subject');
  if (claims.iss !== undefined || claims.aud !== undefined) checkParties(claims, provider, 'claims token');
  if (claims.exp !== undefined) checkTimes(claims, now, 'claims token');
  return claims;
}
