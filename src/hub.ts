// The composition root: everything is built here, in the order of a sign-in. It is the only file that knows all folders,
// and it decides nothing: whoever wants to know what happens next reads `stepsInOrder` below.
import { createServer, type Server } from 'node:http';
import { createAcr } from './assurance/acr.ts';
import { createAssurance } from './assurance/step.ts';
import { artefactHooks } from './authorization/artefact-hooks.ts';
import { createAskedLevel } from './authorization/asked-level.ts';
import { createAskedToLeave } from './authorization/asked-to-leave.ts';
import { createGrants } from './authorization/grants.ts';
import { ensureKeys, type KeyRing } from './authorization/key-ring.ts';
import { createPages } from './authorization/pages.ts';
import { createPolicy } from './authorization/policy.ts';
import { buildProvider, type ProviderOptions } from './authorization/provider.ts';
import { createServiceClients, onlyFinding } from './authorization/service-clients.ts';
import { createStanding } from './authorization/standing.ts';
import { createSwitchable, type SwitchableProvider } from './authorization/switchable.ts';
import { createOpenWaitingRequest, type OpenWaitingRequest } from './authorization/waiting-request.ts';
import { createChoice } from './choice/step.ts';
import type { Config } from './config/load.ts';
import { languages } from './config/schema/common.ts';
import { createTakeReply, type TakeReply } from './connectors/callback.ts';
import type { Connector } from './connectors/contract.ts';
import { type ConnectorTools, createConnectors } from './connectors/index.ts';
import { createSamlKeys } from './connectors/saml/keys.ts';
import { createServiceMetadata } from './connectors/saml/service-metadata.ts';
import type { Log } from './log.ts';
import { createMatching } from './matching/step.ts';
import { createResumption } from './pause/resume.ts';
import { createPause } from './pause/step.ts';
import { type Blocked, createBlocked } from './registry/blocked.ts';
import { createKeptMetadata } from './registry/kept-metadata.ts';
import { createLife, type Life } from './registry/life.ts';
import { createLiveProviders, type LiveProviders } from './registry/live-providers.ts';
import { startProbes } from './registry/probes.ts';
import { startUpkeep } from './registry/upkeep.ts';
import { createFinish } from './release/finish.ts';
import { createShare } from './release/share.ts';
import { createApp } from './server/app.ts';
import { createErrorPages } from './server/error-pages.ts';
import { healthRoutes } from './server/health.ts';
import { listen } from './server/listen.ts';
import { createMetrics } from './server/metrics.ts';
import { createResumeRoutes } from './server/resume-routes.ts';
import { createSignInRoutes } from './server/sign-in-routes.ts';
import { createFormTokens } from './signin/form-token.ts';
import { createSignIns, type SignIns } from './signin/record.ts';
import type { Step } from './signin/step.ts';
import { createLeaving, type Leaving } from './signout/leave.ts';
import { createReplace } from './signout/replace.ts';
import { type OpenStore, openStore } from './store/open.ts';
import { createTrail, type Recorder } from './trail/events.ts';
import { createGathering, type Gathering } from './trail/gather.ts';
import { assetsRouter } from './views/assets.ts';
import { createRender } from './views/render.ts';
import { type Compose, createCompose } from './views/respond.ts';

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
  /** The same for switches and health of providers, and blocked people. */
  refreshSwitches(): Promise<void>;
  close(): Promise<void>;
}

/** How often a node looks for turned keys, and sweeps what has expired, in milliseconds. */
const lookEvery = 2000;
const sweepEvery = 30_000;
/** How often a node looks for switched providers, and each provider is looked at, in milliseconds. */
const switchesEvery = 1000;
const probeEvery = 30_000;
/** How long after the start what providers publish is first looked at, in milliseconds. */
const upkeepAfter = 3000;

