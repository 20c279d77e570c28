// Services as OpenID Connect clients: what services.yaml says, in the metadata words of OpenID Connect Registration 1.0.
// It must never let a service have more than its record names: scopes, grants and algorithms are all listed.

import { type Adapter, type AdapterPayload, type ClientMetadata, errors } from 'oidc-provider';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Service } from '../config/schema/services.ts';
import { actingScope } from '../representation/claims.ts';

export interface ServiceClientsOptions {
  services: ReadonlyMap<string, Service>;
  attributes: readonly AttributeRow[];
  /** Public keys of services whose record names a file. */
  serviceKeys: ReadonlyMap<string, { keys: Record<string, unknown>[] }>;
}

/** What a service is told that an operator has switched off, wherever it comes: no endpoint goes on without its client. */
export class ServiceSwitchedOff extends errors.InvalidClient {
  override statusCode = 401;
  override status = 401;

  constructor() {
    super('the hub’s operator has switched this service off');
  }
}

/**
 * Finds client metadata by client id; undefined for a service that does not exist.
 * The function throws ServiceSwitchedOff for one that is off now.
 */
export function createServiceClients(options: ServiceClientsOptions): (id: string) => ClientMetadata | undefined {
  const known = new Map([...options.services.values()].map((service) => [service.id, clientOf(service, options)]));
  return (id) => {
    if (options.services.get(id)?.enabled === false) throw new ServiceSwitchedOff();
    return known.get(id);
  };
}

function clientOf(service: Service, { attributes, serviceKeys }: ServiceClientsOptions): ClientMetadata {
  const scopes = attributes.filter((row) => service.attributes.includes(row.name)).map((row) => row.scope);
  const asked = [...(service.refreshTokens ? ['offline_access'] : []), ...(service.actingFor ? [actingScope] : [])];
  const jwks = serviceKeys.get(service.id);
  return {
    client_id: service.id,
    client_name: service.name.en,
    client_uri: service.home,
    organisation: service.organisation,
    dialect: service.dialect,
    application_type: 'web',
    subject_type: 'pairwise',
    redirect_uris: [...service.redirectUris],
    post_logout_redirect_uris: [...service.postLogoutRedirectUris],
    // The hub's own pages only want somebody signed in (OAuth 2.0 Multiple Response Types, section 4).
    response_types: [service.own ? 'none' : 'code'],
    grant_types: [
      ...(service.own ? [] : ['authorization_code']),
      ...(service.refreshTokens ? ['refresh_token'] : []),
      ...(service.clientCredentials ? ['client_credentials'] : []),
    ],
    scope: [...new Set(['openid', ...scopes, ...asked])].join(' '),
    token_endpoint_auth_method: service.authentication,
    require_signed_request_object: service.requests === 'signed',
    require_pushed_authorization_requests: service.requests === 'pushed',
    id_token_signed_response_alg: service.idTokenAlgorithm,
    ...(service.secretHash && { client_secret: service.secretHash }),
    ...(jwks && { jwks }),
    ...(service.jwksUri && { jwks_uri: service.jwksUri }),
    ...(service.backchannelLogoutUri && {
      backchannel_logout_uri: service.backchannelLogoutUri,
      // One Login's logout tokens name the person alone.
      backchannel_logout_session_required: service.dialect !== 'one-login',
    }),
  } as ClientMetadata;
}

/** An adapter for the library's Client model: services come from configuration and are never written. */
export function onlyFinding(find: (id: string) => ClientMetadata | undefined): Adapter {
  const refuse = async () => {
    throw new Error('services are registered in services.yaml');
  };
  return {
    find: async (id) => find(id) as AdapterPayload | undefined,
    upsert: refuse,
    destroy: refuse,
    consume: refuse,
    revokeByGrantId: refuse,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
  };
}
