// A hub of its own for one assessment: on free ports, with the simulated world around it, over a database that is thrown away.
// It must never touch the database, the keys or the addresses of the hub that the configuration is for.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/load.ts';
import { startHub } from '../hub.ts';
import { createLog } from '../log.ts';
import { freePort } from './free-port.ts';

export interface OwnHouse {
  config: Config;
  close(): Promise<void>;
}

type World = typeof import('../simulators/world.ts');

/** Starts it from a configuration, whose key files may be missing. */
export async function startOwnHouse(shipped: Config): Promise<OwnHouse> {
  const world = await import('../simulators/world.ts');
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-assess-'));
  const gone = () => rm(folder, { recursive: true, force: true });
  const log = createLog('silent');
  try {
    const councilKeyFile = join(folder, 'council.json');
    const jwks = await world.writeCouncilKeys(councilKeyFile);
    const { config, ports } = await moved(shipped, { world, folder, jwks });
    const hub = await startHub({ config, masterKey: randomBytes(32), log });
    const around = await world.startWorld(config, { councilKeyFile, log, ports }).catch(async (error: unknown) => {
      await hub.close();
      throw error;
    });
    return {
      config,
      async close() {
        await around.close();
        await hub.close();
        await gone();
      },
    };
  } catch (error) {
    await gone();
    throw error;
  }
}

interface Move {
  world: World;
  folder: string;
  jwks: NonNullable<ReturnType<Config['serviceKeys']['get']>>;
}

/** The configuration with every address of the simulated world, and the hub's own, on a free port. */
async function moved(shipped: Config, { world, folder, jwks }: Move) {
  const { newNotifyKey } = await import('../simulators/notify/key.ts');
  const ports = { ...world.worldPorts };
  const to = new Map<number, number>();
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) {
    const free = await freePort('127.0.0.1');
    to.set(ports[name], free);
    ports[name] = free;
  }
  const port = await freePort('localhost');
  const config: Config = {
    ...shipped,
    hub: {
      ...shipped.hub,
      issuer: `http://localhost:${port}`,
      listen: { host: 'localhost', port },
      // Any that is free: nobody asks for the figures.
      metrics: { host: '127.0.0.1', port: 0 },
      database: join(folder, 'gatehouse.sqlite'),
      trustedProxies: [],
      // Everybody comes from one address.
      // It has this one visitor, who may wait, and shares the process with the visitor and everybody's simulators.
      limits: {
        ...shipped.hub.limits,
        startsPerAddress: 100_000,
        requestsPerAddress: 1_000_000,
        shedding: { loopDelay: 60_000, memory: 100_000, requests: 100_000 },
      },
    },
    organisations: withPorts(shipped.organisations, to),
    services: withPorts(shipped.services, to),
    providers: withPorts(shipped.providers, to),
    notices: shipped.notices && {
      ...shipped.notices,
      notify: { url: `http://127.0.0.1:${ports.notify}`, keyFile: '' },
    },
    notifyKey: shipped.notices && newNotifyKey(),
    serviceKeys: new Map([...shipped.services.keys()].map((id) => [id, jwks])),
    environment: { databaseUrl: undefined, masterKey: undefined, traces: false },
  };
  return { config, ports };
}

/** The records with other ports in the addresses of this machine. */
function withPorts<T>(records: ReadonlyMap<string, T>, to: ReadonlyMap<number, number>): Map<string, T> {
  const elsewhere = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replace(
        /^(http:\/\/127\.0\.0\.1:)(\d+)/,
        (_, start, port) => `${start}${to.get(Number(port)) ?? port}`,
      );
    if (Array.isArray(value)) return value.map(elsewhere);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, elsewhere(inner)]));
  };
  return new Map([...records].map(([id, record]) => [id, elsewhere(record) as T]));
}
