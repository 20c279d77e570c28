// The account that oidc-provider asks for: whose claims go into an ID token or userinfo.
// It must never read claims by browser session: only what the token's own grant released, and only while the provider that the person
// came from may still be used for the service, and the person is not blocked.
import type { Account, FindAccount } from 'oidc-provider';
import type { Life } from '../registry/life.ts';
import type { Release } from '../release/claims.ts';
import { oneLoginClaims } from '../release/one-login.ts';
import type { Releases } from '../store/contracts.ts';
import type { SignIdentity } from './one-login/core-identity.ts';

export interface AccountOptions {
  releases: Releases;
  life: Pick<Life, 'mayAnswer'>;
  isBlocked(person: string): boolean;
  /** Whether an account is not this person's any more. */
  hasLeft(account: string, person: string): boolean;
  /** URL that explains `vot` (RFC 8485, `vtm`). */
  trustMark: string;
  signIdentity: SignIdentity;
  /** The name under which a service knows a person. */
  subjectOf(person: string, organisation: string): Promise<string>;
  /** The subject that a service had for somebody before; told once. */
  previousOf(person: string, service: string): Promise<string | undefined>;
}

/** Finds accounts. Undefined ends a code, a refresh token or a call of userinfo (`invalid_grant`, `invalid_token`). */
export function createFindAccount(options: AccountOptions): FindAccount {
  const { releases, life, isBlocked, hasLeft, trustMark, signIdentity, subjectOf } = options;
  return async (context, person, token) => {
    if (isBlocked(person)) return undefined;
    const { grantId, clientId } = (token ?? {}) as { grantId?: string; clientId?: string };
    const release = grantId ? ((await releases.find(grantId)) as unknown as Release | undefined) : undefined;
    const usable = release && life.mayAnswer(release.provider, clientId ?? '', release.level);
    if (grantId && !usable) return undefined;
    if (release?.account !== undefined && hasLeft(release.account, person)) return undefined;
    const account: Account = {
      accountId: person,
      async claims(use) {
        if (!release) return { sub: person };
        const { claims, vot, identity, verified, match, creation } = release;
        const shown = use === 'id_token' || use === 'userinfo' ? verified?.[use] : undefined;
        const previous = use === 'id_token' ? await options.previousOf(person, clientId ?? '') : undefined;
        const told = previous === undefined ? {} : { previous_sub: previous };
        const plain = {
          sub: person,
          ...claims,
          ...told,
          vot,
          vtm: trustMark,
          ...(shown && { verified_claims: shown }),
          ...(match && { match }),
          ...(creation && { account_creation: creation }),
        };
        if (!identity || use !== 'userinfo') return plain;
        const subject = await subjectOf(person, String(context.oidc.client?.organisation));
        const signed = await signIdentity(identity, { subject, audience: clientId ?? '' });
        return { ...plain, [oneLoginClaims.coreIdentity]: signed };
      },
    };
    return account;
  };
}
