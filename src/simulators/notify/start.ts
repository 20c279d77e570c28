// The simulated GOV.UK Notify: the part of its API that sends and finds messages, and pages that show what was sent.
// It must never send anything anywhere, and listen where only this machine reaches it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { NoticeTemplates } from '../../config/schema/notices.ts';
import { channels } from '../../notices/kinds.ts';
import { createFaultDesk } from '../kit/faults.ts';
import { style } from '../kit/style.ts';
import { type NotifyFault, type NotifyFaultOrder, noTrouble, parseNotifyFault, refusalFor } from './faults.ts';
import { checkToken, partsOf } from './key.ts';
import { listPage, messagePage, notFoundPage, templatesPage } from './pages.ts';
import { badRequest, invalid, NotifyRefusal } from './refusal.ts';
import { readOrder, templatesOf } from './requests.ts';
import { created, createOutgoing, type Sent, told } from './sent.ts';

export interface NotifyOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** The one key that it knows. */
  key: string;
  /** The ids that its templates go by. */
  templates: NoticeTemplates;
}

export interface NotifySimulator {
  /** Address without a trailing slash. */
  url: string;
  /** What was sent, newest first. */
  sent(): Sent[];
  /** Makes the next message go wrong (every request from now on, where the order is sticky; `none` ends that). */
  fault(next: NotifyFault | NotifyFaultOrder): void;
  close(): Promise<void>;
}

/** Starts it. Rejects with the system's error when it cannot listen. */
export async function startNotify({ host, port, key, templates }: NotifyOptions): Promise<NotifySimulator> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const post = createOutgoing();
  const desk = createFaultDesk(noTrouble);
  const house = { url, key: partsOf(key), templates: templatesOf(templates), post, desk };
  server.on('request', createApp(house));
  return {
    url,
    sent: post.all,
    fault(next) {
      const order = parseNotifyFault(typeof next === 'string' ? { fault: next } : next);
      if (!order) throw new TypeError('not a fault that the simulated Notify knows');
      desk.put(order);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface House {
  url: string;
  key: ReturnType<typeof partsOf>;
  templates: ReturnType<typeof templatesOf>;
  post: ReturnType<typeof createOutgoing>;
  desk: ReturnType<typeof createFaultDesk<typeof noTrouble>>;
}

function createApp(house: House): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((_request, response, next) => {
    response.set({
      'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    next();
  });
  addApi(app, house);
  addPages(app, house);
  return app;
}

function addApi(app: Express, house: House): void {
  const { key, templates, post, desk, url } = house;
  const where = { url, serviceId: key.serviceId };
  const known: RequestHandler = async (request, _response, next) => {
    await checkToken(request.get('authorization'), key);
    next();
  };
  app.use('/v2', known, express.json());
  for (const channel of channels)
    app.post(`/v2/notifications/${channel}`, async (request, response) => {
      if (!request.is('application/json')) throw badRequest('Invalid JSON supplied in POST data');
      const trouble = desk.take();
      await bear(trouble);
      const sent = post.add(readOrder(channel, request.body, templates));
      if (trouble.fault === 'lost-answer') return void request.socket.destroy();
      response.status(201).json(created(sent, where));
    });
  app.get('/v2/notifications', async (request, response) => {
    if (desk.peek().sticky) await bear(desk.peek());
    const query = readQuery(request.query);
    const found = post.all().filter(({ reference }) => query.reference === undefined || reference === query.reference);
    const notifications = found.slice(0, 250).map((sent) => told(sent, where));
    response.json({ notifications, links: { current: url + request.originalUrl } });
  });
  app.get('/v2/notifications/:id', (request, response) => {
    const sent = post.find(request.params.id);
    if (!sent) throw new NotifyRefusal(404, { error: 'NoResultFound', message: 'No result found' });
    response.json(told(sent, where));
  });
  app.use('/v2', refuse);
}

async function bear(trouble: typeof noTrouble): Promise<void> {
  const refusal = refusalFor(trouble);
  if (refusal) throw refusal;
  if (trouble.fault === 'slow') await wait(trouble.milliseconds, undefined, { ref: false });
}

const listQuery = z.strictObject({ reference: z.string().optional() });

function readQuery(query: unknown): z.infer<typeof listQuery> {
  const parsed = listQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  throw invalid('Additional properties are not allowed: only reference is simulated');
}

const refuse: ErrorRequestHandler = (problem, _request, response, next) => {
  const refusal = problem instanceof SyntaxError ? badRequest('Invalid JSON supplied in POST data') : problem;
  if (!(refusal instanceof NotifyRefusal)) return next(problem);
  answerWith(response, refusal);
};

const answerWith = (response: Response, { status, problems }: NotifyRefusal) =>
  void response.status(status).json({ status_code: status, errors: problems });

function addPages(app: Express, { post, desk, templates }: House): void {
  app.get('/', (_request, response) => void response.send(listPage(post.all(), desk.peek())));
  app.get('/templates', (_request, response) => void response.send(templatesPage(templates.values())));
  app.get('/messages/:id', (request, response) => {
    const sent = post.find(request.params.id);
    response.status(sent ? 200 : 404).send(sent ? messagePage(sent) : notFoundPage());
  });
  app.post('/simulator/fault', express.urlencoded({ extended: false }), express.json(), (request, response) => {
    const order = parseNotifyFault(request.body);
    if (!order) return void response.status(400).json({ error: 'send {"fault", "sticky", "milliseconds"}' });
    desk.put(order);
    if (request.is('application/json')) response.status(204).end();
    else response.redirect(303, '/');
  });
  app.get('/simulator/style.css', (_request, response) => void response.type('css').send(style));
}
