// The account that oidc-provider asks for: whose claims go into an ID token or userinfo.
// It must never read claims by browser session: only what the token's own grant released.
import type { Account, FindAccount } from 'oidc-provider';
import type { Release } from '../release/claims.ts';
import type { Releases } from '../store/contracts.ts';

/** Finds accounts. `trustMark` is the URL that explains `vot` (RFC 8485, `vtm`). */
export function createFindAccount(releases: Releases, trustMark: string): FindAccount {
  return (_context, person, token) => {
    const grantId = token && 'grantId' in token && typeof token.grantId === 'string' ? token.grantId : undefined;
    const account: Account = {
      accountId: person,
      async claims() {
        const release = grantId ? ((await releases.find(grantId)) as Release | undefined) : undefined;
        return release ? { sub: person, ...release.claims, vot: release.vot, vtm: trustMark } : { sub: person };
      },
    };
    return account;
  };
}
