// What the browser's session stands on: one stored authentication, named by the session's `acr`.
// The session's own `acr` is that name and must never reach a token: the level check gives every request an `acr` of its own.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Authentication, Authentications } from '../store/contracts.ts';

/** The authentication behind a request's session; undefined when there is none, or it has expired. Read once a request. */
export type Standing = (context: KoaContextWithOIDC) => Promise<Authentication | undefined>;

export function createStanding(authentications: Authentications): Standing {
  const seen = new WeakMap<object, { id: string; found: Promise<Authentication | undefined> }>();
  return async (context) => {
    const { acr: id, accountId } = context.oidc.session ?? {};
    if (!id || !accountId) return undefined;
    const before = seen.get(context);
    const found = before?.id === id ? before.found : authentications.find(id);
    seen.set(context, { id, found });
    const authentication = await found;
    return authentication?.person === accountId ? authentication : undefined;
  };
}
