// What the browser's session stands on: one stored authentication, named by the session's `acr`.
// The session's own `acr` is that name and must never reach a token: the level check gives every request an `acr` of its own.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Life } from '../registry/life.ts';
import type { Authentication, Authentications } from '../store/contracts.ts';

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
export function createStanding({ authentications, life, isBlocked, hasLeft }: StandingOptions): Standing {
  const seen = new WeakMap<object, { id: string; found: Promise<Authentication | undefined> }>();
  return async (context) => {
    const { session, client } = context.oidc;
    const { acr: id, accountId } = session ?? {};
    if (!id || !accountId || isBlocked(accountId)) return undefined;
    const before = seen.get(context);
    const found = before?.id === id ? before.found : authentications.find(id);
    seen.set(context, { id, found });
    const authentication = await found;
    if (authentication?.person !== accountId || hasLeft(authentication.account, accountId)) return undefined;
    return !client || life.mayAnswer(authentication.provider, client.clientId, authentication.level)
      ? authentication
      : undefined;
  };
}
