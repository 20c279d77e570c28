// A council's own account register as a SAML identity provider: its endpoints, and its life from listening to closing.
// It must never be started beside a hub that serves real people.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import express from 'express';
import { style } from '../kit/style.ts';
import { accountRoutes } from './accounts/routes.ts';
import { type LocalFault, type LocalFaultOrder, parseFaultOrder } from './faults.ts';
import { createHouse, type House, type LocalOptions } from './house.ts';
import { metadataOf } from './metadata.ts';
import { homePage } from './pages.ts';
import { politely } from './polite.ts';
import { channelRoutes } from './second-factor/channels.ts';
import { secondFactorRoutes } from './second-factor/routes.ts';
import { goOn, signOn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

export interface LocalSimulator {
  /** Address without a trailing slash. */
  url: string;
  /** Its entity id. */
  issuer: string;
  /** Makes the next sign-in go wrong (every one from now on, where the order is sticky; `none` ends that). */
  fault(next: LocalFault | LocalFaultOrder): void;
  /** What was next signs from now on, and another next is shown. */
  rotateKeys(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it. Rejects with the system's error when it cannot listen. */
export async function startLocal(options: LocalOptions): Promise<LocalSimulator> {
  const server = createServer();
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const url = `http://${options.host}:${(server.address() as AddressInfo).port}`;
  const house = await createHouse(url, options);
  server.on('request', createApp(house));
  return {
    url,
    issuer: house.issuer,
    fault: house.order,
    rotateKeys: house.rotateKeys,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function createApp(house: House): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({
      'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    next();
  });
  app.use(express.urlencoded({ extended: false, limit: '200kb' }), express.json());
  app.get('/', (_request, response) => void response.send(homePage(house.accounts)));
  app.get('/metadata', (_request, response) => {
    response.type('application/samlmetadata+xml').send(metadataOf(house.url, house.keys));
  });
  app.all(
    '/sso',
    politely((request, response) => signOn(house, request, response)),
  );
  app.post(
    '/simulator/continue',
    politely((request, response) => goOn(house, request, response)),
  );
  app.all(
    '/logout',
    politely((request, response) => signOut(house, request, response)),
  );
  app.use('/second-factor', secondFactorRoutes(house));
  app.use('/accounts', accountRoutes(house));
  app.use('/simulator/channels', channelRoutes(house));
  app.post('/simulator/fault', (request, response) => {
    const order = parseFaultOrder(request.body);
    if (order) house.desk.put(order);
    response.status(order ? 204 : 400).end();
  });
  app.get('/simulator/style.css', (_request, response) => void response.type('css').send(style));
  return app;
}
