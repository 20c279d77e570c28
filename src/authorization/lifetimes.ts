// How long lives what oidc-provider keeps between the requests of a sign-in and after it. Stands beneath the provider's configuration.
// It must never give a service that speaks One Login's dialect longer than One Login would.
import type { Configuration } from 'oidc-provider';
import type { HubConfig } from '../config/schema/hub.ts';

/** A lifetime of One Login's, in seconds, for a service that speaks its dialect. */
const oneLogins = (client: { [metadata: string]: unknown } | undefined, seconds: number) =>
  client?.dialect === 'one-login' ? seconds : undefined;

/** Seconds for everything that oidc-provider keeps. */
export function lifetimes({ lifetimes: seconds }: HubConfig): Configuration['ttl'] {
  return {
    AccessToken: (_context, _token, client) => oneLogins(client, 180) ?? seconds.accessToken,
    AuthorizationCode: (_context, _token, client) => oneLogins(client, 300) ?? seconds.code,
    ClientCredentials: seconds.accessToken,
    Grant: seconds.refreshToken,
    IdToken: (_context, _token, client) => oneLogins(client, 120) ?? seconds.idToken,
    Interaction: seconds.journey,
    RefreshToken: seconds.refreshToken,
    Session: seconds.session,
  };
}
