// What the browser's session stands on: one stored authentication, named by the session's `acr`.
// The session's own `acr` is that name and must never reach a token: the level check gives every request an `acr` of its own.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Life } from '../registry/life.ts';
import type { Authentication, Authentications } from '../store/authentication-contracts.ts';

/** The authentication behind a request's session; undefined when there is none, or it has expired. Read once a request. */
export type Standing = (context: KoaContextWithOIDC) => Promise<Authentication | undefined>;

export interface StandingOptions {
  authentications: Authentications;
  /** Whether the provider that an authentication came from may still be used for the service that asks. */
  life: Pick<Life, 'mayAnswer'>;
  isBlocked(person: string): boolean;
  /** Whether an account is not this person's any more. */
  hasLeft(account: string, person: string): boolean;
}

/** Binds the reading to the store. */
export function createStanding(options: StandingOptions): Standing {
  const { authentications } = options;
  const seen = new WeakMap<object, { id: string; found: Promise<Authentication | undefined> }>();
  return async (context) => {
    const { session, client } = context.oidc;
    const { acr: id } = session ?? {};
    if (!id) return undefined;
    const before = seen.get(context);
    const found = before?.id === id ? before.found : authentications.find(id);
    seen.set(context, { id, found });
    return stands({ authentication: await found, accountId: session?.accountId, service: client?.clientId }, options);
  };
}

export interface Claimed {
  authentication: Authentication | undefined;
  /** The person of the session. */
  accountId: string | undefined;
  /** Who asks; absent where nobody does. */
  service: string | undefined;
}

/** An authentication that a session may still stand on; undefined for any other. */
export function stands(
  { authentication, accountId, service }: Claimed,
  { life, isBlocked, hasLeft }: Omit<StandingOptions, 'authentications'>,
): Authentication | undefined {
  if (!authentication || authentication.person !== accountId || isBlocked(accountId)) return undefined;
  if (hasLeft(authentication.account, accountId)) return undefined;
  const { provider, level } = authentication;
  return service === undefined || life.mayAnswer(provider, service, level) ? authentication : undefined;
}
