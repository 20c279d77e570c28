// The whole house for flow tests: the real hub, the real simulators, and services that are openid-client, each on a free port;
// the hub on localhost and everybody else on 127.0.0.1, so that every hop is cross-site. It must never listen on a fixed port.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { parse } from 'yaml';
import { hashSecret } from '../../src/authorization/secret.ts';
import { freePort } from '../../src/commands/free-port.ts';
import type { Config } from '../../src/config/load.ts';
import { attributesSchema } from '../../src/config/schema/attributes.ts';
import type { IdentityProvider } from '../../src/config/schema/identity-providers.ts';
import type { Personas } from '../../src/config/schema/personas.ts';
import type { Organisation, Service } from '../../src/config/schema/services.ts';
import { writtenOut } from '../../src/config/thresholds.ts';
import { type Hub, startHub } from '../../src/hub.ts';
import { createLog } from '../../src/log.ts';
import type { Gauge } from '../../src/server/shedding.ts';
import { councilKeys } from '../../src/simulators/council/keys.ts';
import { newNotifyKey } from '../../src/simulators/notify/key.ts';
import { type NotifySimulator, startNotify } from '../../src/simulators/notify/start.ts';
import { type Simulators, startSimulators } from '../../src/simulators/start.ts';
import { shippedConfig } from './shipped.ts';

export interface HouseOptions {
  /** PostgreSQL instead of a fresh SQLite file. */
  databaseUrl?: string;
  /** Changes to services, by id; `undefined` values of a new id make a copy of bin-collection. */
  services?: Record<string, Partial<Service>>;
  /** Changes to organisations, by id; a new id makes a copy of exampleton. */
  organisations?: Record<string, Partial<Organisation>>;
  /** Changes to providers, by id; a new id makes a copy of central. */
  providers?: Record<string, Partial<IdentityProvider>>;
  lifetimes?: Partial<Config['hub']['lifetimes']>;
  limits?: Partial<Config['hub']['limits']>;
  /** How busy the process says it is; measured where absent, against limits that no test reaches. */
  gauge?: Gauge;
  trustedProxies?: string[];
  matching?: Partial<Config['matching']>;
  log?: Logger;
  /** How long a service's own matcher may take, in milliseconds. */
  matcherLimit?: number;
  /** Another hub will serve from the same SQLite file. */
  shared?: true;
  /** Whom the simulators know, instead of config/personas.yaml. */
  personas?: Personas;
}

