// A process of its own for traces.test.ts: a house that is traced as `serve` would, and one sign-in. It prints what no trace may hold, and
// which traces were asked for. Not a test by itself.
import { subscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Registry } from 'prom-client';
import { createLog } from '../../src/log.ts';
import { createFigures } from '../../src/telemetry/figures.ts';
import { createObserve } from '../../src/telemetry/requests.ts';
import { startTracing } from '../../src/telemetry/tracing.ts';
import * as flow from '../flows/visits.ts';
import { createBrowser } from '../support/http.ts';
import { startHouse } from '../support/hub.ts';

const trustedTrace = 'a'.repeat(32);
const strangersTrace = 'b'.repeat(32);
const parentOf = (trace: string) => ({ traceparent: `00-${trace}-${'c'.repeat(16)}-01` });

let sentOn = 0;
subscribe('undici:client:sendHeaders', (message) => {
  const { headers } = message as { headers: string };
  if (/^(?:traceparent|tracestate|baggage):/im.test(headers) && !headers.includes('c'.repeat(16))) sentOn += 1;
});

const stopTracing = await startTracing();
const house = await startHouse();

/** Long values of an address's parameters: states, nonces, codes. */
const secretsIn = (url: string) =>
  [...new URL(url).searchParams].flatMap(([name, value]) =>
    ['state', 'nonce', 'code', 'code_challenge', 'request', 'receipt'].includes(name) ? value : [],
  );

const at = await flow.visit(house, 'parking-permit', createBrowser({ headers: parentOf(strangersTrace) }));
const { asking, page } = await flow.arrive(at, { scope: 'openid profile email' });
const there = await flow.press(at, page, { form: '/choice', fields: { provider: 'central' } });
const share = await flow.press(at, there, { form: '/simulator/continue', fields: { persona: 'hannah-fairweather' } });
const { tokens, claims, answer } = await flow.collected(
  at,
  asking,
  flow.answerIn(at, await flow.press(at, share, { form: '/share' })),
);

/** The same middleware behind a load balancer that is trusted. */
async function behindTrusted(): Promise<void> {
  const app = express();
  app.set('trust proxy', ['127.0.0.1']);
  app.use(
    createObserve(
      createFigures(new Registry(), () => {}),
      createLog('silent'),
    ),
  );
  app.get('/', (_request, response) => void response.json({}));
  const server = createServer(app);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  await createBrowser({ headers: parentOf(trustedTrace) }).get(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  );
  await new Promise((closed) => server.close(closed));
}
await behindTrusted();

const uid = /\/sign-in\/([^/?]+)/.exec(page.url)?.[1] ?? '';
const reference = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(share.text)?.[0] ?? '';
const secrets = [
  ...['Hannah', 'Fairweather', '1992-02-11', 'hannah', uid, reference, claims.sub, tokens.access_token],
  ...[tokens.id_token ?? '', strangersTrace, 'parking-permit'],
  ...[page.url, there.url, answer.href, asking.url.href].flatMap(secretsIn),
];
const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) =>
  path.includes('/@opentelemetry/sdk-'),
).length;
await house.close();
await stopTracing();
process.stdout.write(JSON.stringify({ secrets, trustedTrace, strangersTrace, sentOn, loaded }), () => process.exit(0));
