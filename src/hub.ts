// The composition root: everything is built here, in the order of a sign-in; its parts are in hub/. They are the only files that know
// all folders, and they decide nothing: whoever wants to know what happens next reads hub/steps.ts.
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createAllowance } from './account/allowance.ts';
import { createLetIn } from './ages/let-in.ts';
import { ensureKeys } from './authorization/key-ring.ts';
import type { Config } from './config/load.ts';
import { ownServices } from './config/own-services.ts';
import { drainOf } from './config/schema/hub.ts';
import type { Connector } from './connectors/contract.ts';
import { loadConnectors } from './connectors/index.ts';
import { besideSignIns, type Stop, whereProvidersAnswer } from './hub/answering.ts';
import { whereServicesAsk } from './hub/asking.ts';
import type { Parts } from './hub/house.ts';
import { stepsInOrder } from './hub/steps.ts';
import { surface } from './hub/surface.ts';
import type { Log } from './log.ts';
import { createIndex } from './matching/index-of-people.ts';
import { createBlocked } from './registry/blocked.ts';
import { createLife } from './registry/life.ts';
import { createLive } from './registry/live.ts';
import { createLiveProviders } from './registry/live-providers.ts';
import { repeat } from './repeat.ts';
import { createActing } from './representation/acting.ts';
import { createTelling } from './representation/telling.ts';
import { createDraining } from './server/draining.ts';
import { closed, listen, patientServer } from './server/listen.ts';
import { createGauge, createShedding, type Gauge } from './server/shedding.ts';
import { createSignIns } from './signin/record.ts';
import { createLeaving } from './signout/leave.ts';
import { type OpenStore, openStore } from './store/open.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createTrail } from './trail/events.ts';
import { createGathering } from './trail/gather.ts';
import { createMoulds } from './views/moulds.ts';
import { createRender } from './views/render.ts';
import { createCompose } from './views/respond.ts';

export interface HubOptions {
  config: Config;
  /** 32 bytes. */
  masterKey: Buffer;
  log: Log;
  /** How long a service's own matcher may take, in milliseconds; 10 s where absent. */
  matcherLimit?: number;
  /** How busy the process is; measured where absent. */
  gauge?: Gauge;
  /** Figures go to the first of several processes instead of a listener. */
  gathered?: boolean;
  /** Other processes serve from the same SQLite file: nothing is kept at hand that they may change. On PostgreSQL it is always so. */
  shared?: boolean;
}

export interface Hub {
  store: OpenStore;
  /** How providers are doing now. */
  providers(): unknown;
  /** Takes notice of keys that another process turned, without waiting for the next look. */
  refreshKeys(): Promise<void>;
  /** The same for switches of providers and services, health, and blocked people. */
  refreshSwitches(): Promise<void>;
  /** Tells load balancers that it is about to stop, serves for `drain` seconds more, and closes. */
  stop(): Promise<void>;
  /** Takes nothing new; settles when what is under way has come to its end. */
  close(): Promise<void>;
}

/** How often a node sweeps what has expired, in milliseconds. */
const sweepEvery = 30_000;
/** What names the port of the figures. */
const metricsSetting = 'metrics.port in hub.yaml, or GATEHOUSE_METRICS_PORT';
/** How often a node looks for switched providers and services and for blocked people, in milliseconds. */
const switchesEvery = 1000;

