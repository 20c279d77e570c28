// The account that oidc-provider asks for: whose claims go into an ID token or userinfo.
// It must never read claims by browser session: only what the token's own grant released, and only while the provider that the person
// came from may still be used for the service, and the person is not blocked.
import type { AccessToken, Account, ClientCredentials, FindAccount, KoaContextWithOIDC } from 'oidc-provider';
import { isTrueToday, stillHolds } from '../ages/policy.ts';
import type { KnownBand } from '../config/schema/ages.ts';
import type { Service } from '../config/schema/services.ts';
import type { Life } from '../registry/life.ts';
import type { Release } from '../release/claims.ts';
import { oneLoginClaims } from '../release/one-login.ts';
import { claimsOnBehalf, type OnBehalf } from '../representation/claims.ts';
import type { Releases } from '../store/authentication-contracts.ts';
import type { SignIdentity } from './one-login/core-identity.ts';

export interface AccountOptions {
  services: ReadonlyMap<string, Service>;
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
  /** Whether an officer's check is still in force. */
  stillVouched(id: string): Promise<boolean>;
  /** Whether somebody may still act by an authority, for the one whom services knew then. */
  mayAct(authority: Pick<OnBehalf, 'id' | 'subject'>, person: string): Promise<boolean>;
  /** Whether somebody comes in although their age alone would stop them. */
  isLetIn(person: string, service: Service, band: KnownBand): Promise<boolean>;
  /** The subject that a service had for somebody before; told once. */
  previousOf(person: string, service: string): Promise<string | undefined>;
}

/** Finds accounts. Undefined ends a code, a refresh token or a call of userinfo (`invalid_grant`, `invalid_token`). */
export function createFindAccount(options: AccountOptions): FindAccount {
  const { releases, life, isBlocked, hasLeft, trustMark, signIdentity, subjectOf } = options;
  return async (context, person, token) => {
    if (isBlocked(person)) return undefined;
    const { grantId, clientId } = (token ?? {}) as { grantId?: string; clientId?: string };
    const found = grantId ? ((await releases.find(grantId)) as unknown as Release | undefined) : undefined;
    const release = found && (await asItStands(found, token, options));
    const usable = release && life.mayAnswer(release.provider, clientId ?? '', release.level);
    if (grantId && !usable) return undefined;
    const service = options.services.get(clientId ?? '');
    if (release && service && !(await isOldEnough(person, { release, service }, options))) return undefined;
    if (release?.account !== undefined && hasLeft(release.account, person)) return undefined;
    if (release?.onBehalf && !(await options.mayAct(release.onBehalf, person))) return undefined;
    const account: Account = {
      accountId: person,
      async claims(use) {
        if (!release) return { sub: person };
        const { claims, vot, identity, verified, match, creation, onBehalf, stated } = release;
        const shown = use === 'id_token' || use === 'userinfo' ? verified?.[use] : undefined;
        const previous = use === 'id_token' ? await options.previousOf(person, clientId ?? '') : undefined;
        const told = previous === undefined ? {} : { previous_sub: previous };
        const plain = {
          sub: person,
          ...claims,
          ...told,
          ...(use === 'userinfo' && stated),
          vot,
          vtm: trustMark,
          ...(shown && { verified_claims: shown }),
          ...(match && { match }),
          ...(onBehalf && claimsOnBehalf(onBehalf, await otherOf(onBehalf, context, options))),
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

/**
 * What is left of a release: all of it, or, where the officer's check has ended that it stood on, what the account itself has proven, if that
 * was enough for what was asked (V3). The token then names that level, too, and so do those that are made from it.
 */
async function asItStands(
  release: Release,
  token: object | undefined,
  { stillVouched }: Pick<AccountOptions, 'stillVouched'>,
): Promise<Release | undefined> {
  if (!release.vouch || (await stillVouched(release.vouch.id))) return release;
  const { without } = release.vouch;
  if (without && token && 'acr' in token) Object.assign(token, { acr: without.acr });
  return without;
}

/** Whether the age of a release, and what else let its person in, would let them in now (C2). */
async function isOldEnough(
  person: string,
  { release: { age }, service }: { release: Release; service: Service },
  { isLetIn }: Pick<AccountOptions, 'isLetIn'>,
): Promise<boolean> {
  const now = new Date();
  if (stillHolds(age, service, now)) return true;
  return age !== undefined && isTrueToday(age, now) && isLetIn(person, service, age.band);
}

/** The subject under which the service that asks knows the person who is acted for. */
const otherOf = ({ subject }: OnBehalf, { oidc }: KoaContextWithOIDC, { subjectOf }: AccountOptions): Promise<string> =>
  subjectOf(subject, String(oidc.client?.organisation));

/** What access tokens say of who acts (RFC 8693, section 4.1, `act`), for services that introspect them; nothing where nobody acts for another. */
export function createActorClaims({ releases, subjectOf }: Pick<AccountOptions, 'releases' | 'subjectOf'>) {
  return async ({ oidc }: KoaContextWithOIDC, token: AccessToken | ClientCredentials) => {
    if (!('accountId' in token) || !token.grantId) return undefined;
    const release = (await releases.find(token.grantId)) as unknown as Release | undefined;
    if (!release?.onBehalf) return undefined;
    const organisation = String(oidc.client?.organisation);
    const [actor, other] = [token.accountId, release.onBehalf.subject].map((one) => subjectOf(one, organisation));
    return { act: { sub: await actor }, on_behalf_of: { sub: await other } };
  };
}
