// The council's web application: what every request meets, and the pages that need no hub.
// It must never load a script, nor let a form go anywhere but here: people leave by links and redirects only.
import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { inWords } from './problems.ts';
import { serviceRoutes } from './routes.ts';
import { type Council, createCouncil, type Foundation, languageOf } from './visit.ts';

const assets = fileURLToPath(new URL('./assets', import.meta.url));

const security = (isSecure: boolean) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: isSecure,
  });

function home(council: Council, request: Request, response: Response): void {
  const session = council.sessionOf(request);
  const signedOut = session?.leaving !== undefined && session.leaving === request.query.state;
  if (signedOut) delete session.leaving;
  const services = [...council.parties.values()].map((party) => party.service);
  council.show(request, response, {
    page: 'home',
    services,
    signedIn: [...(session?.signIns.keys() ?? [])],
    signedOut,
  });
}

/** Builds the application of a council that is reached at `url`. */
export function createApp(foundation: Foundation): Express {
  const council = createCouncil(foundation);
  const app = express();
  app.disable('x-powered-by');
  app.use(security(foundation.url.startsWith('https:')));
  app.use('/assets', express.static(assets, { maxAge: '1h', index: false }));
  app.use((request, response, next) => {
    response.set('cache-control', 'no-store');
    response.locals.language = languageOf(request, response, foundation.language);
    next();
  });
  app.get('/', (request, response) => home(council, request, response));
  app.get('/help', (request, response) => council.show(request, response, { page: 'help' }));
  app.use('/:service', serviceRoutes(council));
  app.use((request, response) => council.show(request, response, { page: 'not-found' }));
  app.use((error: { status?: number }, request: Request, response: Response, _next: NextFunction) => {
    const isTheirs = error.status !== undefined && error.status >= 400 && error.status < 500;
    if (!isTheirs) council.report('failed', inWords(error));
    council.show(request, response, { page: isTheirs ? 'not-found' : 'failed' });
  });
  return app;
}
