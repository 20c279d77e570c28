// All simulated providers at once, with the hub as their client: what the demonstration runs on.
// They must never be started beside a hub that serves real people.
import type { Personas } from '../config/schema/personas.ts';
import { startCentral } from './central/start.ts';
import type { Simulator, SimulatorOptions } from './kit/contract.ts';
import { type LocalSimulator, startLocal } from './local/start.ts';
import { startNhs } from './nhs/start.ts';
import { startScotland } from './scotland/start.ts';
import { startStaff } from './staff/start.ts';

const starters = {
  central: startCentral,
  nhs: startNhs,
  scotland: startScotland,
  staff: startStaff,
} satisfies Record<string, (options: SimulatorOptions) => Promise<Simulator>>;

type OpenIdName = keyof typeof starters;
export type SimulatorName = OpenIdName | 'local';
const names = Object.keys(starters) as OpenIdName[];

export interface SimulatorsOptions {
  personas: Personas;
  /** The hub's issuer, without a trailing slash. */
  hubIssuer: string;
  /** 0 takes a free port. */
  ports: Record<SimulatorName, number>;
  host?: string;
}

export type Simulators = Record<OpenIdName, Simulator> & { local: LocalSimulator; close(): Promise<void> };

/**
 * Starts the five. The hub is client `gatehouse` with redirect URI `{hubIssuer}/callback/{name}` and keys at
 * `{hubIssuer}/client-keys`, and a SAML service provider with its metadata at `{hubIssuer}/saml/metadata`; nobody fetches those before
 * the first sign-in. When one cannot listen, those already started are closed and the promise rejects with the system's error.
 */
export async function startSimulators(options: SimulatorsOptions): Promise<Simulators> {
  const { personas, hubIssuer, ports, host = '127.0.0.1' } = options;
  const start = (name: OpenIdName) => {
    const client = {
      clientId: 'gatehouse',
      redirectUris: [`${hubIssuer}/callback/${name}`],
      postLogoutRedirectUris: [`${hubIssuer}/sign-out/done`],
      jwksUri: `${hubIssuer}/client-keys`,
    };
    return starters[name]({ host, port: ports[name], personas, clients: [client] });
  };
  const entityId = `${hubIssuer}/saml/metadata`;
  const serviceProviders = [{ entityId, metadataUrl: entityId }];
  const startingLocal = startLocal({ host, port: ports.local, personas, serviceProviders });
  const results = await Promise.allSettled([startingLocal, ...names.map(start)] as const);
  const started = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  const close = async () => void (await Promise.all(started.map((simulator) => simulator.close())));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  const [local, central, nhs, scotland, staff] = started as [
    LocalSimulator,
    Simulator,
    Simulator,
    Simulator,
    Simulator,
  ];
  return { local, central, nhs, scotland, staff, close };
}
