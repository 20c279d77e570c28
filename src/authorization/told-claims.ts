// Which claims a service can be told, and by which scope each is asked for: for oidc-provider's configuration, and for the grants that allow them.
// It must never let a grant allow a claim that this file does not name.
import type { AttributeRow } from '../config/schema/attributes.ts';
import { statedAddress } from '../release/correction.ts';
import { oneLoginClaims } from '../release/one-login.ts';
import { actingClaims } from '../representation/claims.ts';

/** What the hub itself says of an answer, where there is something to say; not of the person's attributes. */
export const ownClaims = ['vot', 'vtm', 'previous_sub', 'match', 'account_creation', ...actingClaims, statedAddress];

/**
 * What ID tokens always say, and what each scope asks for. `verified_claims` is said where it was asked for (account.ts); were it asked
 * for by name, the library would pass over a list of wishes.
 */
export function claimsByScope(attributes: readonly AttributeRow[]): Record<string, string[] | null> {
  const scopes: Record<string, string[]> = {
    openid: ['sub', 'acr', 'amr', 'auth_time', 'verified_claims', ...ownClaims],
  };
  for (const { scope, claim, verifiedClaim } of attributes) {
    scopes[scope] = [...(scopes[scope] ?? []), claim, ...(verifiedClaim ? [verifiedClaim] : [])];
  }
  // Asked for by name alone.
  return {
    ...scopes,
    ...Object.fromEntries(Object.values(oneLoginClaims).map((claim) => [claim, null])),
  };
}
