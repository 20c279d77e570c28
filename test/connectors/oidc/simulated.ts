// A rig for the conformance suite from one of the simulated providers, over real HTTP: the browser picks the person on its page.
import { readFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair } from 'jose';
import { parse } from 'yaml';
import type { OidcProvider } from '../../../src/config/schema/identity-providers.ts';
import { type Personas, personasSchema } from '../../../src/config/schema/personas.ts';
import { createOidcConnector } from '../../../src/connectors/oidc/connector.ts';
import type { Simulator, SimulatorOptions } from '../../../src/simulators/kit/contract.ts';
import type { Fault, FaultOrder } from '../../../src/simulators/kit/faults.ts';
import { createBrowser } from '../../support/http.ts';
import type { Rig } from '../conformance.ts';
import { attributes, callback, createOutage, record, replyAt, signedOut } from '../rig.ts';

const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
const kid = 'hub-1';
const privateJwk = await exportJWK(privateKey);
const publicJwk = { ...(await exportJWK(publicKey)), kid };

export const personas: Personas = personasSchema.parse(
  parse(await readFile(new URL('../../../config/personas.yaml', import.meta.url), 'utf8')),
);

/** One of the shipped people. */
export function persona(id: string): Personas['people'][number] {
  const found = personas.people.find((person) => person.id === id);
  if (!found) throw new Error(`no persona ${id}`);
  return found;
}

export interface Simulated {
  simulator: Simulator;
  rig(who: string, changes?: Partial<OidcProvider>): Promise<Rig>;
}

/** Starts a simulator that knows the hub's key under the shipped record's client id. */
export async function simulate(
  id: string,
  start: (options: SimulatorOptions) => Promise<Simulator>,
  place: (simulator: Simulator) => Partial<OidcProvider> = () => ({}),
): Promise<Simulated> {
  const client = {
    clientId: record(id, {}).clientId,
    redirectUris: [callback],
    postLogoutRedirectUris: [signedOut],
    jwks: { keys: [publicJwk] },
  };
  const simulator = await start({ host: '127.0.0.1', port: 0, personas, clients: [client] });
  return {
    simulator,
    async rig(who, changes = {}) {
      const outage = await createOutage();
      const provider = record(id, { issuer: simulator.issuer, ...place(simulator), ...changes });
      const connector = createOidcConnector(provider, {
        clientKey: async () => ({ kid, jwk: privateJwk }),
        attributes,
        fetch: outage.fetch,
        log: { warn: () => undefined },
        lifetimes: { discovery: 0, keys: 0 },
      });
      return {
        connector,
        outage,
        walk: (send) => walk(send.kind === 'redirect' ? send.url : '', who),
        fault: (name) => simulator.fault(orderOf(name)),
        close: outage.close,
      };
    },
  };
}

/** `expired`, or `expired of the claims` for what is signed beside the ID token. */
function orderOf(name: string): FaultOrder {
  const fault = name.replace(/ of the claims$/, '') as Fault;
  return { fault, on: fault === name ? 'id_token' : 'claims', milliseconds: 50 };
}

async function walk(url: string, who: string) {
  const browser = createBrowser({ headers: { 'user-agent': 'a browser' } });
  const home = ({ href }: URL) => href.startsWith(callback);
  const page = await browser.visit(url, home);
  if (page.location !== undefined) return replyAt(page.location);
  const done = await browser.submit(page, { persona: who });
  if (done.location === undefined) throw new Error(`${done.status}: ${done.text}`);
  return replyAt(done.location);
}