/** Opens the store, builds the hub and serves it. @throws HubError `configuration` when a port is taken */
export async function startHub({ config, masterKey, log }: HubOptions): Promise<Hub> {
  const { hub } = config;
  const store = await openStore({
    masterKey,
    ...(config.environment.databaseUrl
      ? { databaseUrl: config.environment.databaseUrl }
      : { sqliteFile: hub.database }),
  });
  const servers: Server[] = [];
  const stops: (() => void)[] = [];
  const close = async () => {
    for (const stop of stops) stop();
    await Promise.all(servers.map(closed));
    await store.close();
  };
  try {
    await ensureKeys(store.keys, { saml: [...config.providers.values()].some(({ protocol }) => protocol === 'saml') });
    const metrics = createMetrics(log);
    const { app, provider, live, blocked, beside } = await build({ config, store, log, metrics });
    stops.push(provider.stop, live.stop, blocked.stop, ...beside);
    servers.push(await listen(createServer(app), hub.listen, 'listen.port in hub.yaml, or GATEHOUSE_PORT'));
    servers.push(await listen(metrics.server(), hub.metrics, 'metrics.port in hub.yaml, or GATEHOUSE_METRICS_PORT'));
    const sweeper = setInterval(() => void store.sweep().catch((error) => log.warn({ error }, 'no sweep')), sweepEvery);
    stops.push(() => clearInterval(sweeper));
    const refreshSwitches = async () => {
      await Promise.all([live.refresh(), blocked.refresh()]);
    };
    return { store, refreshKeys: () => provider.refresh(), refreshSwitches, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Parts {
  config: Config;
  store: OpenStore;
  log: Log;
  metrics: ReturnType<typeof createMetrics>;
}

/** The parts in the order in which a sign-in meets them, and the HTTP surface over them. */
async function build({ config, store, log, metrics }: Parts) {
  const live = await createLiveProviders({
    records: config.providers,
    facts: store.providerFacts,
    every: switchesEvery,
    failed: (error) => log.warn({ error }, 'could not look for switched providers'),
  });
  const blocked = await createBlocked({
    people: store.people,
    every: switchesEvery,
    failed: (error) => log.warn({ error }, 'could not look for blocked people'),
  });
  const gathering = createGathering(metrics.counted(createTrail(store.trail, store.vault)));
  // Filled as soon as the providers' part stands: signing out happens long after that.
  const connectors = new Map<string, Connector>();
  const { pendingReplies } = store;
  const house = {
    ...config,
    providers: live.providers,
    live,
    blocked,
    life: createLife({
      providers: live.providers,
      services: config.services,
      session: config.hub.lifetimes.session,
    }),
    store,
    log,
    metrics,
    ...gathering,
    leaving: createLeaving({ issuer: config.hub.issuer, connectors, pendingReplies, trail: gathering.trail }),
    compose: createCompose(createRender()),
    signIns: createSignIns(store.signIns),
  };
  const asking = await whereServicesAsk(house);
  const answering = whereProvidersAnswer(house, asking);
  for (const [id, connector] of answering.connectors) connectors.set(id, connector);
  const steps = stepsInOrder(house, answering.connectors);
  return {
    app: surface(house, { ...asking, ...answering, steps }),
    ...asking,
    live,
    blocked,
    beside: besideSignIns(house, answering),
  };
}

/** What every part may need. */
interface House extends Omit<Config, 'providers'>, Omit<Parts, 'config'>, Gathering {
  providers: LiveProviders['providers'];
  live: LiveProviders;
  blocked: Blocked;
  life: Life;
  leaving: Leaving;
  compose: Compose;
  signIns: SignIns;
}

/** A service asks: the OpenID provider towards services, and the request that waits in it while the person signs in. */
async function whereServicesAsk(house: House) {
  const { hub, organisations, services, providers, assurance, attributes, store, log, trail, compose } = house;
  const { issuer, lifetimes } = hub;
  const { authentications, releases, agreements, subjects } = store;
  const acr = createAcr(issuer, assurance);
  const askedLevel = createAskedLevel(acr, assurance.vtr);
  const isBlocked = house.blocked.has;
  const standing = createStanding({ authentications, life: house.life, isBlocked });
  const lifetime = lifetimes.refreshToken;
  const grants = createGrants({ services, attributes, acr, standing, releases, agreements, lifetime });
  const findClient = createServiceClients({ services, attributes, serviceKeys: house.serviceKeys });
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
    life: house.life,
    isBlocked,
    subjects,
    pages: createPages({ issuer, compose, log, services, organisations, providers, standing, leaving: house.leaving }),
    trail,
    providers,
    checkAsked(clientId, parameters) {
      const service = services.get(clientId);
      if (service) askedLevel(service, parameters);
    },
    cookieKeys: [store.vault.derive('cookies').toString('base64url')],
  };
  const provider = await createSwitchable({
    keys: store.keys,
    build: (ring) => buildProvider(options, ring),
    every: lookEvery,
    failed: (error) => log.warn({ error }, 'could not look for turned keys'),
  });
  const waiting = { provider: provider.current, services, attributes, askedLevel, grants, authentications };
  return { provider, open: createOpenWaitingRequest(waiting) };
}

/** The person goes to a provider and comes back from it. */
function whereProvidersAnswer(house: House, { provider }: { provider: SwitchableProvider }) {
  const { hub, providers, store, signIns, trail, life } = house;
  const { pendingReplies, providerFacts: facts } = store;
  const tools = connectorTools(house, () => provider.ring());
  const connectors = createConnectors(providers, tools);
  return {
    connectors,
    takeReply: createTakeReply({ connectors, pendingReplies, facts, signIns, trail, life }),
    samlMetadata: createServiceMetadata({ issuer: hub.issuer, ...tools.saml, providers }),
  };
}

/** What connectors need of the hub; also for a trial from the command line. */
export function connectorTools(
  { hub, folder, attributes: rows, store, trail, log }: ToolsOptions,
  ring: () => KeyRing,
): ConnectorTools {
  const attributes = Object.fromEntries(rows.map((row) => [row.name, row]));
  const entityId = `${hub.issuer}/saml/metadata`;
  return {
    oidc: { clientKey: async () => ring().providerKey, attributes, log },
    saml: {
      entityId,
      keys: createSamlKeys(() => ring().saml, entityId),
      attributes,
      firstUse: (value, expiresAt) => store.usedOnce.first('assertion', value, expiresAt),
      kept: createKeptMetadata(store.providerFacts, trail),
      folder,
      log,
    },
  };
}

type ToolsOptions = Pick<Config, 'hub' | 'folder' | 'attributes'> & { store: OpenStore; trail: Recorder; log: Log };

/** What goes on beside the sign-ins: looking at providers, and keeping fresh what they publish. Returns how to stop. */
function besideSignIns(
  { store, trail, log, live, metrics }: House,
  { connectors }: Pick<ReturnType<typeof whereProvidersAnswer>, 'connectors'>,
): (() => void)[] {
  const { providerFacts: facts, leases } = store;
  const failed = (what: string) => (error: unknown) => log.warn({ error }, what);
  const upkeep = startUpkeep({
    connectors,
    begin: upkeepAfter,
    failed: failed('could not keep fresh what a provider publishes'),
  });
  const probes = startProbes({
    connectors,
    facts,
    leases,
    trail,
    every: probeEvery,
    failed: failed('could not look at a provider'),
  });
  metrics.watch(() =>
    [...live.providers.values()].map(({ id, enabled, temporarilyUnavailable: paused }) => {
      const since = live.health(id)?.since;
      const warnings = upkeep.warnings().get(id) ?? [];
      return { id, enabled, paused, availability: live.availability(id), ...(since && { since }), warnings };
    }),
  );
  return [upkeep.stop, probes];
}

/** The way of a sign-in. Each step says whether it is still needed; the dispatcher takes the first that is. */
function stepsInOrder(house: House, connectors: ReturnType<typeof createConnectors>): Step[] {
  const { hub, providers, assurance, attributes, store, signIns, trail, live, life, blocked } = house;
  const { pendingReplies, people, authentications, agreements, cases, resumeCodes } = store;
  const { issuer, lifetimes } = hub;
  const { journey, session, pause } = lifetimes;
  return [
    createPause({ providers, pendingReplies, resumeCodes, signIns, trail, lifetime: pause }),
    createChoice({
      issuer,
      providers,
      assurance,
      connectors,
      pendingReplies,
      signIns,
      trail,
      life,
      isUp: (id) => live.availability(id) !== 'unavailable',
      lifetime: journey,
    }),
    createAssurance({ providers, assurance, signIns, trail }),
    createMatching({
      people,
      authentications,
      cases,
      signIns,
      trail,
      life,
      isBlocked: blocked.has,
      lifetime: session + journey,
    }),
    createReplace({ signIns, trail }),
    createShare({ attributes, providers, agreements, authentications, signIns, trail }),
    createFinish({ signIns, trail }),
  ];
}

interface Surfacing {
  steps: Step[];
  provider: SwitchableProvider;
  open: OpenWaitingRequest;
  takeReply: TakeReply;
  samlMetadata: () => string | undefined;
  connectors: ReadonlyMap<string, Connector>;
}

/** Everything that answers over HTTP. */
function surface(house: House, { steps, provider, open, takeReply, samlMetadata, connectors }: Surfacing) {
  const { hub, organisations, services, assurance, store, log, metrics, trail, gathered, compose, signIns } = house;
  const { issuer, lifetimes } = hub;
  const { providers } = house;
  const { resumeCodes } = store;
  const resumption = createResumption({ resumeCodes, signIns, trail, freshFor: lifetimes.session });
  const formTokens = createFormTokens(store.vault.derive('form-tokens'));
  const lifetime = lifetimes.journey;
  return createApp({
    issuer,
    observe: metrics.observe,
    health: healthRoutes(store.ping),
    assets: assetsRouter(house.folder),
    signIn: createSignInRoutes({
      issuer,
      steps,
      signIns,
      organisations,
      open,
      resumption,
      formTokens,
      compose,
      trail,
      gathered,
      lifetime,
    }),
    resume: createResumeRoutes({
      issuer,
      resumption,
      services,
      organisations,
      providers,
      formTokens,
      compose,
      lifetime,
    }),
    takeReply,
    wayBack: house.leaving.back,
    askedToLeave: createAskedToLeave({
      provider: provider.current,
      connectors,
      authentications: store.authentications,
      trail,
    }),
    clientKeys: () => provider.ring().provider,
    samlMetadata,
    trustMark: { issuer, vectors: assurance.acr },
    services: (request, response) => provider.handle(request, response),
    compose,
    errorPages: createErrorPages({ issuer, compose, log, signIns, services, organisations }),
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