/** Opens the store, builds the hub and serves it. @throws HubError `configuration` when a port is taken */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { config, masterKey, log, matcherLimit = 10_000, gathered, shared, gauge = createGauge() } = options;
  const { hub } = config;
  await loadConnectors(config.providers);
  const metrics = createMetrics({ log, providers: config.providers.keys() });
  const store = await openStore({
    statementTook: metrics.statement,
    masterKey,
    longestToken: hub.lifetimes.refreshToken + hub.lifetimes.session,
    alone: !shared,
    retention: hub.retention,
    ...(config.environment.databaseUrl
      ? { databaseUrl: config.environment.databaseUrl }
      : { sqliteFile: hub.database }),
  });
  const servers: Server[] = [];
  const draining = createDraining();
  const stops: Stop[] = [];
  const close = async () => {
    store.endSweep();
    await Promise.all([...stops.map((stop) => stop()), ...servers.map((server) => closed(server))]);
    await store.close();
    metrics.close();
  };
  try {
    await ensureKeys(store.keys, {
      saml: [...config.providers.values()].some(({ protocol }) => protocol === 'saml'),
      identity: [...config.services.values()].some(({ dialect }) => dialect === 'one-login'),
    });
    const shedding = createShedding({ limits: hub.limits.shedding, gauge, shed: metrics.shed, log });
    stops.push(shedding.stop);
    const { app, provider, live, liveServices, blocked, beside } = await build({
      config,
      store,
      log,
      metrics,
      draining,
      matcherLimit,
      shedding,
    });
    stops.push(provider.stop, live.stop, liveServices.stop, blocked.stop, ...beside);
    servers.push(await listen(patientServer(app), hub.listen, 'listen.port in hub.yaml, or GATEHOUSE_PORT'));
    if (gathered) metrics.gather();
    else servers.push(await listen(metrics.server(), hub.metrics, metricsSetting));
    stops.push(
      repeat(metrics.watchStore(store), { every: sweepEvery, failed: (error) => log.warn({ error }, 'no sweep') }),
    );
    const refreshSwitches = async () => {
      await Promise.all([live.refresh(), liveServices.refresh(), blocked.refresh()]);
    };
    const stop = async () => {
      draining.begin();
      await pause(drainOf(hub) * 1000);
      await close();
    };
    return { store, providers: metrics.providers, refreshKeys: provider.refresh, refreshSwitches, stop, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The parts in the order in which a sign-in meets them, and the HTTP surface over them. */
async function build({ config, store, log, metrics, draining, matcherLimit, shedding }: Parts) {
  const live = await createLiveProviders({
    records: config.providers,
    facts: store.providerFacts,
    every: switchesEvery,
    failed: (error) => log.warn({ error }, 'could not look for switched providers'),
  });
  const liveServices = await createLive({
    records: withOwn(config),
    facts: store.serviceFacts,
    every: switchesEvery,
    failed: (error) => log.warn({ error }, 'could not look for switched services'),
  });
  const blocked = await createBlocked({
    people: store.people,
    moves: store.moves,
    every: switchesEvery,
    failed: (error) => log.warn({ error }, 'could not look for blocked people'),
  });
  const gathering = createGathering(metrics.counted(createTrail(store.trail, store.vault)));
  // Filled as soon as the providers' part stands: signing out happens long after that.
  const connectors = new Map<string, Connector>();
  const { pendingReplies } = store;
  const services = liveServices.records;
  const acting = createActing(store.authorities, (person) => blocked.has(person) || blocked.has(person, 'hold'));
  const house = {
    ...config,
    services,
    providers: live.providers,
    live,
    blocked,
    life: createLife({
      providers: live.providers,
      services,
      session: config.hub.lifetimes.session,
    }),
    store,
    log,
    metrics,
    draining,
    matcherLimit,
    shedding,
    allow: createAllowance(config.hub.limits.perPerson, store.limits),
    ...gathering,
    index: createIndex({
      index: store.matchIndex,
      vault: store.vault,
      weights: config.weights,
      settings: config.matching,
    }),
    leaving: createLeaving({ issuer: config.hub.issuer, connectors, pendingReplies, trail: gathering.trail }),
    acting,
    letIn: createLetIn({ acting, decisions: store.ageDecisions }),
    telling: createTelling({
      notices: config.notices,
      issuer: config.hub.issuer,
      services,
      organisations: config.organisations,
    }),
    compose: createCompose(createMoulds(createRender())),
    signIns: createSignIns(store.signIns),
  };
  const asking = await whereServicesAsk(house);
  const answering = whereProvidersAnswer(house, asking);
  for (const [id, connector] of answering.connectors) connectors.set(id, connector);
  const ring = () => asking.provider.ring();
  const steps = metrics.steps(stepsInOrder(house, { connectors: answering.connectors, ring }));
  return {
    app: surface(house, { ...asking, ...answering, steps }),
    ...asking,
    live,
    liveServices,
    blocked,
    beside: besideSignIns(house, { ...answering, ring }),
  };
}

/** The services of the configuration, and the hub's own pages. */
function withOwn({ hub, organisations, providers, services }: Config): Config['services'] {
  const own = ownServices({ hub, organisations, providers });
  return new Map([...services, ...own.map((service) => [service.id, service] as const)]);
}
