// What a provider publishes about itself (OpenID Connect Discovery 1.0), fetched when first needed and kept.
// It must never accept metadata of another issuer, or an endpoint that is neither https nor this machine.
import {
  allowInsecureRequests,
  type ClientAuth,
  Configuration,
  clockSkew,
  clockTolerance,
  customFetch,
  discovery,
  None,
  type ServerMetadata,
} from 'openid-client';
import type { OidcProvider } from '../../config/schema/identity-providers.ts';
import { JourneyEnd } from '../journey-end.ts';
import { type Cached, createCached } from './cached.ts';
import { type Fetch, isAcceptable } from './http.ts';
import { journeyEndOf } from './outcomes.ts';
import { type OidcTools, usualLifetimes } from './tools.ts';

/** Seconds by which a provider's clock may differ from ours. */
export const skewSeconds = 60;

/** Configurations of one provider: with and without authentication, and by each fetch. */
const mostMade = 4;

/** Makes the cached discovery of a provider. `get` throws JourneyEnd. */
export function createDiscovery(provider: OidcProvider, tools: OidcTools, fetch: Fetch): Cached<ServerMetadata> {
  const load = async (): Promise<ServerMetadata> => {
    try {
      const options = { [customFetch]: fetch, execute: [allowInsecureRequests] };
      const found = await discovery(new URL(provider.issuer), provider.clientId, undefined, None(), options);
      return checked(found.serverMetadata(), provider);
    } catch (error) {
      throw journeyEndOf(error, 'discovery');
    }
  };
  const lifetime = (tools.lifetimes ?? usualLifetimes).discovery;
  return createCached({ load, lifetime, name: `${provider.id}: discovery`, tools });
}

/** openid-client compares issuers as URLs; the text must be the same (Discovery 1.0, section 4.3). */
function checked(metadata: ServerMetadata, provider: OidcProvider): ServerMetadata {
  if (metadata.issuer !== provider.issuer) throw new JourneyEnd('invalid', 'discovery: another issuer');
  const needed = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
  const optional = ['userinfo_endpoint', 'end_session_endpoint'] as const;
  for (const name of [...needed, ...optional]) {
    const url = metadata[name];
    if (url === undefined && !needed.some((each) => each === name)) continue;
    if (typeof url !== 'string' || !isAcceptable(url)) {
      throw new JourneyEnd('invalid', `discovery: ${name} is absent or neither https nor this machine`);
    }
  }
  return metadata;
}

interface Parties {
  provider: OidcProvider;
  tools: OidcTools;
  fetch: Fetch;
}

interface Made {
  fetch: Fetch;
  skew: number;
  authentication: ClientAuth | undefined;
  configuration: Configuration;
}

/** Those made of what a provider published last; making one copies all of that. */
const made = new WeakMap<ServerMetadata, Made[]>();

/** openid-client's configuration, with the algorithms of the record instead of the provider's own list. It holds nothing of a journey. */
export function configurationOf(
  parties: Parties,
  metadata: ServerMetadata,
  authentication?: ClientAuth,
): Configuration {
  const { tools, fetch } = parties;
  const skew = Math.round(((tools.clock ?? Date.now)() - Date.now()) / 1000);
  const known = (made.get(metadata) ?? []).filter((one) => one.skew === skew);
  const found = known.find((one) => one.fetch === fetch && one.authentication === authentication);
  if (found) return found.configuration;
  const configuration = newConfiguration(parties, metadata, { skew, authentication });
  made.set(metadata, [...known.slice(1 - mostMade), { fetch, skew, authentication, configuration }]);
  return configuration;
}

function newConfiguration(
  { provider, fetch }: Parties,
  metadata: ServerMetadata,
  { skew, authentication }: Pick<Made, 'skew' | 'authentication'>,
): Configuration {
  const client = { [clockTolerance]: skewSeconds, [clockSkew]: skew };
  const server = { ...metadata, id_token_signing_alg_values_supported: [...provider.signatureAlgorithms] };
  const configuration = new Configuration(server, provider.clientId, client, authentication ?? None());
  configuration[customFetch] = fetch;
  // The guarded fetch has its own deadline; the library's would go off in the end for calls that went well, too.
  configuration.timeout = 0;
  // It is also what keeps http to this machine.
  allowInsecureRequests(configuration);
  return configuration;
}
