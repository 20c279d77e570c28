// Traces of a whole sign-in, as a collector gets them: the tree of spans, and nothing of the person in any byte.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { z } from 'zod';
import { tracer } from '../../src/telemetry/spans.ts';
import { newPlace } from '../commands/command-line.ts';
import { createBrowser } from '../support/http.ts';

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z.array(attribute),
  events: z.array(z.unknown()),
  links: z.array(z.unknown()),
});
const bodySchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});
const saidSchema = z.object({
  secrets: z.array(z.string().min(4)),
  trustedTrace: z.string(),
  strangersTrace: z.string(),
  sentOn: z.number(),
  loaded: z.number(),
});
type Span = z.infer<typeof spanSchema>;

/** A collector of OTLP over HTTP: keeps what it is sent. */
async function startCollector() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    bodies,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

describe('traces', () => {
  it('cost nothing where nobody asks for them: no span is recorded, and nothing of the SDK is loaded', async () => {
    await import('../../src/commands/serve.ts');
    expect(tracer.startSpan('a').isRecording()).to.equal(false);
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    expect(loaded.filter((path) => path.includes('/@opentelemetry/sdk-'))).to.deep.equal([]);
    expect(loaded.filter((path) => path.includes('/@opentelemetry/api/'))).not.to.deep.equal([]);
  });

  it('are sent by `serve` where the environment asks for them, the last of them when it stops', async () => {
    const collector = await startCollector();
    const place = await newPlace({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` });
    const serving = await place.serve();
    await createBrowser().get(`http://localhost:${place.port}/jwks`);
    const { status } = await serving.stop();
    await place.close();
    await collector.close();
    expect(status).to.equal(0);
    expect(collector.bodies.join('')).to.include('GET /jwks').and.include('"gatehouse"');
  }).timeout(30_000);

  it('never keep a hub from stopping: a collector that does not answer is left alone', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
    const { port } = silent.address() as AddressInfo;
    const place = await newPlace({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    const serving = await place.serve();
    await createBrowser().get(`http://localhost:${place.port}/jwks`);
    expect((await serving.stop()).status).to.equal(0);
    await place.close();
    silent.closeAllConnections();
    await new Promise((closed) => silent.close(closed));
  }).timeout(30_000);

  describe('of a sign-in', function signIn() {
    this.timeout(60_000);
    let spans: Span[];
    let raw: string;
    let said: z.infer<typeof saidSchema>;
    let names: Set<string>;
    before(async () => {
      const collector = await startCollector();
      const { stdout } = await promisify(execFile)(process.execPath, ['test/telemetry/traced-house.ts'], {
        env: {
          PATH: process.env.PATH,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_SERVICE_NAME: 'hub-of-the-test',
        },
      });
      await collector.close();
      said = saidSchema.parse(JSON.parse(stdout));
      raw = collector.bodies.join('\n');
      const all = collector.bodies.flatMap((body) => bodySchema.parse(JSON.parse(body)).resourceSpans);
      spans = all.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
      const services = all.flatMap(({ resource }) => resource.attributes).filter(({ key }) => key === 'service.name');
      names = new Set(services.map(({ value }) => String(value.stringValue)));
    });

    /** The names of the spans above one, the nearest first. */
    const above = (span: Span): string[] => {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
      return parent ? [parent.name, ...above(parent)] : [];
    };
    const ways = (name: string) => spans.filter((span) => span.name === name).map((span) => above(span).join(' < '));

    it('are a tree: the request, its steps, what a provider was needed for, the call, the statement', () => {
      expect([...names]).to.deep.equal(['hub-of-the-test']);
      expect(said.loaded).to.be.greaterThan(0);
      expect(ways('step choice')).to.include('POST /sign-in');
      expect(ways('provider start')).to.include('step choice < POST /sign-in');
      expect(ways('provider finish')).to.deep.equal(['GET /callback']);
      expect(ways('POST 127.0.0.1')).to.include('provider finish < GET /callback');
      expect(ways('step finish')).to.deep.equal(['POST /sign-in']);
      expect(ways('store insert')).to.include('step matching < GET /sign-in');
      expect(ways('store select').filter((way) => way === '')).to.deep.equal([]);
      for (const name of ['GET /authorize', 'POST /token']) expect(ways(name), name).to.include('');
    });

    it('hold nothing of the person, of the sign-in, or of an address', () => {
      expect(said.secrets.length).to.be.greaterThan(15);
      for (const secret of said.secrets) expect(raw, secret).not.to.include(secret);
      const keys = new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
      expect([...keys].sort()).to.deep.equal([
        ...['gatehouse.provider', 'gatehouse.turn', 'http.request.method', 'http.response.status_code', 'http.route'],
        ...['server.address', 'server.port'],
      ]);
      expect(spans.flatMap(({ events, links }) => [...events, ...links])).to.deep.equal([]);
    });

    it('join the trace that a trusted proxy names, no stranger’s, and go on to nobody', () => {
      expect(spans.filter(({ traceId }) => traceId === said.trustedTrace).map(({ name }) => name)).to.deep.equal([
        'GET /',
      ]);
      expect(spans.filter(({ traceId }) => traceId === said.strangersTrace)).to.deep.equal([]);
      expect(said.sentOn).to.equal(0);
    });
  });
});
