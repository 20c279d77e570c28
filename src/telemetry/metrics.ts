// Figures for Prometheus, all of them, on a listener of their own; docs/operate.md says what each is good for.
// It must never label anything with what a request brought: figures.ts sees to that.
import { createServer, type Server } from 'node:http';
import type { RequestHandler } from 'express';
import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';
import type { Connector } from '../connectors/contract.ts';
import type { Log } from '../log.ts';
import type { Step } from '../signin/step.ts';
import type { Waiting } from '../store/queues.ts';
import type { Recorder } from '../trail/events.ts';
import { createFigures, type Figures, type Known, oneOf } from './figures.ts';
import { createCounted, createTimedSteps } from './journeys.ts';
import { createObserve } from './requests.ts';
import { createTimedConnectors } from './upstream.ts';

/** How one provider is doing. */
export interface ProviderState {
  id: string;
  enabled: boolean;
  paused: boolean;
  availability: 'operational' | 'degraded' | 'unavailable';
  /** Seconds since 1970; absent before the first look. */
  since?: number;
  warnings: readonly { kind: string; detail: string }[];
}

/** What the store tells of itself. */
export interface WatchedStore {
  waiting(): Promise<readonly Waiting[]>;
  connections(): { used: number; free: number; wanted: number };
  /** Returns how many rows went. */
  sweep(): Promise<number>;
}

export interface Metrics {
  /** Times every request. */
  observe: RequestHandler;
  /** Counts what the trail hears, and passes it on. */
  counted(trail: Recorder): Recorder;
  /** The same steps, timed. */
  steps(steps: readonly Step[]): Step[];
  /** The same connectors, timed. */
  connectors(connectors: ReadonlyMap<string, Connector>): ReadonlyMap<string, Connector>;
  /** Counts a request that was refused because the process is too busy, by what there is too much of. */
  shed(strain: string): void;
  /** How long a statement or a whole transaction took, in seconds. */
  statement(kind: string, seconds: number): void;
  /** Tells how the store is doing, at the moment of asking. Returns its sweep, timed. */
  watchStore(store: WatchedStore): () => Promise<void>;
  /** Tells how providers are doing, at the moment of asking. */
  watch(providers: () => readonly ProviderState[]): void;
  /** How providers are doing now. */
  providers(): readonly ProviderState[];
  /** Hands the figures to the first of several processes, which serves them added up. */
  gather(): void;
  /** Serves `/metrics`, and `/providers` with what an operator should look at. */
  server(): Server;
  /** Lets go of all that it was told to watch. */
  close(): void;
}

/** @param providers the ids of the configuration */
export function createMetrics({ log, providers }: { log: Log; providers: Iterable<string> }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'gatehouse_' });
  const figures = createFigures(registry, (error) => log.warn({ error }, 'could not read a figure'));
  const provider = oneOf(providers);
  let states: () => readonly ProviderState[] = () => [];
  providerGauges(figures, { provider, states: () => states() });
  const statement = figures.histogram({
    name: 'gatehouse_store_seconds',
    help: 'How long a statement took, by its first word, or a whole transaction; waiting for a connection included',
    labels: { kind: oneOf(['select', 'insert', 'update', 'delete', 'with', 'transaction']) },
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5],
  });
  const shed = figures.counter({
    name: 'gatehouse_shed_total',
    help: 'Requests that were refused because the process was too busy, by what there was too much of',
    labels: { strain: oneOf(['loopDelay', 'memory', 'heap', 'requests']) },
  });
  return {
    shed: (strain) => shed({ strain }),
    observe: createObserve(figures, log),
    counted: createCounted(figures, provider),
    steps: createTimedSteps(figures),
    connectors: createTimedConnectors(figures, provider),
    statement: (kind, seconds) => statement({ kind }, seconds),
    watchStore: (store) => watchStore(figures, store),
    watch(given) {
      states = given;
    },
    providers: () => states(),
    gather() {
      AggregatorRegistry.setRegistries(registry);
      new AggregatorRegistry();
    },
    server: () => figuresServer(registry.contentType, { metrics: () => registry.metrics(), providers: () => states() }),
    close() {
      // The library never stops watching the process: what it holds of this hub goes with the registry’s content.
      states = () => [];
      registry.clear();
    },
  };
}

