// The real command line as a child process, over a copy of the shipped configuration and a database of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../src/commands/free-port.ts';
import { councilKeys } from '../../src/simulators/council/keys.ts';
import { newNotifyKey } from '../../src/simulators/notify/key.ts';

export interface Said {
  status: number | null;
  out: string;
  err: string;
}

export interface Place {
  /** Holds config/, certs/ and hub.sqlite. */
  folder: string;
  port: number;
  metricsPort: number;
  /** Runs a command to its end. */
  run(words: readonly string[], changes?: Record<string, string>): Promise<Said>;
  /** Starts a command, and returns once it has said something like this. */
  begin(words: readonly string[], until: RegExp): Promise<{ match: RegExpExecArray; said: Promise<Said> }>;
  /** Starts `serve`, and returns once it says where it serves. */
  serve(...words: string[]): Promise<{ pid: number; said: Promise<Said>; stop(): Promise<Said> }>;
  /** Ends whatever a test left running. */
  close(): Promise<void>;
}

const main = resolve('src/main.ts');

/** What oidc-provider says of a Node that is newer than it knows. */
const newerNode = /^oidc-provider WARNING: Unsupported runtime\..*\n/m;

/** A place where nothing was ever started, but for the keys that the simulated world makes. `environment`: what every command finds there, too. */
export async function newPlace(environment: Record<string, string> = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-command-'));
  await cp('config', join(folder, 'config'), { recursive: true });
  await mkdir(join(folder, 'certs'));
  const { publicJwks } = await councilKeys();
  await writeFile(join(folder, 'certs', 'demo-council.public.json'), JSON.stringify(publicJwks));
  await writeFile(join(folder, 'certs', 'notify.key'), newNotifyKey());
  const port = await freePort('localhost');
  const metricsPort = await freePort('127.0.0.1');
  const running = new Set<ChildProcess>();
  const start = (words: readonly string[], changes: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [main, ...words, '--config', join(folder, 'config')], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        GATEHOUSE_ISSUER: `http://localhost:${port}`,
        GATEHOUSE_PORT: String(port),
        GATEHOUSE_METRICS_PORT: String(metricsPort),
        GATEHOUSE_DATABASE: join(folder, 'hub.sqlite'),
        ...environment,
        ...changes,
      },
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    return { child, said: hear(child) };
  };
  return {
    folder,
    port,
    metricsPort,
    run: (words, changes) => start(words, changes).said,
    async begin(words, until) {
      const { child, said } = start(words);
      let out = '';
      const match = new Promise<RegExpExecArray>((found, lost) => {
        child.stdout.on('data', (chunk: Buffer) => {
          out += chunk;
          const here = until.exec(out);
          if (here) found(here);
        });
        said.then((all) => lost(new Error(`it ended before: ${all.out}${all.err}`)));
      });
      return { match: await match, said };
    },
    async serve(...words) {
      const { child, said } = start(['serve', '--no-simulators', ...words]);
      const stop = () => {
        child.kill('SIGTERM');
        return said;
      };
      const serves = new Promise<void>((ready) =>
        child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('Gatehouse serves at') && ready()),
      );
      const early = await Promise.race([serves, said]);
      if (early) throw new Error(`it does not serve: ${early.out}${early.err}`);
      return { pid: child.pid ?? 0, said, stop };
    },
    async close() {
      for (const child of running) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function hear(child: ChildProcess): Promise<Said> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const status = await new Promise<number | null>((ended) => child.once('close', ended));
  return { status, out, err: err.replace(newerNode, '') };
}
