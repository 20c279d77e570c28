// Who is signed in at a browser, for a page of the hub itself: those pages have the very session that services' sign-ins made.
// It must never take somebody for signed in who could not go on to that page by signing in.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Here, SignInWish } from '../views/own-pages.ts';
import { prolongSession } from './cookies.ts';
import { endSession } from './end-session.ts';
import { joinParameter } from './join-parameter.ts';
import { routes } from './provider.ts';
import { type StandingOptions, stands } from './standing.ts';

export interface WhoIsHereOptions extends StandingOptions {
  provider(): Provider;
}

/** Somebody with a session that may be used at `service`, one of the hub's own. */
export type WhoIsHere = (
  request: IncomingMessage,
  response: ServerResponse,
  service: string,
) => Promise<Here | undefined>;

export function createWhoIsHere(options: WhoIsHereOptions): WhoIsHere {
  const { provider, authentications } = options;
  return async (req, res, service) => {
    const session = await provider().Session.get({ req, res } as KoaContextWithOIDC);
    if (!session.acr) return undefined;
    const found = await authentications.find(session.acr);
    const authentication = stands({ authentication: found, accountId: session.accountId, service }, options);
    if (!authentication) return undefined;
    const ends = await authentications.end(authentication.id);
    return {
      authentication,
      session: session.uid,
      until: Math.min(session.exp, ends ?? 0),
      async prolong(until) {
        await authentications.prolong(authentication.id, until);
        await prolongSession({ provider: provider(), request: req, response: res }, session.uid, until);
      },
      leave: () => endSession(provider(), session.uid),
    };
  };
}

export interface OwnRequest extends SignInWish {
  service: { id: string; redirectUris: readonly string[] };
  scope: string;
  language: string;
}

/** Path at which somebody signs in to a page of the hub, and comes back to it. */
export function signInPath({ service, scope, language, acr, maxAge, join }: OwnRequest): string {
  const parameters = new URLSearchParams({
    client_id: service.id,
    response_type: 'none',
    redirect_uri: service.redirectUris[0] ?? '',
    scope,
    ui_locales: language,
    ...(acr && { acr_values: acr }),
    // Adding an account begins with choosing it, whoever is signed in.
    ...(join && { prompt: 'login', [joinParameter]: 'yes' }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  });
  return `${routes.authorization}?${parameters}`;
}
