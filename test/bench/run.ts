// One run of the bench: starts the processes, warms them up, and measures every operation at the hub and at bare oidc-provider by
// turns, round after round, so that both sides of a ratio met the same machine. It must never leave a process behind.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/commands/free-port.ts';
import { type Child, startChild } from '../support/processes/child.ts';
import { createBrowser, createDriver } from '../support/processes/driver.ts';
import { wrong } from '../support/processes/forms.ts';
import { bareSettings, centralSettings, hubSettings, localSettings } from '../support/processes/settings.ts';
import { shippedConfig } from '../support/shipped.ts';
import type { Results } from './figures.ts';
import { measure, type Processes, type Round, warm } from './measure.ts';
import * as operations from './service.ts';

export interface RunOptions {
  /** How long each measure lasts in each round. */
  seconds: number;
  rounds: number;
  /** How often each operation is done before the first round: what is not compiled yet costs several times as much, on either side. */
  warmUp: number;
  /** Sign-ins and other operations under way at once. */
  workers: number;
  /** Measures a hub on this PostgreSQL database too; it has to be empty. */
  databaseUrl?: string | undefined;
  /** A folder for CPU profiles of the hubs. */
  profile?: string | undefined;
  /** Told what is being measured. */
  say(line: string): void;
}

const plan: Readonly<Record<string, { prepare: operations.Prepare; hubOnly?: true }>> = {
  'sign-in': { prepare: operations.signIn },
  'sign-in, provider named': { prepare: operations.hintedSignIn, hubOnly: true },
  'sign-in, SAML': { prepare: operations.samlSignIn, hubOnly: true },
  'single sign-on': { prepare: operations.singleSignOn },
  refresh: { prepare: operations.refresh },
  'client credentials': { prepare: operations.clientCredentials },
  discovery: { prepare: operations.discovery },
  JWKS: { prepare: operations.jwks },
};

interface Measure {
  operation: string;
  site: string;
  work: operations.Operation[];
  processes: Processes;
  rounds: Round[];
}

interface Started {
  hubs: Record<string, Child>;
  /** Where people sign in and agree on the library's own pages, and where there are none: the least that the protocol costs. */
  bare: Child;
  pageless: Child;
  client: Child;
  central: Child;
  local: Child;
}

/** Starts everything; each child is handed to `keep` as soon as it runs. */
async function startAll(options: RunOptions, folder: string, keep: (child: Child) => Child): Promise<Started> {
  const { databaseUrl, profile } = options;
  const shipped = await shippedConfig();
  const [sqlitePort, postgresPort, clientPort] = [await freePort(), await freePort(), await freePort()];
  const ports = [sqlitePort, postgresPort, clientPort];
  const central = keep(await startChild('central', centralSettings(shipped, ports)));
  const local = keep(await startChild('local', localSettings(shipped, ports.slice(0, 2))));
  const startHub = async (port: number, url?: string) => {
    const settings = await hubSettings(shipped, {
      port,
      central: central.url,
      local: local.url,
      folder,
      databaseUrl: url,
    });
    return keep(await startChild('hub', settings, profile));
  };
  const upstream = { issuer: `${central.url}/`, clientId: `gatehouse-${clientPort}`, port: clientPort };
  return {
    central,
    local,
    hubs: {
      sqlite: await startHub(sqlitePort),
      ...(databaseUrl && { postgres: await startHub(postgresPort, databaseUrl) }),
    },
    bare: keep(await startChild('bare', bareSettings(await freePort(), true))),
    pageless: keep(await startChild('bare', bareSettings(await freePort(), false))),
    client: keep(await startChild('upstream-client', upstream)),
  };
}

type Driver = ReturnType<typeof createDriver>;

/** The bare client signs in at the provider and reads userinfo; nobody asks it for tokens. */
function upstreamRoundTrip(driver: Driver, client: Child): operations.Operation {
  return async () => {
    const browser = createBrowser(driver, client.url);
    const back = await operations.walk(browser, `${client.url}/start`, `${client.url}/callback/`);
    const answer = await browser.ask(back.href);
    if (answer.status !== 200 || !answer.body.includes('"email"')) throw wrong('no userinfo', answer);
  };
}

/** Every measure, in the order of a round. */
async function measuresOf(driver: Driver, started: Started, workers: number): Promise<Measure[]> {
  const { hubs, bare, pageless, client, central, local } = started;
  const sites = { ...hubs, bare };
  const measures: Measure[] = [];

  /** What a sign-in is held against besides: one call to a provider, and the protocol without a page. */
  async function leastMeasures(): Promise<Measure[]> {
    const called = Array.from({ length: workers }, () => upstreamRoundTrip(driver, client));
    const open = await operations.openSite(driver, pageless.url);
    const signedIn = await Promise.all(Array.from({ length: workers }, () => operations.signIn(open)));
    const calling = { measured: client, others: { provider: central } };
    const signing = { measured: pageless, others: {} };
    return [
      { operation: 'upstream', site: 'client', work: called, processes: calling, rounds: [] },
      { operation: 'sign-in, no pages', site: 'bare', work: signedIn, processes: signing, rounds: [] },
    ];
  }

  for (const [operation, { prepare, hubOnly }] of Object.entries(plan)) {
    for (const [site, measured] of Object.entries(hubOnly ? hubs : sites)) {
      const open = await operations.openSite(driver, measured.url);
      const work = await Promise.all(Array.from({ length: workers }, () => prepare(open)));
      const others: Processes['others'] =
        site === 'bare' ? {} : { provider: operation === 'sign-in, SAML' ? local : central };
      measures.push({ operation, site, work, processes: { measured, others }, rounds: [] });
    }
    if (operation === 'sign-in') measures.push(...(await leastMeasures()));
  }
  return measures;
}

async function measureAll(measures: readonly Measure[], options: RunOptions): Promise<void> {
  const { seconds, rounds, warmUp, say } = options;
  for (const { work } of measures) await warm(work, warmUp);
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    // Neighbours stay neighbours, but who comes first changes.
    for (const one of round % 2 === 1 ? measures : measures.toReversed()) {
      one.rounds.push(await measure(one.work, seconds, one.processes));
    }
  }
}

/** Runs it. Rejects with the first wrong answer. */
export async function runBench(options: RunOptions): Promise<Results> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const driver = createDriver(options.workers);
  const children: Child[] = [];
  const keep = (child: Child) => {
    children.push(child);
    return child;
  };
  try {
    const started = await startAll(options, folder, keep);
    options.say('warming up');
    const measures = await measuresOf(driver, started, options.workers);
    await measureAll(measures, options);
    return Object.fromEntries(
      Object.entries(Object.groupBy(measures, ({ operation }) => operation)).map(([operation, of = []]) => [
        operation,
        Object.fromEntries(of.map(({ site, rounds }) => [site, rounds])),
      ]),
    );
  } finally {
    await driver.close();
    await Promise.all(children.map((child) => child.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}
