// `gatehouse serve`: makes what is missing, starts the hub and, unless told not to, the simulated world around it, and says where to go.
import cluster from 'node:cluster';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../config/load.ts';
import { startHub } from '../hub.ts';
import { createLog } from '../log.ts';
import type { World } from '../simulators/world.ts';
import { masterKeyFor } from './open-data.ts';
import { masterKeyOf, readyConfig } from './ready-config.ts';
import { reportToFirst, startWorkers, workerCount } from './workers.ts';

export interface ServeArguments {
  config: string;
  simulators: boolean;
  /** How many processes: a number, or `auto`. */
  workers: string;
}

/** Returns when everything serves; the process then lives until SIGINT or SIGTERM. */
export async function serve({ config: folder, simulators, workers }: ServeArguments, print: (line: string) => void) {
  if (cluster.isWorker) return serveAsWorker(folder);
  const count = workerCount(workers);
  const world = simulators ? await import('../simulators/world.ts') : undefined;
  const certs = join(folder, '..', 'certs');
  const keyFile = join(certs, 'demo-council.json');
  const notifyKeyFile = join(certs, 'notify.key');
  if (world && !(await exists(keyFile))) await world.writeCouncilKeys(keyFile);
  if (world && !(await exists(notifyKeyFile))) await world.writeNotifyKey(notifyKeyFile);
  const config = await readyConfig(folder);
  const { key: masterKey, made } = await masterKeyFor(config);
  const log = createLog(config.hub.log);
  const hub = count > 1 ? await startWorkers(count, { config, log }) : await startHub({ config, masterKey, log });
  const running = await world?.startWorld(config, { councilKeyFile: keyFile, log }).catch(async (error) => {
    await hub.close();
    throw error;
  });
  if (made) print(`Made a master key: ${resolve(made)}. Back it up: without it the database cannot be read.`);
  print(greeting(config, running));
  stopOnSignal([...(running ? [running] : []), hub]);
  return undefined;
}

/** One of several: everything that is made at the first start is there. */
async function serveAsWorker(folder: string): Promise<undefined> {
  try {
    const config = await readyConfig(folder);
    const { key: masterKey } = await masterKeyOf(config);
    const hub = await startHub({ config, masterKey, log: createLog(config.hub.log), gathered: true, shared: true });
    stopOnSignal([hub]);
    reportToFirst(hub.providers);
    return undefined;
  } catch (error) {
    // The line to the first process would keep this one alive.
    cluster.worker?.disconnect();
    throw error;
  }
}

function greeting({ hub }: Config, world: World | undefined): string {
  const lines = ['', `Gatehouse serves at ${hub.issuer}`];
  for (const { name, url } of world?.places ?? []) lines.push(`  ${name.padEnd(24)} ${url}`);
  lines.push(`  ${'Metrics'.padEnd(24)} http://${hub.metrics.host}:${hub.metrics.port}/metrics`);
  if (world) {
    lines.push(
      '',
      `Try this: open ${world.start}, choose "Parking permit", sign in with any account,`,
      'and pick somebody on the simulated page. Everybody there is invented.',
      'Then try it in Welsh, cancel half-way, or make the provider go wrong on its page.',
    );
  }
  lines.push('', 'Ctrl+C stops everything; data stays for the next start.', '');
  return lines.join('\n');
}

/** The longest that stopping may take, in milliseconds. */
const stopWithin = 10_000;

function stopOnSignal(running: readonly { close(): Promise<void> }[]): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // A database that does not answer must not keep the process.
    setTimeout(() => process.exit(1), stopWithin).unref();
    await Promise.allSettled(running.map((part) => part.close()));
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
