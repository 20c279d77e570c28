// Every page of the hub as people meet it: in real Chromium, under the hub's strict policy, on a phone and on a desk, in both languages.
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import type { BrowserContext, Page } from 'playwright-core';
import { type Language, languages } from '../../src/config/schema/common.ts';
import { assetsRouter } from '../../src/views/assets.ts';
import { createRender } from '../../src/views/render.ts';
import { axe, screenshot, withBrowser } from '../support/browser.ts';
import { alone, journey, samples } from '../views/samples.ts';

const frames = { journey, alone };
type FrameName = keyof typeof frames;

/** Pages that are shown outside any journey, too. */
const anywhere = /^(?:error|home|tried|assurance|resume|vouch-stop|signed-out|sign-out|leaving)/;
const namesIn = (frame: string): string[] =>
  Object.keys(samples).filter((name) => frame === 'journey' || anywhere.test(name));

const policy =
  "default-src 'none'; style-src 'self' 'nonce-n0nce'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Serves every sample as the hub would, and remembers what forms sent. */
async function servePages() {
  const render = createRender();
  const posts: { path: string; fields: unknown }[] = [];
  const app = express();
  app.use((_request, response, next) => {
    response.set({ 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  app.use(assetsRouter('config'));
  app.get('/pages/:language/:frame/:name', (request, response) => {
    const { language, frame, name } = request.params;
    const page = samples[name];
    const known = frames[frame as FrameName];
    if (name === 'broken') response.send(broken);
    // A page that leads on by itself would not stay to be looked at.
    else if (page) response.send(render({ ...known, language: language as Language }, page).replace(leadsOn, ''));
    else response.sendStatus(404);
  });
  app.post('/{*path}', express.urlencoded({ extended: false }), (request, response) => {
    posts.push({ path: request.path, fields: request.body });
    response.send('<!DOCTYPE html><title>received</title>');
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, posts, close: () => new Promise((closed) => server.close(closed)) };
}

const leadsOn = /<meta http-equiv="refresh"[^>]*>|<script[^>]*>document.forms\[0\].submit\(\)<\/script>/;

/** Everything a page did that it should not: complaints of the browser, and requests to anywhere else. */
function watch(page: Page, origin: string): string[] {
  const wrongs: string[] = [];
  page.on('console', (message) => wrongs.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) wrongs.push(`request: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) wrongs.push(`${response.status()}: ${response.url()}`);
  });
  return wrongs;
}

/**
 * Elements and classes of a page's body, without its words and the header that all share. Pages of one structure look alike to
 * axe, which takes most of the time here and need not see them all.
 */
const structureOf = (html: string): string =>
  (html.slice(html.indexOf('<main')).match(/<\w+| class="[^"]*"| (?:role|disabled|aria-\w+)\b/g) ?? []).join('');

/** What a broken page looks like: an inline style, a picture without words, a tiny button, too wide. */
const broken =
  '<!DOCTYPE html><html lang="en"><title>Broken</title><img src="/assets/favicon.svg"><p style="color:red">No</p>' +
  `<button></button><pre>${'wide'.repeat(500)}</pre></html>`;

/** Runs in the page: things to press smaller than 24 by 24 px (WCAG 2.2, 2.5.8), and a page wider than its window (1.4.10). */
const misfits = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const wide = scrollWidth > clientWidth ? ['scrolls sideways: ' + scrollWidth + ' px in ' + clientWidth + ' px'] : [];
  const small = [...document.querySelectorAll('main a, button, input:not([type=hidden]), header a, footer a')].filter((target) => {
    const { width, height } = target.getBoundingClientRect();
    return width < 24 || height < 24;
  });
  return [...wide, ...small.map((target) => 'too small: ' + target.outerHTML)];
})()`;

withBrowser('pages in a browser', (browser) => {
  let server: Awaited<ReturnType<typeof servePages>>;
  let context: BrowserContext;
  const judged = new Set<string>();

  before(async () => {
    server = await servePages();
    context = await browser().newContext();
  });
  after(async () => {
    await context.close();
    await server.close();
  });

  for (const language of languages) {
    for (const frame of Object.keys(frames)) {
      it(`have no faults in ${language}, ${frame}`, async function faultless() {
        this.timeout(240_000);
        const page = await context.newPage();
        const wrongs = watch(page, server.origin);
        for (const name of namesIn(frame)) {
          await page.goto(`${server.origin}/pages/${language}/${frame}/${name}`);
          const structure = structureOf(await page.content());
          for (const width of [320, 1280]) {
            await page.setViewportSize({ width, height: 900 });
            const found = await page.evaluate<string[]>(misfits);
            if (!judged.has(structure)) found.push(...(await axe(page)));
            wrongs.push(...found.map((wrong) => `${name} at ${width} px: ${wrong}`));
            await screenshot(page, `${name}-${language}-${frame}-${width}`);
          }
          judged.add(structure);
        }
        await page.close();
        expect(wrongs).to.deep.equal([]);
        expect(judged.size).to.be.above(10);
      });
    }
  }

  it('would be told of a fault: axe and the policy are at work', async () => {
    const page = await context.newPage();
    const wrongs = watch(page, server.origin);
    await page.goto(`${server.origin}/pages/en/journey/broken`);
    const found = [...(await axe(page)), ...(await page.evaluate<string[]>(misfits))].join('\n');
    await page.close();
    expect(found).to.include('image-alt').and.include('too small').and.include('scrolls sideways');
    expect(wrongs.join('\n')).to.match(/console: .*Content Security Policy/);
  });

  it('need no JavaScript: choosing, sharing, giving up, changing the language', async () => {
    const plain = await browser().newContext({ javaScriptEnabled: false });
    const page = await plain.newPage();
    const open = (name: string) => page.goto(`${server.origin}/pages/en/journey/${name}`);
    const taken = (path: string) => server.posts.filter((post) => post.path === path).map(({ fields }) => fields);

    await open('choice');
    await page.getByLabel('NHS login').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await open('share');
    await page.getByRole('button', { name: 'Share and continue' }).click();
    expect(taken('/sign-in/abc/step')).to.deep.equal([
      { token: 'form-token', provider: 'nhs' },
      { token: 'form-token' },
    ]);

    await open('choice-tried');
    await page.getByRole('button', { name: 'Cancel and go back to Parking permit' }).click();
    expect(taken('/sign-in/abc/cancel')).to.deep.equal([{ token: 'cancel-token' }]);

    await open('choice-tried');
    expect(await page.getByLabel('NHS login').isDisabled()).to.equal(true);
    expect(await page.getByRole('link', { name: 'Cymraeg' }).getAttribute('href')).to.equal('/page?lang=cy');
    await plain.close();
  });

  it('are used by keyboard alone, starting with the way past the header', async () => {
    const page = await context.newPage();
    await page.goto(`${server.origin}/pages/en/journey/choice-nothing-chosen`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(({ hash }) => hash === '#main-content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(({ hash }) => hash === '#provider');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in/abc/step');
    expect(server.posts.at(-1)?.fields).to.deep.equal({ token: 'form-token', provider: 'nhs' });
    await page.close();
  });
});
