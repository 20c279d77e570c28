// What One Login demands of a request beyond OpenID Connect, for services that speak its dialect; with its own words for what is wrong.
// It must never let a request through that the real one would refuse: a council that moves there would find out in production.
import { errors, type UnknownObject } from 'oidc-provider';
import { oneLoginClaims } from '../../release/one-login.ts';

const scopes = ['openid', 'email', 'phone', 'offline_access'];

/** Throws InvalidRequest or InvalidScope. Vectors are read where every service's are (asked-level.ts). */
export function checkOneLoginRequest(parameters: UnknownObject): void {
  for (const name of ['state', 'nonce'])
    if (typeof parameters[name] !== 'string') throw new errors.InvalidRequest(`Request is missing ${name} parameter`);
  const asked = String(parameters.scope ?? '').split(' ');
  if (asked.some((scope) => !scopes.includes(scope)))
    throw new errors.InvalidScope('Invalid, unknown or malformed scope', String(parameters.scope));
  const prompts = String(parameters.prompt ?? '').split(' ');
  if (prompts.includes('select_account'))
    throw new errors.UnmetAuthenticationRequirements('Unmet authentication requirements');
  if (claimsAsked(parameters.claims).some((claim) => !known.includes(claim)))
    throw new errors.InvalidRequest('Request contains invalid claims');
}

const known: readonly string[] = Object.values(oneLoginClaims);

/** The names under `userinfo` of a `claims` parameter; nothing else is read there. */
export function claimsAsked(claims: unknown): string[] {
  if (typeof claims !== 'string') return [];
  const { userinfo } = JSON.parse(claims) as { userinfo?: object };
  return Object.keys(userinfo ?? {});
}