function providerGauges(figures: Figures, from: { provider: Known; states(): readonly ProviderState[] }): void {
  const { provider } = from;
  figures.gauge({
    name: 'gatehouse_provider_state',
    help: 'How providers answer, by the circuit breaker and the switches: 1 for the state that each is in',
    labels: { provider, state: oneOf(['operational', 'degraded', 'unavailable', 'paused', 'off']) },
    together: 'max',
    read: () =>
      from.states().map(({ id, enabled, paused, availability }) => {
        const state = enabled ? (paused ? 'paused' : availability) : 'off';
        return { labels: { provider: id, state }, value: 1 };
      }),
  });
  figures.gauge({
    name: 'gatehouse_provider_warnings',
    help: 'What should be looked at, of what providers publish',
    labels: { provider, kind: oneOf(['unreachable', 'refused', 'expires-soon', 'expired']) },
    together: 'max',
    read: () =>
      from
        .states()
        .flatMap(({ id, warnings }) => warnings.map(({ kind }) => ({ labels: { provider: id, kind }, value: 1 }))),
  });
}

const queue = oneOf(['signals', 'notices', 'pending-replies', 'under-way', 'cases']);

/** Milliseconds. */
const lookLasts = 500;

function watchStore(figures: Figures, { waiting: look, connections, sweep }: WatchedStore): () => Promise<void> {
  // Both gauges of one scrape share a look.
  let looked: { at: number; found: ReturnType<typeof look> } | undefined;
  const waiting = () => {
    if (!looked || performance.now() - looked.at > lookLasts) looked = { at: performance.now(), found: look() };
    return looked.found;
  };
  figures.gauge({
    name: 'gatehouse_queue_depth',
    help: 'What waits: signals to services, notices to residents, answers of providers, sign-ins under way, cases for officers',
    labels: { queue },
    together: 'max',
    read: async () => (await waiting()).map(({ queue, count }) => ({ labels: { queue }, value: count })),
  });
  figures.gauge({
    name: 'gatehouse_queue_oldest_seconds',
    help: 'How long the oldest has waited, of signals, notices and cases',
    labels: { queue },
    together: 'max',
    read: async () =>
      (await waiting()).flatMap(({ queue, since }) =>
        since === undefined ? [] : { labels: { queue }, value: Math.max(0, Math.floor(Date.now() / 1000) - since) },
      ),
  });
  figures.gauge({
    name: 'gatehouse_database_connections',
    help: 'Connections in use and free, and requests that wait for one',
    labels: { state: oneOf(['used', 'free', 'wanted']) },
    together: 'sum',
    read: () => Object.entries(connections()).map(([state, value]) => ({ labels: { state }, value })),
  });
  const took = figures.histogram({
    name: 'gatehouse_sweep_seconds',
    help: 'How long one sweep took, of what has expired',
    labels: {},
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  });
  const swept = figures.counter({
    name: 'gatehouse_swept_rows_total',
    help: 'Rows that had expired and were removed',
    labels: {},
  });
  return async () => {
    const started = performance.now();
    swept({}, await sweep());
    took({}, (performance.now() - started) / 1000);
  };
}

interface Shown {
  metrics(): Promise<string>;
  providers(): unknown;
}

/** The listener of the figures, of one process or of several. */
export function figuresServer(contentType: string, shown: Shown): Server {
  return createServer(async (request, response) => {
    try {
      if (request.url === '/metrics')
        response.writeHead(200, { 'Content-Type': contentType }).end(await shown.metrics());
      else if (request.url === '/providers')
        response
          .writeHead(200, { 'Content-Type': 'application/json' })
          .end(JSON.stringify(await shown.providers(), null, 2));
      else response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Metrics are at /metrics and /providers\n');
    } catch {
      response.writeHead(503, { 'Content-Type': 'text/plain' }).end('nobody answers\n');
    }
  });
}
