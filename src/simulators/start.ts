// All simulated providers at once, with the hub as their client: what the demonstration runs on.
// They must never be started beside a hub that serves real people.
import type { Personas } from '../config/schema/personas.ts';
import { startCentral } from './central/start.ts';
import type { Simulator, SimulatorOptions } from './kit/contract.ts';
import { startNhs } from './nhs/start.ts';
import { startScotland } from './scotland/start.ts';
import { startStaff } from './staff/start.ts';

const starters = {
  central: startCentral,
  nhs: startNhs,
  scotland: startScotland,
  staff: startStaff,
} satisfies Record<string, (options: SimulatorOptions) => Promise<Simulator>>;

export type SimulatorName = keyof typeof starters;
const names = Object.keys(starters) as SimulatorName[];

export interface SimulatorsOptions {
  personas: Personas;
  /** The hub's issuer, without a trailing slash. */
  hubIssuer: string;
  /** 0 takes a free port. */
  ports: Record<SimulatorName, number>;
  /** Where the providers send people after signing out; `{hubIssuer}/signed-out` where absent. */
  postLogoutRedirectUris?: readonly string[];
  host?: string;
}

export type Simulators = Record<SimulatorName, Simulator> & { close(): Promise<void> };

/**
 * Starts the four. The hub is client `gatehouse` with redirect URI `{hubIssuer}/callback/{name}` and keys at
 * `{hubIssuer}/client-keys`, which nobody fetches before the first client assertion comes. When one cannot listen,
 * those already started are closed and the promise rejects with the system's error.
 */
export async function startSimulators(options: SimulatorsOptions): Promise<Simulators> {
  const { personas, hubIssuer, ports, host = '127.0.0.1' } = options;
  const start = (name: SimulatorName) => {
    const client = {
      clientId: 'gatehouse',
      redirectUris: [`${hubIssuer}/callback/${name}`],
      postLogoutRedirectUris: options.postLogoutRedirectUris ?? [`${hubIssuer}/signed-out`],
      jwksUri: `${hubIssuer}/client-keys`,
    };
    return starters[name]({ host, port: ports[name], personas, clients: [client] });
  };
  const results = await Promise.allSettled(names.map(start));
  const started = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  const close = async () => void (await Promise.all(started.map((simulator) => simulator.close())));
  const failed = results.find((result) => result.status === 'rejected');
  const [central, nhs, scotland, staff] = started;
  if (failed || !central || !nhs || !scotland || !staff) {
    await close();
    throw failed?.reason;
  }
  return { central, nhs, scotland, staff, close };
}
