// The composition root: everything is built here, in the order of a sign-in. It is the only file that knows all folders,
// and it decides nothing: whoever wants to know what happens next follows `steps` below.
import { createServer, type Server } from 'node:http';
import { createAcr } from './assurance/acr.ts';
import { createAssurance } from './assurance/step.ts';
import { artefactHooks } from './authorization/artefact-hooks.ts';
import { createAskedLevel } from './authorization/asked-level.ts';
import { createGrants } from './authorization/grants.ts';
import { ensureKeys } from './authorization/key-ring.ts';
import { createPages } from './authorization/pages.ts';
import { createPolicy } from './authorization/policy.ts';
import { buildProvider, type ProviderOptions } from './authorization/provider.ts';
import { createServiceClients, onlyFinding } from './authorization/service-clients.ts';
import { createStanding } from './authorization/standing.ts';
import { createSwitchable, type SwitchableProvider } from './authorization/switchable.ts';
import { createOpenWaitingRequest } from './authorization/waiting-request.ts';
import { createChoice } from './choice/step.ts';
import type { Config } from './config/load.ts';
import { languages } from './config/schema/common.ts';
import { createTakeReply } from './connectors/callback.ts';
import { createConnectors } from './connectors/index.ts';
import type { Log } from './log.ts';
import { createMatching } from './matching/step.ts';
import { createFinish } from './release/finish.ts';
import { createShare } from './release/share.ts';
import { createApp } from './server/app.ts';
import { createErrorPages } from './server/error-pages.ts';
import { healthRoutes } from './server/health.ts';
import { listen } from './server/listen.ts';
import { createMetrics } from './server/metrics.ts';
import { createSignInRoutes } from './server/sign-in-routes.ts';
import { createFormTokens } from './signin/form-token.ts';
import { createSignIns } from './signin/record.ts';
import type { Step } from './signin/step.ts';
import { createReplace } from './signout/replace.ts';
import { type OpenStore, openStore } from './store/open.ts';
import { createTrail } from './trail/events.ts';
import { assetsRouter } from './views/assets.ts';
import { createRender } from './views/render.ts';
import { createCompose } from './views/respond.ts';

export interface HubOptions {
  config: Config;
  /** 32 bytes. */
  masterKey: Buffer;
  log: Log;
}

export interface Hub {
  store: OpenStore;
  /** Takes notice of keys that another process turned, without waiting for the next look. */
  refreshKeys(): Promise<void>;
  close(): Promise<void>;
}

/** How often a node looks for turned keys, and sweeps what has expired, in milliseconds. */
const lookEvery = 2000;
const sweepEvery = 30_000;

/** Opens the store, builds the hub and serves it. @throws HubError `configuration` when a port is taken */
export async function startHub({ config, masterKey, log }: HubOptions): Promise<Hub> {
  const { hub } = config;
  const store = await openStore({
    masterKey,
    ...(config.environment.databaseUrl
      ? { databaseUrl: config.environment.databaseUrl }
      : { sqliteFile: hub.database }),
  });
  try {
    await ensureKeys(store.keys);
    const metrics = createMetrics(log);
    const { app, provider } = await build(config, { store, log, metrics });
    const servers = [
      await listen(createServer(app), hub.listen, 'listen.port in hub.yaml, or GATEHOUSE_PORT'),
      await listen(metrics.server(), hub.metrics, 'metrics.port in hub.yaml, or GATEHOUSE_METRICS_PORT'),
    ];
    const sweeper = setInterval(() => void store.sweep().catch((error) => log.warn({ error }, 'no sweep')), sweepEvery);
    return {
      store,
      refreshKeys: () => provider.refresh(),
      async close() {
        clearInterval(sweeper);
        provider.stop();
        await Promise.all(servers.map(closed));
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Parts {
  store: OpenStore;
  log: Log;
  metrics: ReturnType<typeof createMetrics>;
}

async function build(config: Config, { store, log, metrics }: Parts) {
  const { hub, organisations, services, providers, assurance, attributes } = config;
  const { issuer, lifetimes } = hub;
  const trail = metrics.counted(createTrail(store.trail, store.vault));
  const compose = createCompose(createRender());
  const signIns = createSignIns(store.signIns);
  const { authentications, releases, agreements, pendingReplies } = store;

  // A service asks.
  const acr = createAcr(issuer, assurance);
  const askedLevel = createAskedLevel(acr, assurance.vtr);
  const standing = createStanding(authentications);
  const grants = createGrants({
    services,
    attributes,
    acr,
    standing,
    releases,
    agreements,
    lifetime: lifetimes.refreshToken,
  });
  const findClient = createServiceClients({ services, attributes, serviceKeys: config.serviceKeys });
  const artefacts = store.artefacts(artefactHooks);
  const options: ProviderOptions = {
    hub,
    languages,
    acr,
    attributes,
    adapter: (model) => (model === 'Client' ? onlyFinding(findClient) : artefacts(model)),
    policy: createPolicy({ services, standing, askedLevel }),
    grants,
    releases,
    subjects: store.subjects,
    pages: createPages({ issuer, compose, log, services, organisations, providers, standing }),
    trail,
    providers,
    checkAsked(clientId, parameters) {
      const service = services.get(clientId);
      if (service) askedLevel(service, parameters);
    },
    cookieKeys: [store.vault.derive('cookies').toString('base64url')],
  };
  const provider: SwitchableProvider = await createSwitchable({
    keys: store.keys,
    build: (ring) => buildProvider(options, ring),
    every: lookEvery,
    failed: (error) => log.warn({ error }, 'could not look for turned keys'),
  });
  const open = createOpenWaitingRequest({
    provider: provider.current,
    services,
    attributes,
    askedLevel,
    grants,
    authentications,
  });

  // The person picks a provider, and comes back from it.
  const connectors = createConnectors(providers, {
    clientKey: async () => provider.ring().providerKey,
    attributes: Object.fromEntries(attributes.map((row) => [row.name, row])),
    log,
  });
  const takeReply = createTakeReply({ providers, connectors, pendingReplies, signIns, trail });

  // The way of a sign-in, in order. Each step says whether it is still needed.
  const steps: Step[] = [
    createChoice({
      issuer,
      providers,
      assurance,
      connectors,
      pendingReplies,
      signIns,
      trail,
      lifetime: lifetimes.journey,
    }),
    createAssurance({ providers, assurance, signIns, trail }),
    createMatching({
      people: store.people,
      authentications,
      signIns,
      trail,
      lifetime: lifetimes.session + lifetimes.journey,
    }),
    createReplace({ signIns, trail }),
    createShare({ attributes, providers, agreements, authentications, signIns, trail }),
    createFinish({ signIns, trail }),
  ];

  const app = createApp({
    issuer,
    observe: metrics.observe,
    health: healthRoutes(store.ping),
    assets: assetsRouter(config.folder),
    signIn: createSignInRoutes({
      issuer,
      steps,
      signIns,
      organisations,
      open,
      formTokens: createFormTokens(store.vault.derive('form-tokens')),
      compose,
      trail,
      lifetime: lifetimes.journey,
    }),
    takeReply,
    clientKeys: () => provider.ring().provider,
    trustMark: { issuer, vectors: assurance.acr },
    services: (request, response) => provider.handle(request, response),
    compose,
    errorPages: createErrorPages({ issuer, compose, log, signIns, services, organisations }),
  });
  return { app, provider };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
