// The hub's HTTP surface, in the order in which a request passes through it. Built once by hub.ts; it decides nothing itself.
import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { AskedToLeave } from '../authorization/asked-to-leave.ts';
import { routes } from '../authorization/provider.ts';
import type { TakeReply } from '../connectors/callback.ts';
import { HubError } from '../errors.ts';
import { otherLanguageLink, pageLanguage } from '../views/language.ts';
import type { Page } from '../views/pages.ts';
import type { Compose } from '../views/respond.ts';
import { contentPolicy, send } from '../views/respond.ts';
import type { createErrorPages } from './error-pages.ts';
import { formFields } from './form-fields.ts';
import { inTurn } from './in-turn.ts';
import { keepingChosenLanguage } from './keep-language.ts';
import type { Limits } from './limits.ts';
import { onlyIssuer } from './only-issuer.ts';
import { postedRequest } from './posted-request.ts';
import { wellFormed } from './well-formed.ts';

export interface AppOptions {
  issuer: string;
  observe: RequestHandler;
  /** First of all: connections end while the node stops. */
  letGo: RequestHandler;
  limits: Limits;
  /** Counts what is under way. */
  count: RequestHandler;
  trustedProxies: readonly string[];
  health: Router;
  assets: Router;
  signIn: Router;
  /** Going on with a sign-in that waited. */
  resume: Router;
  /** The hub's own pages for people and for staff. */
  own: readonly Router[];
  takeReply: TakeReply;
  /** Where somebody was going who comes back from signing out at a provider. */
  wayBack(state: string): Promise<string | undefined>;
  /** A provider sent the browser to be signed out here, too. */
  askedToLeave: AskedToLeave;
  /** The hub's public client keys, for providers. */
  clientKeys(): object;
  /** The hub's metadata for SAML providers; undefined where no provider speaks it. */
  samlMetadata(): Promise<string | undefined>;
  /** The DID document with the keys of core identities; undefined where no service wants them. */
  identityKeys(): object | undefined;
  /** What the vectors in `vot` mean (RFC 8485). */
  trustMark: object;
  /** oidc-provider, for everything that services call. */
  services: RequestHandler;
  /** What every account's words are worth. */
  assurancePage: RequestHandler;
  compose: Compose;
  errorPages: ReturnType<typeof createErrorPages>;
}

export function createApp(options: AppOptions): Express {
  const { issuer, compose, limits } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Where even the page of an error fails, express answers: with the status alone, and not where in the code it was.
  app.set('env', 'production');
  app.set('trust proxy', [...options.trustedProxies]);
  app.use(options.letGo, options.health);
  app.use(
    inTurn(
      options.observe,
      limits.address,
      onlyIssuer(issuer),
      safeHeaders(issuer),
      wellFormed,
      limits.limit,
      options.count,
    ),
  );
  // What a sign-in asks for comes first: whatever stands before it is looked through nine times a sign-in.
  app.use(options.signIn, callback(issuer, options.takeReply), signedOutThere(options));
  app.post(routes.authorization, ...postedRequest(routes.authorization));
  app.use(forServices(options.services), options.assets);
  app.get('/client-keys', (_request, response) => void response.json(options.clientKeys()));
  app.get('/saml/metadata', async (_request, response, next) => {
    const metadata = await options.samlMetadata();
    if (metadata === undefined) next();
    else response.type('application/samlmetadata+xml').send(metadata);
  });
  app.get('/.well-known/did.json', (_request, response, next) => {
    const document = options.identityKeys();
    if (document === undefined) next();
    else response.json(document);
  });
  app.get('/trust-mark', (_request, response) => void response.json(options.trustMark));
  app.use(keepingChosenLanguage(issuer));
  app.get(['/assurance', '/assurance/:identity/:authenticator'], options.assurancePage);
  app.use(options.resume, ...options.own);
  const alone = (page: Page): RequestHandler => {
    return (request, response) => {
      const url = new URL(request.originalUrl, issuer);
      const language = pageLanguage(request, url);
      send(response, compose({ frame: { language, otherLanguage: otherLanguageLink(url, language) }, page }));
    };
  };
  app.get('/', alone({ page: 'home', issuer }));
  app.get('/tried', alone({ page: 'tried' }));
  app.use((_request, _response, next) => next(new HubError('not_found')));
  app.use(options.errorPages);
  return app;
}

/**
 * Hands on what oidc-provider answers; the resume and confirm addresses lie below its routes. By one name each: the library would take a
 * slash at the end too, and what is counted by path (limits.ts) would be asked for by another.
 */
function forServices(services: RequestHandler): RequestHandler {
  const discovery = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
  const paths = [...Object.values(routes), ...discovery].join('|').replaceAll('.', '\\.');
  const pattern = new RegExp(`^(?:${paths})(?:/[\\w-]+)*$`);
  return (request, response, next) => (pattern.test(request.path) ? services(request, response, next) : next());
}

/** What helmet says is the same for every answer: it is asked once. */
function safeHeaders(issuer: string): RequestHandler {
  const said = new Map([['Content-Security-Policy', contentPolicy()]]);
  const ask = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: issuer.startsWith('https:'),
    // A provider and a service may look at where a person comes from; nobody may see more than the host.
    referrerPolicy: { policy: 'strict-origin' },
    // Express has been told so.
    xPoweredBy: false,
  });
  ask(undefined as never, { setHeader: (name: string, value: string) => said.set(name, value) } as never, (error) => {
    if (error) throw error;
  });
  return (_request, response, next) => {
    response.setHeaders(said);
    next();
  };
}

/** Where providers send people back after ending their session there. The hub's own has ended before: nothing is decided here. */
function signedOutThere({ issuer, wayBack, askedToLeave }: AppOptions): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 5 });
  router.all('/sign-out/done', form, async (request, response) => {
    const { searchParams } = new URL(request.originalUrl, issuer);
    const fields = request.method === 'POST' ? formFields(request) : {};
    // A provider that began the sign-out itself, by redirect: the only way that the metadata offers.
    if (searchParams.has('SAMLRequest')) {
      const url = await askedToLeave(request, response, new URL(request.originalUrl, issuer).href);
      response.set('Cache-Control', 'no-store').redirect(303, url ?? `${routes.end_session}/success`);
      return;
    }
    if (fields.SAMLRequest !== undefined) throw new HubError('bad_request');
    const state =
      searchParams.get('state') ?? searchParams.get('RelayState') ?? fields.RelayState ?? fields.state ?? '';
    const onwards = await wayBack(state);
    response.set('Cache-Control', 'no-store').redirect(303, onwards ?? `${routes.end_session}/success`);
  });
  return router;
}

function callback(issuer: string, takeReply: TakeReply): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 5 });
  router.all('/callback/:provider', form, async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'POST') throw new HubError('bad_request', { status: 405 });
    const fields = request.method === 'POST' ? formFields(request) : {};
    const url = new URL(request.originalUrl, issuer).href;
    const onwards = await takeReply(String(request.params.provider), { method: request.method, url, fields });
    response.set('Cache-Control', 'no-store').redirect(303, onwards);
  });
  return router;
}
