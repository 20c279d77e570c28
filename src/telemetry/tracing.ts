// OpenTelemetry, where its standard environment variables ask for it: loaded only then. The SDK reads all of them itself (sampling, batching,
// where to send, its headers). It must never send a trace on to whoever the hub calls: nothing is ever injected.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as pause } from 'node:timers/promises';
import { type Span, SpanKind } from '@opentelemetry/api';
import { failed, tracer } from './spans.ts';

/** How long what has not been sent yet may take when the process stops, in milliseconds: a collector that is down must not keep it. */
const sendWithin = 2000;

/** Begins to trace, for the whole process. Returns how to stop: what has not been sent is sent, if that goes quickly. Never rejects. */
export async function startTracing(): Promise<() => Promise<void>> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, resources, { W3CTraceContextPropagator }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/core'),
    ]);
  const named = resources.resourceFromAttributes({ 'service.name': 'gatehouse' });
  const told = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new NodeTracerProvider({
    resource: resources.defaultResource().merge(named).merge(told),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  // To read a load balancer's `traceparent` (requests.ts); baggage could hold anything.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  const stopWatching = watchCalls();
  return async () => {
    stopWatching();
    const given = pause(sendWithin, undefined, { ref: false });
    await Promise.race([provider.shutdown().catch(() => {}), given]);
  };
}

interface Call {
  request: { origin: string | URL; method: string };
  response?: { statusCode: number };
}

/** A span for each call to another machine, by whichever client of Node: its host, and nothing of its address. Returns how to stop. */
function watchCalls(): () => void {
  const spans = new WeakMap<object, Span>();
  const spanOf = (message: unknown): Span | undefined => spans.get((message as Call).request);
  const listeners = {
    'undici:request:create'(message: unknown) {
      const { request } = message as Call;
      const { hostname: host, port } = new URL(request.origin);
      const attributes = {
        'http.request.method': request.method,
        'server.address': host,
        ...(port && { 'server.port': Number(port) }),
      };
      spans.set(request, tracer.startSpan(`${request.method} ${host}`, { kind: SpanKind.CLIENT, attributes }));
    },
    'undici:request:headers'(message: unknown) {
      spanOf(message)?.setAttribute('http.response.status_code', (message as Call).response?.statusCode ?? 0);
    },
    'undici:request:trailers'(message: unknown) {
      spanOf(message)?.end();
    },
    'undici:request:error'(message: unknown) {
      const span = spanOf(message);
      if (!span) return;
      failed(span, 'no-answer');
      span.end();
    },
  };
  for (const [name, listener] of Object.entries(listeners)) subscribe(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) unsubscribe(name, listener);
  };
}
