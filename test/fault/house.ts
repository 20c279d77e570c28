// What breaks in the fault test: three hubs in processes of their own over one throwaway PostgreSQL, a load balancer before them and the simulated
// provider beside. It must never leave a process behind.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { freePort } from '../../src/commands/free-port.ts';
import { type OpenStore, openStore } from '../../src/store/open.ts';
import { type Cluster, startCluster } from '../support/postgres-cluster.ts';
import { type Child, startChild } from '../support/processes/child.ts';
import { centralSettings, type HubSettings, hubSettings } from '../support/processes/settings.ts';
import { shippedConfig } from '../support/shipped.ts';
import { type Person, personasOf } from './people.ts';
import { type Balancer, startBalancer } from './proxy.ts';

export interface FaultNode {
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  /** Status of `/health/{name}`; 0 where nobody answers. */
  health(name: 'live' | 'ready'): Promise<number>;
  /** How often its process ended without having been told to. */
  crashes(): number;
}

export interface FaultHouse {
  issuer: string;
  /** The provider's issuer. */
  provider: string;
  nodes: readonly FaultNode[];
  cluster: Cluster;
  proxy: Balancer;
  /** The nodes' data, as commands beside running hubs open it. */
  store: OpenStore;
  close(): Promise<void>;
}

const nodeCount = 3;

/** Starts everything, for these people. */
export async function startFaultHouse(people: readonly Person[], log = 'silent'): Promise<FaultHouse> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-fault-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const cluster = await startCluster();
    undo.push(() => cluster.stop());
    const port = await freePort('localhost');
    const shipped = await shippedConfig();
    const central = await startChild('central', centralSettings({ ...shipped, personas: personasOf(people) }, [port]));
    undo.push(() => central.stop());
    const place = { port, central: central.url, local: '', folder, databaseUrl: cluster.urlOf('postgres') };
    const settings = await hubSettings(shipped, place);
    const ports = await Promise.all(Array.from({ length: nodeCount }, () => freePort('127.0.0.1')));
    const proxy = await startBalancer(port, ports);
    undo.push(() => proxy.close());
    const nodes = [];
    for (const one of ports) {
      const node = await startNode(await nodeSettings(settings, one), log);
      undo.push(() => node.stop());
      nodes.push(node);
    }
    const store = await openStore({
      masterKey: Buffer.from(settings.masterKey),
      databaseUrl: settings.config.environment.databaseUrl,
    });
    undo.push(() => store.close());
    return { issuer: settings.config.hub.issuer, provider: `${central.url}/`, nodes, cluster, proxy, store, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The settings of the node at a port: all nodes have the load balancer's address for their own. */
async function nodeSettings({ config, masterKey }: HubSettings, port: number): Promise<HubSettings> {
  const { hub, providers } = config;
  return {
    masterKey,
    config: {
      ...config,
      providers: new Map([...providers].filter(([id]) => id === 'central')),
      hub: {
        ...hub,
        listen: { host: '127.0.0.1', port },
        metrics: { host: '127.0.0.1', port: await freePort('127.0.0.1') },
        trustedProxies: ['127.0.0.1', '::1'],
      },
    },
  };
}

async function startNode(settings: HubSettings, log: string): Promise<FaultNode & { stop(): Promise<void> }> {
  const { port } = settings.config.hub.listen;
  let crashes = 0;
  let child: Child | undefined;
  const start = async () => {
    const started = await startChild('hub', { ...settings, log });
    child = started;
    void started.gone.then(() => {
      if (child === started) crashes += 1;
    });
  };
  /** Whoever is told to go has not crashed. */
  const told = () => {
    const leaving = child;
    child = undefined;
    return leaving;
  };
  await start();
  return {
    start,
    kill: async () => told()?.kill(),
    stop: async () => told()?.stop(),
    crashes: () => crashes,
    async health(name) {
      try {
        const { statusCode, body } = await request(`http://127.0.0.1:${port}/health/${name}`, {
          headersTimeout: 20_000,
        });
        await body.dump();
        return statusCode;
      } catch {
        return 0;
      }
    },
  };
}
