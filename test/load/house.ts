// The product as an operator runs it, for the load test: `gatehouse serve` over a configuration folder of its own, with one provider that has a
// crowd behind it, each in processes of their own. It must never leave a process or a folder behind, nor use a fixed port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { hashSecret } from '../../src/authorization/secret.ts';
import { freePort } from '../../src/commands/free-port.ts';
import { frugal } from '../../src/commands/workers.ts';
import { type Child, startChild } from '../support/processes/child.ts';
import { centralSettings, person, service, unlimited } from '../support/processes/settings.ts';
import { shippedConfig } from '../support/shipped.ts';

/** A folder with config/ and what a start makes, and how to serve over it. */
export interface House {
  folder: string;
  url: string;
  /** Starts `serve --no-simulators`; the caller waits until it serves. */
  spawn(words?: readonly string[], changes?: Readonly<Record<string, string>>): ChildProcess;
  /** Starts it with so many workers, and returns once all of them serve. */
  serve(workers: number): Promise<Serving>;
  remove(): Promise<void>;
}

export interface Serving {
  url: string;
  /** The process that was started; workers are its children. */
  pid: number;
  stop(): Promise<void>;
}

const main = resolve('src/main.ts');

/** The provider for hubs on these ports. */
export async function startCrowd(ports: readonly number[]): Promise<Child> {
  const shipped = await shippedConfig();
  const settings = centralSettings(shipped, ports);
  const people = settings.personas.people.filter(({ id }) => id === person.id);
  return startChild('crowd', { ...settings, personas: { people, staff: [] } });
}

/** The shipped configuration on a port of its own, with one service, its provider at `central`, and no provider that speaks SAML; on PostgreSQL where there is a URL, else on SQLite. */
export async function newHouse(port: number, central: string, databaseUrl?: string): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-load-'));
  const config = join(folder, 'config');
  await cp('config', config, { recursive: true });
  // Nobody takes notices here, nor assesses.
  await rm(join(config, 'notices.yaml'));
  await rm(join(config, 'scenarios'), { recursive: true });
  await rewrite(join(config, 'services.yaml'), (file) => ({ ...file, services: { [service.id]: bench(file) } }));
  await rewrite(join(config, 'identity-providers.yaml'), ({ providers }) => ({
    providers: {
      ...Object.fromEntries(Object.entries<File>(providers).filter(([, { protocol }]) => protocol === 'oidc')),
      central: {
        ...providers.central,
        issuer: `${central}/`,
        identityIssuer: `${central}/identity/`,
        trustMark: `${central}/trustmark`,
        clientId: `gatehouse-${port}`,
      },
    },
  }));
  await rewrite(join(config, 'hub.yaml'), (file) => ({ ...file, limits: unlimited }));
  const metricsPort = String(await freePort());
  const url = `http://localhost:${port}`;
  const start: House['spawn'] = (words = [], changes = {}) => {
    const child = spawn(process.execPath, [...frugal, main, 'serve', '--no-simulators', '--config', config, ...words], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        GATEHOUSE_ISSUER: url,
        GATEHOUSE_PORT: String(port),
        GATEHOUSE_METRICS_PORT: metricsPort,
        GATEHOUSE_LOG: 'error',
        ...(databaseUrl && { DATABASE_URL: databaseUrl }),
        ...changes,
      },
    });
    const abandon = () => child.kill('SIGKILL');
    process.once('exit', abandon);
    child.once('exit', () => process.removeListener('exit', abandon));
    return child;
  };
  return {
    folder,
    url,
    spawn: start,
    serve: async (workers) => ({ url, ...(await serving(start(['--workers', String(workers)]))) }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function serving(child: ChildProcess): Promise<Omit<Serving, 'url'>> {
  const ended = once(child, 'exit');
  let said = '';
  const serves = new Promise<true>((ready) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk;
      if (said.includes('Gatehouse serves at')) ready(true);
    });
  });
  if ((await Promise.race([serves, ended])) !== true) throw new Error(`the hub did not start: ${said}`);
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the shipped files, which the hub itself checks when it reads them again
type File = any;

async function rewrite(path: string, change: (file: File) => File): Promise<void> {
  await writeFile(path, stringify(change(parse(await readFile(path, 'utf8')))));
}

/** A service like the shipped parking permit, with the bench's address and secret. */
function bench({ services }: File): File {
  const { organisation, name, home, minimumLevel, attributes } = services['parking-permit'];
  return {
    ...{ organisation, name, home, minimumLevel, attributes },
    redirectUris: [service.redirectUri],
    authentication: 'client_secret_basic',
    secretHash: hashSecret(service.secret),
  };
}
