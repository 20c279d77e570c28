// What a connector holds of its provider between journeys: record, tools, and what the provider publishes.
// It must never hold anything of a journey.
import type { ServerMetadata } from 'openid-client';
import type { OidcProvider } from '../../config/schema/identity-providers.ts';
import { JourneyEnd } from '../journey-end.ts';
import type { Cached } from './cached.ts';
import { type ClientAuthentication, createClientAuthentication } from './client-authentication.ts';
import { loadDidKeys } from './dialects/core-identity.ts';
import type { Dialect } from './dialects/dialect.ts';
import { nhsLogin } from './dialects/nhs-login.ts';
import { oneLogin } from './dialects/one-login.ts';
import { plain } from './dialects/plain.ts';
import { scotAccount } from './dialects/scotaccount.ts';
import { createDiscovery } from './discovery.ts';
import { type Fetch, getJson, guardedFetch } from './http.ts';
import { createVerify, type Keys, readKeys, type Verify } from './keys.ts';
import type { OidcTools } from './tools.ts';

/** The line to one provider. */
export interface Line {
  provider: OidcProvider;
  tools: OidcTools;
  dialect: Dialect;
  fetch: Fetch;
  /** For what carries something that may be used once only. */
  fetchOnce: Fetch;
  discovery: Cached<ServerMetadata>;
  authentication: ClientAuthentication;
  verify: Verify;
  verifyIdentity: Verify;
  /** Seconds since 1970. */
  now: () => number;
}

const dialects: Readonly<Record<OidcProvider['dialect'], Dialect>> = {
  plain,
  'one-login': oneLogin,
  'nhs-login': nhsLogin,
  scotaccount: scotAccount,
};

/** The hosts that the operator wrote into the record. */
const hostsIn = ({ issuer, identityIssuer, attributesEndpoint }: OidcProvider): ReadonlySet<string> =>
  new Set([issuer, identityIssuer, attributesEndpoint].flatMap((url) => (url ? [new URL(url).hostname] : [])));

/** Sets up the line; nothing is fetched yet. */
export function createLine(provider: OidcProvider, tools: OidcTools): Line {
  const reach = { named: hostsIn(provider), inner: tools.fetch };
  const fetch = guardedFetch(reach);
  const discovery = createDiscovery(provider, tools, fetch);
  const algorithms = provider.signatureAlgorithms;

  const loadKeys = async (): Promise<Keys> => {
    const { jwks_uri: url = '' } = await discovery.get();
    return readKeys(await getJson(fetch, url));
  };
  const loadIdentityKeys = async (): Promise<Keys> => {
    if (provider.identityIssuer === undefined) throw new JourneyEnd('invalid', 'the record names no identityIssuer');
    return loadDidKeys(fetch, provider.identityIssuer);
  };

  return {
    provider,
    tools,
    dialect: dialects[provider.dialect],
    fetch,
    fetchOnce: guardedFetch({ ...reach, never: 'again' }),
    discovery,
    authentication: createClientAuthentication(provider, tools),
    verify: createVerify({ load: loadKeys, name: `${provider.id}: keys`, algorithms, tools }),
    verifyIdentity: createVerify({ load: loadIdentityKeys, name: `${provider.id}: identity keys`, algorithms, tools }),
    now: () => Math.floor((tools.clock ?? Date.now)() / 1000),
  };
}
