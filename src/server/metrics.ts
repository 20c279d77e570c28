// Figures for Prometheus, on a listener of their own. Labels come from closed sets: routes, methods, status classes, outcomes.
// It must never label anything with what a request brought.
import { createServer, type Server } from 'node:http';
import type { RequestHandler } from 'express';
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from '../log.ts';
import type { Recorder } from '../trail/events.ts';
import type { Strain } from './shedding.ts';

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

export interface Metrics {
  /** Counts a request that was refused because the process is too busy. */
  shed(strain: Strain): void;
  /** Times every request. */
  observe: RequestHandler;
  /** Counts what the trail hears, and passes it on. */
  counted(trail: Recorder): Recorder;
  /** Tells how providers are doing, at the moment of asking. */
  watch(providers: () => readonly ProviderState[]): void;
  /** Tells how many notices to residents wait, and since when the oldest does (seconds since 1970), at the moment of asking. */
  watchNotices(waiting: () => Promise<{ count: number; since?: number }>): void;
  /** How providers are doing now. */
  providers(): readonly ProviderState[];
  /** Hands the figures to the first of several processes, which serves them added up. */
  gather(): void;
  /** Serves `/metrics`, and `/providers` with what an operator should look at. */
  server(): Server;
}

export function createMetrics(log: Log): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'gatehouse_' });
  const seconds = new Histogram({
    name: 'gatehouse_http_seconds',
    help: 'Time to answer, by route, method and status class',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const events = new Counter({
    name: 'gatehouse_events_total',
    help: 'Steps of sign-ins, as the audit trail names them',
    labelNames: ['event'],
    registers: [registry],
  });

  const shed = new Counter({
    name: 'gatehouse_shed_total',
    help: 'Requests that were refused because the process was too busy, by what there was too much of',
    labelNames: ['strain'],
    registers: [registry],
  });

  let states: () => readonly ProviderState[] = () => [];
  new Gauge({
    name: 'gatehouse_provider_state',
    help: 'How providers answer: 1 for the state that each is in',
    labelNames: ['provider', 'state'],
    aggregator: 'max',
    registers: [registry],
    collect() {
      this.reset();
      for (const { id, enabled, paused, availability } of states()) {
        const state = enabled ? (paused ? 'paused' : availability) : 'off';
        this.set({ provider: id, state }, 1);
      }
    },
  });
  new Gauge({
    name: 'gatehouse_provider_warnings',
    help: 'What should be looked at, of what providers publish: unreachable, refused, expires-soon, expired',
    labelNames: ['provider', 'kind'],
    aggregator: 'max',
    registers: [registry],
    collect() {
      this.reset();
      for (const { id, warnings } of states()) for (const { kind } of warnings) this.inc({ provider: id, kind });
    },
  });

  const watchNotices = noticeGauges(registry, log);

  return {
    shed: (strain) => shed.inc({ strain }),
    watchNotices,
    watch(providers) {
      states = providers;
    },
    providers: () => states(),
    gather() {
      AggregatorRegistry.setRegistries(registry);
      new AggregatorRegistry();
    },
    observe(request, response, next) {
      const started = process.hrtime.bigint();
      response.on('finish', () => {
        const took = Number(process.hrtime.bigint() - started) / 1e9;
        const labels = {
          route: routeOf(request.path),
          method: request.method === 'GET' || request.method === 'POST' ? request.method : 'other',
          status: `${Math.floor(response.statusCode / 100)}xx`,
        };
        seconds.observe(labels, took);
        log.debug({ ...labels, status: response.statusCode, ms: Math.round(took * 1000) }, 'answered');
      });
      next();
    },
    counted:
      (trail) =>
      async (...happenings) => {
        await trail(...happenings);
        for (const { event } of happenings) events.inc({ event });
      },
    server: () =>
      createServer(async (request, response) => {
        if (request.url === '/metrics') {
          response.writeHead(200, { 'Content-Type': registry.contentType }).end(await registry.metrics());
        } else if (request.url === '/providers') {
          response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(states(), null, 2));
        } else
          response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Metrics are at /metrics and /providers\n');
      }),
  };
}

/** What waits in the outbox of notices; nothing is said while the database does not answer. */
function noticeGauges(registry: Registry, log: Log): Metrics['watchNotices'] {
  type Waiting = { count: number; since?: number };
  return (waiting) => {
    const gauge = (name: string, help: string, figure: (waiting: Waiting) => number) =>
      new Gauge({
        name,
        help,
        aggregator: 'max',
        registers: [registry],
        async collect() {
          try {
            this.set(figure(await waiting()));
          } catch (error) {
            log.warn({ error }, 'could not count the notices that wait');
            this.remove();
          }
        },
      });
    gauge('gatehouse_notices_waiting', 'Notices to residents that are still to be sent', ({ count }) => count);
    gauge('gatehouse_notices_oldest_seconds', 'How long the oldest of them has waited', ({ since }) =>
      since === undefined ? 0 : Math.max(0, Math.floor(Date.now() / 1000) - since),
    );
  };
}

const known =
  /^\/(authorize|request|token|userinfo|jwks|revoke|introspect|sign-out|sign-in|callback|assets|client-keys|saml|trust-mark|assurance|resume|account|staff|\.well-known)(?=\/|$)/;

/** The route of a path, of a closed set: nothing that was sent. */
export function routeOf(path: string): string {
  if (path === '/') return '/';
  return known.exec(path)?.[0] ?? 'other';
}
