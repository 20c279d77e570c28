// A throwaway PostgreSQL server, for the tests, the bench and the fault test: in a temporary folder, on a free port, gone with the process.
import { type ChildProcess, execFile, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { chown, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../../src/commands/free-port.ts';

const run = promisify(execFile);

/** Debian keeps the server's programs off the PATH, one folder a version. */
const debian = '/usr/lib/postgresql';

function programs(): string | undefined {
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => path.join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
}

const bin = programs();

/** Why suites on PostgreSQL cannot run here; undefined when they can. */
export const missingPostgres = bin ? undefined : 'PostgreSQL (initdb, postgres) is not installed';

/** PostgreSQL refuses to run as root: then it runs as the user of the Debian package, or as nobody. */
function identity(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (user: string, flag: string) =>
    Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: idOf(user, '-u'), gid: idOf(user, '-g') };
    } catch {}
  }
  return undefined;
}

export interface Cluster {
  urlOf(database: string): string;
  /** A query as the superuser, in the database `postgres`. */
  query(sql: string): Promise<void>;
  /** What `pg_ctl restart -m` does, with some time between: open transactions are rolled back (`fast`), or all is cut off (`immediate`). */
  restart(mode: 'fast' | 'immediate', whileDown: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

async function querying(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function answers(url: string, server: ChildProcess, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL stopped while starting:\n${said()}`);
    try {
      return await querying(url, 'SELECT 1');
    } catch {
      await pause(50);
    }
  }
  throw new Error(`PostgreSQL does not answer:\n${said()}`);
}

function launched(program: string, flags: readonly string[], options: SpawnOptions) {
  const server = spawn(program, flags, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  });
  const ended = new Promise<void>((exited) => server.once('exit', () => exited()));
  return { server, ended, said: () => output };
}

export interface ClusterOptions {
  /** Each commit waits for the disk, as in life. */
  durable?: boolean;
  /** Share of the machine's memory for its buffers: PostgreSQL's documentation says a quarter where there is much data. 128 MB where absent. */
  buffers?: number;
}

/** A server of its own in a temporary folder, gone with the process whatever happens. */
export async function startCluster({ durable = false, buffers }: ClusterOptions = {}): Promise<Cluster> {
  if (!bin) throw new Error(missingPostgres);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gatehouse-postgres-'));
  const as = identity();
  if (as) await chown(folder, as.uid, as.gid);
  const data = path.join(folder, 'data');
  const port = await freePort('127.0.0.1');
  const options = { ...as, cwd: folder };
  await run(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'],
    options,
  );
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    max_connections: 200,
    ...(buffers && { shared_buffers: `${Math.floor((os.totalmem() * buffers) / 2 ** 20)}MB` }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const urlOf = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  const launch = () => launched(path.join(bin, 'postgres'), ['-D', data, ...flags], options);
  let running = launch();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const abandon = () => {
    running.server.kill('SIGQUIT');
    remove();
  };
  process.once('exit', abandon);
  const ready = () => answers(urlOf('postgres'), running.server, running.said);
  const end = (signal: 'SIGINT' | 'SIGQUIT') => {
    running.server.kill(signal);
    return running.ended;
  };
  await ready();
  return {
    urlOf,
    query: (sql) => querying(urlOf('postgres'), sql),
    async restart(mode, whileDown) {
      await end(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await whileDown();
      running = launch();
      await ready();
    },
    async stop() {
      process.removeListener('exit', abandon);
      await end('SIGQUIT');
      remove();
    },
  };
}
