// The simulated world around a hub, for trying it out: the providers, a demo council, and what sends messages. Never part of a hub in production.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import type { Config } from '../config/load.ts';
import type { Log } from '../log.ts';
import { startCouncil } from './council/council.ts';
import { councilKeys } from './council/keys.ts';
import { residentsOf } from './council/register.ts';
import { newNotifyKey } from './notify/key.ts';
import { startNotify } from './notify/start.ts';
import { startSimulators } from './start.ts';

export interface World {
  places: { name: string; url: string }[];
  /** Where a person begins. */
  start: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
/** Where everybody is, unless they are moved. */
export const worldPorts = {
  council: 3001,
  central: 3010,
  nhs: 3011,
  local: 3012,
  scotland: 3013,
  staff: 3014,
  notify: 3015,
};

interface Given {
  councilKeyFile: string;
  log: Log;
  /** Where the configuration has them. */
  ports?: typeof worldPorts;
}

/** Starts the world at its addresses. */
export async function startWorld(config: Config, given: Given): Promise<World> {
  const { council: councilPort, notify: notifyPort, ...ports } = given.ports ?? worldPorts;
  const privateJwk = JSON.parse(await readFile(given.councilKeyFile, 'utf8'));
  const { issuer } = config.hub;
  const providers = await startSimulators({ personas: config.personas, hubIssuer: issuer, host, ports });
  const services = [...config.services.values()].filter((service) => service.organisation === 'exampleton');
  const report = (reason: string) => given.log.info({ reason }, 'the demo council could not go on');
  const council = await startCouncil({
    host,
    port: councilPort,
    hubIssuer: issuer,
    services,
    privateJwk,
    report,
    residents: residentsOf(config.personas),
  });
  const notify = await notifyFor(config, notifyPort);
  const { central, nhs, local, scotland, staff } = providers;
  return {
    start: council.url,
    places: [
      { name: 'Demo council', url: council.url },
      { name: 'Central account', url: central.url },
      { name: 'NHS login', url: nhs.url },
      { name: 'Local citizen account', url: local.url },
      { name: 'Scottish account', url: scotland.url },
      { name: 'Council staff', url: staff.url },
      ...(notify ? [{ name: 'Messages (Notify)', url: notify.url }] : []),
    ],
    async close() {
      await Promise.all([council.close(), providers.close(), notify?.close()]);
    },
  };
}

/** Nobody is told anything where there is no notices.yaml. */
async function notifyFor({ notices, notifyKey: key }: Config, port: number) {
  if (!notices || key === undefined) return undefined;
  return startNotify({ host, port, key, templates: notices.templates });
}

/** Makes a key for the simulated Notify. */
export async function writeNotifyKey(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${newNotifyKey()}\n`, { mode: 0o600 });
}

/** Makes the demo council's key: the private part for the council, the public part, which is returned, for services.yaml. */
export async function writeCouncilKeys(file: string): Promise<JSONWebKeySet> {
  const { privateJwk, publicJwks } = await councilKeys();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(privateJwk, null, 2)}\n`, { mode: 0o600 });
  await writeFile(file.replace(/\.json$/, '.public.json'), `${JSON.stringify(publicJwks, null, 2)}\n`);
  return publicJwks as JSONWebKeySet;
}
