// `gatehouse serve`: makes what is missing, starts the hub and, unless told not to, the simulated world around it, and says where to go.
import cluster from 'node:cluster';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/load.ts';
import { drainOf } from '../config/schema/hub.ts';
import { HubError } from '../errors.ts';
import { type Hub, type HubOptions, startHub } from '../hub.ts';
import { createLog, type Log } from '../log.ts';
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
  if (world && !existsSync(keyFile)) await world.writeCouncilKeys(keyFile);
  if (world && !existsSync(notifyKeyFile)) await world.writeNotifyKey(notifyKeyFile);
  const config = await readyConfig(folder);
  const { key: masterKey, made } = await masterKeyFor(config);
  const log = createLog(config.hub.log);
  const hub = count > 1 ? await startWorkers(count, { config, log }) : await tracedHub({ config, masterKey, log });
  const running = await world?.startWorld(config, { councilKeyFile: keyFile, log }).catch(async (error) => {
    await hub.stop();
    throw error;
  });
  // The simulated world goes last: what is under way may need it.
  const stop = async () => {
    await hub.stop();
    await running?.close();
  };
  stopOnSignal(stop, { drain: drainOf(config.hub), log });
  // Whoever reads that it serves may stop it at once.
  if (made) print(`Made a master key: ${resolve(made)}. Back it up: without it the database cannot be read.`);
  print(greeting(config, running));
  return undefined;
}

/** One of several: everything that is made at the first start is there. */
async function serveAsWorker(folder: string): Promise<undefined> {
  try {
    const config = await readyConfig(folder);
    const { key: masterKey } = await masterKeyOf(config);
    const log = createLog(config.hub.log);
    const hub = await tracedHub({ config, masterKey, log, gathered: true, shared: true });
    stopOnSignal(hub.stop, { drain: drainOf(config.hub), log });
    reportToFirst(hub.providers);
    return undefined;
  } catch (error) {
    // The line to the first process would keep this one alive.
    cluster.worker?.disconnect();
    throw error;
  }
}

/** The hub of this process, traced where the environment asks for it. */
async function tracedHub(options: HubOptions): Promise<Hub> {
  const tracing = options.config.environment.traces ? await import('../telemetry/tracing.ts') : undefined;
  const stopTracing = await tracing?.startTracing();
  const hub = await startHub(options);
  const stop = async () => {
    await hub.stop();
    await stopTracing?.();
  };
  return { ...hub, stop };
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

/** How long what is under way may take after draining, in milliseconds: a call to a provider has ten seconds. */
const finishWithin = 20_000;
/** A signal that comes again so soon is the same one, in milliseconds: a terminal and systemd send it to every process, and npm passes it on. */
const sameSignal = 500;

/** On the first signal stops in order, and exits with 0 when all of it is done; on a second one, or when it takes too long, with 1. */
function stopOnSignal(stop: () => Promise<void>, { drain, log }: { drain: number; log: Log }): void {
  let began: number | undefined;
  const failed = (error: unknown) => {
    log.error({ error }, 'could not stop in order');
    process.exit(1);
  };
  const hear = () => {
    if (began !== undefined) {
      // One of several is told by the first process, too, which answers for all of them.
      if (!cluster.isWorker && Date.now() - began > sameSignal) process.exit(1);
      return;
    }
    began = Date.now();
    const late = () =>
      failed(new HubError('internal', { detail: 'something under way took too long, and was cut off' }));
    // The first of several processes waits a moment longer, and sees how the others ended.
    setTimeout(late, drain * 1000 + finishWithin + (cluster.isWorker ? 0 : 1000)).unref();
    stop().then(() => process.exit(0), failed);
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
}
