// A council's own account register as a SAML identity provider: its endpoints, and its life from listening to closing.
// It must never be started beside a hub that serves real people.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import type { Express, Request, RequestHandler, Response } from 'express';
import express from 'express';
import type { Personas } from '../../config/schema/personas.ts';
import { createFaultDesk } from '../kit/faults.ts';
import { readParameters } from '../kit/parameters.ts';
import { Refusal } from '../kit/refusal.ts';
import { createShelf } from '../kit/shelf.ts';
import { style } from '../kit/style.ts';
import { type Answering, endsBadly, failureAnswer, goodAnswer } from './answer.ts';
import { faults, type LocalFault, type LocalFaultOrder, noTrouble, parseFaultOrder } from './faults.ts';
import { newId } from './messages.ts';
import { metadataOf } from './metadata.ts';
import { choosePage, homePage, sendPosting, sendRefusalPage, signedOutPage } from './pages.ts';
import { accountsOf, classesOf, type LocalLevel, levels } from './people.ts';
import { createRequestReader, type LoginRequest, type Sent } from './requests.ts';
import { createServiceProviders, type ServiceProviderRecord } from './service-providers.ts';
import { makeKeyPair, signedQuery } from './sign.ts';
import { escapeXml, moment } from './xml.ts';

export interface LocalOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  personas: Personas;
  serviceProviders: readonly ServiceProviderRecord[];
}

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

type House = Awaited<ReturnType<typeof createHouse>>;

async function createHouse(url: string, { personas, serviceProviders }: LocalOptions) {
  const find = createServiceProviders(serviceProviders);
  const keys = { current: await makeKeyPair('local'), next: await makeKeyPair('local') };
  const desk = createFaultDesk(noTrouble);
  return {
    url,
    issuer: `${url}/metadata`,
    accounts: accountsOf(personas),
    keys,
    desk,
    reader: createRequestReader(find),
    requests: createShelf<LoginRequest & { locale: 'en' | 'cy' }>(3600),
    order(next: LocalFault | LocalFaultOrder) {
      const order = parseFaultOrder(typeof next === 'string' ? { fault: next } : next);
      if (!order) throw new TypeError(`not a fault that this simulator knows; it knows ${faults.join(', ')}`);
      desk.put(order);
    },
    async rotateKeys() {
      keys.current = keys.next;
      keys.next = await makeKeyPair('local');
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
  app.post('/simulator/fault', (request, response) => {
    const order = parseFaultOrder(request.body);
    if (order) house.desk.put(order);
    response.status(order ? 204 : 400).end();
  });
  app.get('/simulator/style.css', (_request, response) => void response.type('css').send(style));
  return app;
}

/** A refusal is a page. */
const politely =
  (work: (request: Request, response: Response) => Promise<void>): RequestHandler =>
  async (request, response) => {
    try {
      await work(request, response);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      sendRefusalPage(response, problem);
    }
  };

const sentBy = (request: Request, url: string): Sent => ({
  method: request.method,
  address: `${url}${request.path}`,
  query: request.originalUrl.split('?')[1] ?? '',
  fields: request.body ?? {},
});

async function signOn(house: House, request: Request, response: Response): Promise<void> {
  const login = await house.reader.receiveLogin(sentBy(request, house.url));
  const locale = request.acceptsLanguages('en', 'cy') === 'cy' ? 'cy' : 'en';
  if (login.isPassive) return post(response, { ...login, locale }, failureAnswer(answering(house, login), 'passive'));
  const handle = house.requests.put({ ...login, locale });
  response.send(choosePage(choiceOf(house, handle, { ...login, locale })));
}

type Waiting = LoginRequest & { locale: 'en' | 'cy' };

const acceptable = (level: LocalLevel, classes: readonly string[]) =>
  classes.length === 0 || classesOf[level].some((name) => classes.includes(name));

function choiceOf({ accounts, desk }: House, handle: string, { classes, locale }: Waiting) {
  const asked = levels.filter((level) => acceptable(level, classes));
  return { handle, accounts, asked, waiting: desk.peek().fault, locale };
}

const answering = ({ issuer, keys, desk }: House, request: LoginRequest, trouble = desk.peek()): Answering => ({
  issuer,
  request,
  keys: keys.current,
  trouble,
});

/** POST /simulator/continue: `request`, `persona`, and if wanted `level` and `x_fault`, as the page sends them. */
async function goOn(house: House, request: Request, response: Response): Promise<void> {
  const form = readParameters(request.body);
  const login = house.requests.peek(form.request);
  if (!login) throw new Refusal('over', 'This sign-in is over or never began. Go back to the service and start again.');
  const wanted = form.x_fault && form.x_fault !== 'none' ? parseFaultOrder({ fault: form.x_fault }) : undefined;
  const account = house.accounts.find(({ id }) => id === form.persona);
  if (!account && !endsBadly(wanted?.fault ?? '')) {
    response.status(400).send(choosePage({ ...choiceOf(house, form.request ?? '', login), nobodyChosen: true }));
    return;
  }
  house.requests.take(form.request);
  const trouble = wanted ?? house.desk.take();
  if (trouble.fault === 'rotated-keys') await house.rotateKeys();
  const answer = answering(house, login, trouble);
  const { fault } = trouble;
  if (endsBadly(fault)) return post(response, login, failureAnswer(answer, fault));
  const possible = levels.filter((level) => account?.reaches.includes(level) && acceptable(level, login.classes));
  const level = form.level ? possible.find((one) => one === form.level) : possible.at(-1);
  if (!account || !level) return post(response, login, failureAnswer(answer, 'no-context'));
  const classRef = classesOf[level].find((name) => login.classes.includes(name)) ?? classesOf[level][0] ?? '';
  const relayed = fault === 'wrong-state' ? { ...login, relayState: newId() } : login;
  post(response, relayed, await goodAnswer(answer, { account, classRef }));
}

function post(response: Response, { acs, relayState, locale }: Waiting, xml: string): void {
  const fields = {
    SAMLResponse: Buffer.from(xml).toString('base64'),
    ...(relayState !== undefined && { RelayState: relayState }),
  };
  sendPosting(response, { action: acs, fields, locale });
}

/** Single logout by redirect (SAML bindings 3.4): there is no session to end, but the request is judged as if there were. */
async function signOut(house: House, request: Request, response: Response): Promise<void> {
  const { xml, relayState, sender } = await house.reader.receive(sentBy(request, house.url));
  const [back] = sender.signOuts;
  if (!back) {
    response.send(signedOutPage());
    return;
  }
  const answered = /\bID="([^"]+)"/.exec(xml)?.[1] ?? '';
  const answer =
    `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${newId()}"` +
    ` Version="2.0" IssueInstant="${moment(Math.floor(Date.now() / 1000))}" Destination="${escapeXml(back)}" InResponseTo="${escapeXml(answered)}">` +
    `<saml:Issuer>${escapeXml(house.issuer)}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;
  const packed = encodeURIComponent(deflateRawSync(answer).toString('base64'));
  const state = relayState === undefined ? '' : `&RelayState=${encodeURIComponent(relayState)}`;
  response.redirect(303, `${back}?${signedQuery(`SAMLResponse=${packed}${state}`, house.keys.current.privateKey)}`);
}
