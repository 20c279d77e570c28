// The stage for tests of the demo council: the council, a bare provider as its hub, and a person.
// It must never listen on a fixed port.
import type { ClientMetadata } from 'oidc-provider';
import type { Service } from '../../src/config/schema/services.ts';
import { type CouncilOptions, startCouncil } from '../../src/simulators/council/council.ts';
import { councilKeys } from '../../src/simulators/council/keys.ts';
import { type BareProvider, startBareProvider } from './bare-provider.ts';
import { decode } from './html.ts';
import type { Page } from './http.ts';

const level = { identity: 'none', authenticator: 'low' } as const;
const service = (id: string, name: string, attributes: string[]): Service => ({
  id,
  enabled: true,
  requests: 'any',
  organisation: 'exampleton',
  name: { en: name, cy: `${name} (cy)` },
  home: 'http://127.0.0.1/',
  redirectUris: ['http://127.0.0.1/'],
  postLogoutRedirectUris: [],
  authentication: 'private_key_jwt',
  minimumLevel: level,
  attributes,
  dialect: 'standard',
  idTokenAlgorithm: 'ES256',
  refreshTokens: id === 'parking-permit',
  clientCredentials: false,
});
const services: readonly Service[] = [
  service('bin-collection', 'Bin collection', ['email']),
  service('parking-permit', 'Parking permit', ['given_name', 'family_name', 'birthdate', 'address', 'email']),
  service('council-tax', 'Council tax', ['given_name', 'family_name', 'address']),
];
export const person = {
  given_name: 'Ffion',
  family_name: 'Ó <b>Bell</b>',
  birthdate: '1941-01-01',
  address: { formatted: '1 Harbour Row\nExampleton' },
  email: 'ffion@example.org',
};

const clientOf = (one: Service, url: string, jwks: ClientMetadata['jwks']): ClientMetadata => ({
  client_id: one.id,
  redirect_uris: [`${url}/${one.id}/signed-in`],
  post_logout_redirect_uris: [`${url}/`],
  backchannel_logout_uri: `${url}/${one.id}/back-channel-logout`,
  backchannel_logout_session_required: true,
  token_endpoint_auth_method: 'private_key_jwt',
  id_token_signed_response_alg: 'ES256',
  grant_types: one.refreshTokens ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
  ...(jwks && { jwks }),
});

export interface Stage {
  hub: BareProvider;
  /** What the council was started with. */
  options: CouncilOptions;
  /** Absolute URL of a path at the council. */
  at(path: string): string;
  /** Registers the council's services at the hub, which answers from now on. */
  openHub(): void;
  /** The next sign-ins are the person's, at `{identity}/{authenticator}`. */
  personAt(level: string, claims?: Record<string, unknown>): void;
  close(): Promise<void>;
}

/** Starts a council and its hub, which does not answer yet. */
export async function startStage(): Promise<Stage> {
  const hub = await startBareProvider();
  const { privateJwk, publicJwks } = await councilKeys();
  const options = { host: '127.0.0.1', port: 0, hubIssuer: hub.issuer, services, privateJwk };
  const council = await startCouncil(options);
  const jwks = publicJwks as ClientMetadata['jwks'];
  return {
    hub,
    options,
    at: (path) => council.url + path,
    openHub: () => hub.serve(services.map((one) => clientOf(one, council.url, jwks))),
    personAt: (level, claims = person) =>
      hub.end({ accountId: 'ffion', acr: `${hub.issuer}/assurance/${level}`, claims }),
    async close() {
      await council.close();
      await hub.close();
    },
  };
}

/** The JSON that the council's page shows as what it received. */
export function shown(page: Page, id: 'id-token' | 'userinfo'): Record<string, unknown> {
  return JSON.parse(decode(new RegExp(`<pre id="${id}">([^<]*)`).exec(page.body)?.[1] ?? ''));
}
