// Every page of the samples as the hub would serve it, under its strictest policy, for the browser tests; and all of them in one.
// It remembers what forms sent, and knows nothing of any journey.
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Language } from '../../src/config/schema/common.ts';
import { assetsRouter } from '../../src/views/assets.ts';
import type { Page } from '../../src/views/pages.ts';
import { createRender } from '../../src/views/render.ts';
import { contentPolicy } from '../../src/views/respond.ts';
import { alone, journey, samples } from '../views/samples.ts';

export const frames = { journey, alone };
type FrameName = keyof typeof frames;

/** Pages that are shown outside any journey, too. */
const anywhere = /^(?:error|home|tried|assurance|resume|signed-out|sign-out|leaving)/;
export const namesIn = (frame: string): string[] =>
  Object.keys(samples).filter((name) => frame === 'journey' || anywhere.test(name));

/** The strictest of the hub's own, for a page with a script. */
const policy = contentPolicy('n0nce', { timed: true }).replace("img-src 'self'", "img-src 'self' data:");

/** Serves every sample as the hub would, and remembers what forms sent. */
export async function servePages() {
  const render = createRender();
  /** A page that leads on by itself would not stay to be looked at. */
  const html = (language: Language, path: string) => {
    const [frame, name = ''] = path.split('/');
    const page = samples[name];
    if (!page) throw new Error(`no sample ${name}`);
    return render({ ...frames[frame as FrameName], language }, page).replace(leadsOn, '');
  };
  const posts: { path: string; fields: unknown }[] = [];
  const app = express();
  app.use((_request, response, next) => {
    response.set({ 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  app.use(assetsRouter('config'));
  app.get('/pages/:language/:frame/:name', (request, response) => {
    const { language, frame, name } = request.params;
    if (name === 'broken') response.send(broken);
    else response.send(html(language as Language, `${frame}/${name}`));
  });
  app.get('/gallery/:language/:frame', (request, response) => {
    const { language, frame } = request.params;
    const known = { ...frames[frame as FrameName], language: language as Language };
    response.send(gallery(namesIn(frame).map((name) => [name, render(known, samples[name] as Page)])));
  });
  app.post('/sign-in/abc/more-time', express.urlencoded({ extended: false }), (request, response) => {
    posts.push({ path: request.path, fields: request.body });
    const time = journey.time && { ...journey.time, until: journey.time.until + 3_600_000, left: 3600 };
    response.send(render({ ...journey, ...(time && { time }) }, samples['share-correct'] as Page));
  });
  app.post('/{*path}', express.urlencoded({ extended: false }), (request, response) => {
    posts.push({ path: request.path, fields: request.body });
    response.send('<!DOCTYPE html><title>received</title>');
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, posts, html, close: () => new Promise((closed) => server.close(closed)) };
}

/** All pages of a frame below each other, each in its own body: what is to be measured need not be loaded a hundred times. */
function gallery(pages: [name: string, html: string][]): string {
  const [first = ''] = pages.map(([, html]) => html.slice(0, html.indexOf('<body')));
  const bodies = pages.map(([name, html]) => {
    const body = html.slice(html.indexOf('>', html.indexOf('<body')) + 1, html.indexOf('</body>'));
    return `<div class="govuk-template__body" data-sample="${name}">${body.replace(/<script[\s\S]*?<\/script>/g, '')}</div>`;
  });
  return `${first.replace(leadsOn, '')}<body>${bodies.join('')}</body></html>`;
}

/** 320 px are 1280 px at 400 % (WCAG 2.2, 1.4.10). */
export const phone = { width: 320, height: 800 };
export const desk = { width: 1280, height: 900 };

const leadsOn = /<meta http-equiv="refresh"[^>]*>|<script[^>]*>document.forms\[0\].submit\(\)<\/script>/;

/** What a broken page looks like: an inline style, a picture without words, a tiny button, too wide. */
const broken =
  '<!DOCTYPE html><html lang="en"><title>Broken</title><img src="/assets/favicon.svg"><p style="color:red">No</p>' +
  `<button></button><pre>${'wide'.repeat(500)}</pre></html>`;
