// A simulated provider from its dialect: the order in which its endpoints answer, and its life from listening to closing.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { ErrorRequestHandler, Express } from 'express';
import express from 'express';
import { authorize } from './authorize.ts';
import { continueSignIn } from './continue.ts';
import type { Simulator, SimulatorOptions } from './contract.ts';
import type { Dialect, House } from './dialect.ts';
import { discovery } from './discovery.ts';
import { parseFaultOrder } from './faults.ts';
import { createHouse } from './house.ts';
import { homePage } from './pages.ts';
import { Refusal } from './refusal.ts';
import { signOut } from './sign-out.ts';
import { style } from './style.ts';
import { token } from './token.ts';

/** Starts a provider. Rejects with the system's error (`EADDRINUSE` …) when it cannot listen. */
export async function startProvider(dialect: Dialect, options: SimulatorOptions): Promise<Simulator> {
  const server = createServer();
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const url = `http://${options.host}:${portOf(server)}`;
  const house = await createHouse(dialect, { url, clients: options.clients });
  server.on('request', createApp(house));
  return {
    url,
    issuer: house.issuer,
    fault(next) {
      const order = parseFaultOrder(typeof next === 'string' ? { fault: next } : next);
      if (!order) throw new TypeError('not a fault that a simulator knows');
      house.desk.put(order);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port');
  return address.port;
}

function createApp(house: House): Express {
  const { paths, authorizeMethods } = house.dialect;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((_request, response, next) => {
    response.set({
      'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    next();
  });
  app.use(express.urlencoded({ extended: false }), express.json());
  house.dialect.routes(app, house);

  app.get('/', (_request, response) => void response.send(homePage(house)));
  app.get('/.well-known/openid-configuration', (_request, response) => void response.json(discovery(house)));
  app.get(paths.jwks, (_request, response) => void response.json({ keys: [house.signer.publicJwk()] }));
  for (const method of authorizeMethods) app[method === 'GET' ? 'get' : 'post'](paths.authorize, authorize(house));
  app.post('/simulator/continue', continueSignIn(house));
  app.post(paths.token, token(house));
  for (const path of paths.logout ?? []) app.all(path, signOut(house));
  addFaultDesk(app, house);
  app.get('/simulator/style.css', (_request, response) => void response.type('css').send(style));
  app.use(refuse);
  return app;
}

/** `POST /simulator/fault` with a FaultOrder as JSON: 204, or 400 when it is none. */
function addFaultDesk(app: Express, house: House): void {
  app.post('/simulator/fault', (request, response) => {
    const order = parseFaultOrder(request.body);
    if (!order) throw new Refusal('invalid_request', 'send JSON: {"fault", "sticky", "milliseconds", "on"}');
    house.desk.put(order);
    response.status(204).end();
  });
}

const refuse: ErrorRequestHandler = (problem, _request, response, next) => {
  if (!(problem instanceof Refusal)) return next(problem);
  if (problem.error === 'invalid_token')
    response.set('www-authenticate', `Bearer error="${problem.error}", error_description="${problem.message}"`);
  response.status(problem.status).set('cache-control', 'no-store');
  response.json({ error: problem.error, error_description: problem.message });
};
