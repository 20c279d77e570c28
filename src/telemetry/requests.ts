// Every request, timed, logged and traced by its kind of route. It must never keep a path, a query or a header of it.
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Request, RequestHandler } from 'express';
import type { Log } from '../log.ts';
import { type Figures, oneOf } from './figures.ts';
import { methodOf, routeOf, routes } from './routes.ts';
import { failed, tracer } from './spans.ts';

/** Looks at each request, and at its answer. */
export function createObserve(figures: Figures, log: Log): RequestHandler {
  const took = figures.histogram({
    name: 'gatehouse_http_seconds',
    help: 'Time to answer, by route, method and status class',
    labels: {
      route: oneOf(routes),
      method: oneOf(['GET', 'POST']),
      status: oneOf(['1xx', '2xx', '3xx', '4xx', '5xx']),
    },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  return (request, response, next) => {
    const started = performance.now();
    const route = routeOf(request.path);
    const method = methodOf(request.method);
    const kind = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method, 'http.route': route } };
    const span = tracer.startSpan(`${method} ${route}`, kind, whereItCameFrom(request));
    response.on('finish', () => {
      const { statusCode } = response;
      const milliseconds = performance.now() - started;
      took({ route, method, status: `${Math.floor(statusCode / 100)}xx` }, milliseconds / 1000);
      log.debug({ route, method, status: statusCode, ms: Math.round(milliseconds) }, 'answered');
      span.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) failed(span, String(statusCode));
    });
    response.on('close', () => span.end());
    context.with(trace.setSpan(context.active(), span), next);
  };
}

/** The trace that a request belongs to (W3C Trace Context), where a load balancer says so that is named in `trustedProxies`; else a new one. */
function whereItCameFrom(request: Request) {
  const isTrusted: (address: string, hop: number) => boolean = request.app.get('trust proxy fn');
  const trusted = isTrusted(request.socket.remoteAddress ?? '', 0);
  return trusted ? propagation.extract(ROOT_CONTEXT, request.headers) : ROOT_CONTEXT;
}