export interface House {
  issuer: string;
  config: Config;
  hub: Hub;
  simulators: Simulators;
  /** Where messages to residents go. */
  notify: NotifySimulator;
  /** Private key of the services with `private_key_jwt` (all but those given another method). */
  privateJwk: Awaited<ReturnType<typeof councilKeys>>['privateJwk'];
  /** Secret of the services with a secret method. */
  secret: string;
  masterKey: Buffer;
  /** Starts the hub again over the same data, as a second node would be. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Many houses stand in one process of tests, on a machine that may be busy. */
const shedding = { loopDelay: 1e6, memory: 1e6, requests: 1e6 };

export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const shipped = await shippedConfig(options.databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-house-'));
  const port = await freePort('localhost');
  const issuer = `http://localhost:${port}`;
  const personas = options.personas ?? shipped.personas;
  const simulators = await startSimulators({
    personas,
    hubIssuer: issuer,
    ports: { central: 0, nhs: 0, local: 0, scotland: 0, staff: 0 },
  });
  const notifyKey = newNotifyKey();
  const templates = shipped.notices?.templates;
  if (!templates) throw new Error('the shipped configuration has no notices');
  const notify = await startNotify({ host: '127.0.0.1', port: 0, key: notifyKey, templates });
  const { privateJwk, publicJwks } = await councilKeys();
  const secret = randomBytes(32).toString('base64url');
  const config = configured(shipped, {
    options,
    issuer,
    port,
    folder,
    simulators,
    notices: { notify: { url: notify.url, keyFile: '' }, templates },
    notifyKey,
    secret,
    publicJwks,
    metricsPort: await freePort('127.0.0.1'),
  });
  const masterKey = randomBytes(32);
  const log = options.log ?? createLog('silent');
  const given = {
    ...(options.matcherLimit !== undefined && { matcherLimit: options.matcherLimit }),
    ...(options.gauge && { gauge: options.gauge }),
    ...(options.shared && { shared: options.shared }),
  };
  let hub = await startHub({ config, masterKey, log, ...given });
  return {
    issuer,
    config,
    get hub() {
      return hub;
    },
    simulators,
    notify,
    privateJwk,
    secret,
    masterKey,
    async restart() {
      await hub.close();
      hub = await startHub({ config, masterKey, log, ...given });
    },
    async close() {
      await hub.close();
      await simulators.close();
      await notify.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Surroundings {
  options: HouseOptions;
  issuer: string;
  port: number;
  metricsPort: number;
  folder: string;
  simulators: Simulators;
  notices: Config['notices'];
  notifyKey: string;
  secret: string;
  publicJwks: { keys: Record<string, unknown>[] };
}

function configured(config: Config, around: Surroundings): Config {
  const { options, issuer, port, metricsPort, folder, simulators, notices, notifyKey } = around;
  const services = new Map(config.services);
  const organisations = new Map(config.organisations);
  for (const [id, changes] of Object.entries(options.organisations ?? {})) {
    const base = organisations.get(id) ?? organisations.get('exampleton');
    if (!base) throw new Error('the shipped configuration has no exampleton');
    organisations.set(id, { ...base, ...changes, id });
  }
  for (const [id, changes] of Object.entries(options.services ?? {})) {
    const base = services.get(id) ?? services.get('bin-collection');
    if (!base) throw new Error('the shipped configuration has no bin-collection');
    services.set(id, { ...base, redirectUris: [`http://127.0.0.1:1/${id}/signed-in`], ...changes, id });
  }
  for (const [id, service] of services) {
    const { jwksFile: _file, ...rest } = service;
    const hashed = service.authentication === 'private_key_jwt' ? {} : { secretHash: hashSecret(around.secret) };
    services.set(id, { ...rest, ...hashed });
  }
  const added = Object.keys(options.providers ?? {}).filter((id) => !config.providers.has(id));
  const central = { ...config.providers.get('central'), ...addresses('central', simulators) } as IdentityProvider;
  const providers = new Map([...config.providers, ...added.map((id) => [id, { ...central, id }] as const)]);
  for (const [id, provider] of providers) {
    providers.set(id, { ...provider, ...addresses(id, simulators), ...options.providers?.[id] } as IdentityProvider);
  }
  const { hub } = config;
  return {
    ...config,
    organisations,
    services,
    providers,
    attributes: writtenOut(attributeRows(), services.values()),
    matching: { ...config.matching, ...options.matching },
    notices,
    notifyKey,
    serviceKeys: new Map([...services.keys()].map((id) => [id, around.publicJwks as never])),
    hub: {
      ...hub,
      issuer,
      listen: { host: 'localhost', port },
      trustedProxies: options.trustedProxies ?? [],
      metrics: { host: '127.0.0.1', port: metricsPort },
      database: join(folder, 'gatehouse.sqlite'),
      lifetimes: { ...hub.lifetimes, ...options.lifetimes },
      // Everybody in a test has one address.
      limits: { ...hub.limits, startsPerAddress: 100_000, requestsPerAddress: 1_000_000, shedding, ...options.limits },
    },
  };
}

/** The shipped table of attributes, as its file has it. */
function attributeRows() {
  const { attributes } = attributesSchema.parse(parse(readFileSync('config/attributes.yaml', 'utf8')));
  return Object.entries(attributes).map(([name, row]) => ({ ...row, name }));
}

/** Where each provider of the shipped configuration runs in this house. */
function addresses(id: string, { central, nhs, local, scotland, staff }: Simulators): object {
  const of: Record<string, object> = {
    central: {
      issuer: central.issuer,
      identityIssuer: `${central.url}/identity/`,
      trustMark: `${central.url}/trustmark`,
    },
    nhs: { issuer: nhs.issuer },
    local: { entityId: local.issuer, metadata: { url: local.issuer, allowPrivateAddress: true } },
    scotland: { issuer: scotland.issuer, attributesEndpoint: `${scotland.url}/attributes/values` },
    staff: { issuer: staff.issuer },
  };
  return of[id] ?? {};
}
