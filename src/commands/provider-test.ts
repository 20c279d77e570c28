// `gatehouse provider test ID`: looks at a provider from all sides that need nobody, then has the operator sign in there once, and prints every
// check with what to do about it. The trial's answer comes to the running hub. It must never sign anybody in at a service.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ensureKeys, loadKeyRing } from '../authorization/key-ring.ts';
import type { Config } from '../config/load.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Connector, Send } from '../connectors/contract.ts';
import { createConnector } from '../connectors/index.ts';
import { type TrialResult, trialId } from '../connectors/trial.ts';
import { connectorTools } from '../hub/answering.ts';
import { createLog } from '../log.ts';
import { levelsFor } from '../registry/life.ts';
import type { OpenStore } from '../store/open.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';
import { knownProvider } from './provider-switch.ts';
import { type Check, findings, readable } from './trial-findings.ts';

export interface TestArguments {
  config: string;
  id: string;
  /** Seconds to wait for the person. */
  timeout: number;
}

/** Exit status 0 only when every check passed. */
export function providerTest(given: TestArguments, print: (line: string) => void): Promise<number> {
  return withData(given.config, async (store, config) => {
    const provider = knownProvider(config, given.id);
    const connector = await connectorOf(provider, store, config);
    const checks = await withoutAnybody({ provider, connector, config });
    for (const check of checks) print(readable(check));
    if (checks.some(({ passed }) => !passed)) {
      print('\nNobody needs to sign in before these are put right.');
      return 1;
    }
    const result = await trial({ provider, connector, store, config, given, print });
    if (!result) {
      print(`FAIL  nobody came back within ${given.timeout} seconds → begin again, and finish at the provider`);
      return 1;
    }
    const found = findings(result, { provider, vocabulary: config.assurance.vocabularies[provider.vocabulary] });
    for (const check of found) print(readable(check));
    const failed = found.filter(({ passed }) => !passed).length;
    print(failed === 0 ? '\nEverything passed.' : `\n${failed} of ${found.length} checks failed.`);
    if (failed === 0 && !provider.enabled)
      print('Set enabled: true in its record, and restart, to offer it to people.');
    return failed === 0 ? 0 : 1;
  });
}

async function connectorOf(provider: IdentityProvider, store: OpenStore, config: Config): Promise<Connector> {
  await ensureKeys(store.keys, { saml: provider.protocol === 'saml' });
  const ring = await loadKeyRing(store.keys);
  const trail = createTrail(store.trail, store.vault);
  return createConnector(
    provider,
    connectorTools({ ...config, store, trail, log: createLog('silent') }, () => ring),
  );
}

interface Looking {
  provider: IdentityProvider;
  connector: Connector;
  config: Config;
}

/** What can be seen before anybody signs in. */
async function withoutAnybody({ provider, connector, config }: Looking): Promise<Check[]> {
  const { issuer } = config.hub;
  const probe = await connector.probe?.();
  const upkeep = await connector.upkeep?.();
  const published = provider.protocol === 'saml' ? '/saml/metadata' : '/client-keys';
  return [
    {
      name: 'the provider answers',
      passed: probe?.up ?? true,
      found: probe?.detail ?? '',
      remedy: 'check the address in its record, and that this machine may reach it',
    },
    ...(upkeep?.warnings ?? []).map(({ kind, detail }) => ({
      name: 'what it publishes is in order',
      passed: kind === 'expires-soon',
      found: detail,
      remedy: 'ask the provider for new metadata, or correct its record',
    })),
    await reachable('the hub runs', `${issuer}/health/live`, 'start the hub: the answer to the trial comes to it'),
    await reachable(
      'the hub shows its keys',
      `${issuer}${published}`,
      'restart the hub, so that it knows this provider',
    ),
  ];
}

async function reachable(name: string, url: string, remedy: string): Promise<Check> {
  const status = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) }).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.status;
    },
    () => 0,
  );
  return { name, passed: status === 200, found: status === 0 ? `no answer at ${url}` : `status ${status}`, remedy };
}

interface Trying extends Looking {
  store: OpenStore;
  given: TestArguments;
  print(line: string): void;
}

/** Sends the operator to the provider, and waits for what the hub found in the answer. Undefined when nobody came back. */
async function trial({ provider, connector, store, config, given, print }: Trying): Promise<TrialResult | undefined> {
  const [state, id] = [randomBytes(32).toString('base64url'), trialId(randomBytes(16).toString('base64url'))];
  const { send, memo } = await connector.start({
    callback: `${config.hub.issuer}/callback/${provider.id}`,
    state,
    words: strongestWords(provider, config),
    attributes: provider.attributes,
    forceReauthentication: true,
    locale: 'en',
  });
  const until = Math.floor(Date.now() / 1000) + given.timeout;
  await store.pendingReplies.put(state, { uid: id, provider: provider.id, memo }, until);
  print(`\nOpen this in a browser, and sign in:\n${await addressOf(send)}\n`);
  print('Waiting for the answer …');
  while (Date.now() / 1000 < until) {
    const result = (await store.providerFacts.find(provider.id, 'trial')) as unknown as TrialResult | undefined;
    if (result?.trial === id) return result;
    await pause(500);
  }
  return undefined;
}

/** The words for the most that it is accredited for and can be asked. */
function strongestWords(provider: IdentityProvider, { assurance }: Config): Readonly<Record<string, string>> {
  const within = levelsFor({ ...provider, onboarding: [] }, '');
  const asks = assurance.vocabularies[provider.vocabulary]?.asks.filter(({ level }) => within(level)) ?? [];
  return asks.at(-1)?.send ?? {};
}

/** A form goes by a page in the temporary folder. */
async function addressOf(send: Send): Promise<string> {
  if (send.kind === 'redirect') return send.url;
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const fields = Object.entries(send.fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const page = `<!DOCTYPE html><title>Trial</title><form method="post" action="${escaped(send.url)}">${fields.join('')}<button>Go to the provider</button></form>`;
  const file = join(tmpdir(), `gatehouse-trial-${randomBytes(6).toString('hex')}.html`);
  await writeFile(file, page, { mode: 0o600 });
  return pathToFileURL(file).href;
}
