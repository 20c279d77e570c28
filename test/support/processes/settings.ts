// What the bench and the fault test give to each of their processes: addresses on free ports, one service, one provider, one person.
// It must never use the fixed ports, nor a database that holds anything.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hashSecret } from '../../../src/authorization/secret.ts';
import { freePort } from '../../../src/commands/free-port.ts';
import type { Config } from '../../../src/config/load.ts';
import type { IdentityProvider } from '../../../src/config/schema/identity-providers.ts';
import type { Service } from '../../../src/config/schema/services.ts';
import type { SimulatorOptions } from '../../../src/simulators/kit/contract.ts';
import type { LocalOptions } from '../../../src/simulators/local/house.ts';
import type { BareOptions } from './programs/bare.ts';

export interface HubSettings {
  config: Config;
  masterKey: Uint8Array;
  /** What is logged to standard error; `warn` where absent. */
  log?: string;
}

/** The service that signs people in, at the hub and at the bare provider alike. */
export const service = {
  id: 'bench',
  redirectUri: 'http://127.0.0.1:1/bench/signed-in',
  secret: randomBytes(32).toString('base64url'),
} as const;

/** The same service at the level that a council's own accounts reach. */
export const localService = 'bench-local';

/** Who signs in, and what userinfo has to say about them. */
export const person = {
  id: 'hannah-fairweather',
  claims: { given_name: 'Hannah Louise', family_name: 'Fairweather', birthdate: '1992-02-11' },
} as const;

/** All the load comes from one address, and is meant. */
export const unlimited: Config['hub']['limits'] = {
  startsPerAddress: 1e9,
  startsPerService: 1e9,
  requestsPerAddress: 1e9,
  underWay: 1e9,
  shedding: { loopDelay: 1e9, memory: 1e9, requests: 1e9 },
  perPerson: { codes: 1e9, copies: 1e9, changes: 1e9 },
};

/** The simulated provider, with a client at each of these addresses (`gatehouse-PORT`). */
export function centralSettings({ personas }: Config, ports: readonly number[]): SimulatorOptions {
  const clients = ports.map((port) => ({
    clientId: `gatehouse-${port}`,
    redirectUris: [`http://localhost:${port}/callback/central`],
    jwksUri: `http://localhost:${port}/client-keys`,
  }));
  return { host: '127.0.0.1', port: 0, personas, clients };
}

/** The simulated register of accounts, with a service provider at each of these addresses. */
export function localSettings({ personas }: Config, ports: readonly number[]): LocalOptions {
  const serviceProviders = ports.map((port) => {
    const url = `http://localhost:${port}/saml/metadata`;
    return { entityId: url, metadataUrl: url };
  });
  return { host: '127.0.0.1', port: 0, personas, serviceProviders };
}

export interface HubPlace {
  port: number;
  /** Addresses of the simulated providers. */
  central: string;
  local: string;
  /** An empty folder, for SQLite. */
  folder: string;
  /** PostgreSQL instead. */
  databaseUrl?: string | undefined;
}

/** The shipped configuration with one service and one provider, at the bench's addresses. */
export async function hubSettings(shipped: Config, place: HubPlace): Promise<HubSettings> {
  const { port, central, local, folder, databaseUrl } = place;
  const base = shipped.services.get('parking-permit');
  const provider = shipped.providers.get('central');
  const register = shipped.providers.get('local');
  if (!base || provider?.protocol !== 'oidc' || register?.protocol !== 'saml')
    throw new Error('the shipped configuration lacks parking-permit, central or local');
  const { jwksFile: _file, backchannelLogoutUri: _uri, ...kept } = base;
  const bench = {
    ...kept,
    id: service.id,
    redirectUris: [service.redirectUri],
    authentication: 'client_secret_basic' as const,
    secretHash: hashSecret(service.secret),
    clientCredentials: true,
  };
  const addresses = {
    issuer: `${central}/`,
    identityIssuer: `${central}/identity/`,
    trustMark: `${central}/trustmark`,
    clientId: `gatehouse-${port}`,
  };
  const entityId = `${local}/metadata`;
  const published = { entityId, metadata: { url: entityId, allowPrivateAddress: true } };
  const minimumLevel = { identity: 'none', authenticator: 'medium' } as const;
  const { hub } = shipped;
  const config: Config = {
    ...shipped,
    services: new Map<string, Service>([
      [service.id, bench],
      [localService, { ...bench, id: localService, minimumLevel }],
    ]),
    providers: new Map<string, IdentityProvider>([
      ['central', { ...provider, ...addresses }],
      ['local', { ...register, ...published }],
    ]),
    serviceKeys: new Map(),
    missingKeys: [],
    notices: undefined,
    notifyKey: undefined,
    environment: { databaseUrl, masterKey: undefined, traces: false },
    hub: {
      ...hub,
      issuer: `http://localhost:${port}`,
      listen: { host: 'localhost', port },
      limits: unlimited,
      metrics: { host: 'localhost', port: await freePort() },
      database: join(folder, `${port}.sqlite`),
    },
  };
  return { config, masterKey: randomBytes(32) };
}

/** The bare provider: the same service, and a person with the same claims. */
export const bareSettings = (port: number, pages: boolean): BareOptions => ({
  port,
  pages,
  clientId: service.id,
  secret: service.secret,
  redirectUri: service.redirectUri,
  claims: person.claims,
});
