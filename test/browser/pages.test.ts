// Every page of the hub as people meet it: in real Chromium, under the hub's strict policy, on a phone and on a desk, in both languages.
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import type { BrowserContext, Page } from 'playwright-core';
import { type Language, languages } from '../../src/config/schema/common.ts';
import { assetsRouter } from '../../src/views/assets.ts';
import type { Page as PageData } from '../../src/views/pages.ts';
import { createRender } from '../../src/views/render.ts';
import { contentPolicy } from '../../src/views/respond.ts';
import { loadStylesheet } from '../../src/views/stylesheet.ts';
import { axe, screenshot, withBrowser } from '../support/browser.ts';
import { alone, journey, samples } from '../views/samples.ts';

const frames = { journey, alone };
type FrameName = keyof typeof frames;

/** Pages that are shown outside any journey, too. */
const anywhere = /^(?:error|home|tried|assurance|resume|signed-out|sign-out|leaving)/;
const namesIn = (frame: string): string[] =>
  Object.keys(samples).filter((name) => frame === 'journey' || anywhere.test(name));

/** The strictest of the hub's own, for a page with a script. */
const policy = contentPolicy('n0nce', { timed: true }).replace("img-src 'self'", "img-src 'self' data:");

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
  app.post('/sign-in/abc/more-time', express.urlencoded({ extended: false }), (request, response) => {
    posts.push({ path: request.path, fields: request.body });
    const time = journey.time && { ...journey.time, until: journey.time.until + 3_600_000, left: 3600 };
    response.send(render({ ...journey, ...(time && { time }) }, samples['share-correct'] as PageData));
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

/** 320 px are 1280 px at 400 % (WCAG 2.2, 1.4.10). */
const phone = { width: 320, height: 800 };
const desk = { width: 1280, height: 900 };

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

/** Elements of a page's body with their classes and kinds, without its words and the header that all share. */
const elementsOf = (html: string): string[] =>
  [...html.slice(html.indexOf('<main')).matchAll(/<\w+(?: [^>]*)?>/g)].map(([tag]) =>
    (tag.match(/^<\w+| (?:class|type|role)="[^"]*"| (?:disabled|aria-\w+)\b/g) ?? []).join(''),
  );

/**
 * Tells the pages that hold something that stood beside nothing of the kind before. Axe takes most of the time here, and what it has seen
 * it need not see again in other words; what it says of pages as wholes is among the misfits.
 */
function memory(): (html: string) => boolean {
  const seen = new Set<string>();
  return (html) => {
    const elements = elementsOf(html);
    const pairs = elements.map((element, at) => `${elements[at - 1]}${element}`);
    const isNew = pairs.some((pair) => !seen.has(pair));
    for (const pair of pairs) seen.add(pair);
    return isNew;
  };
}

/** What a broken page looks like: an inline style, a picture without words, a tiny button, too wide. */
const broken =
  '<!DOCTYPE html><html lang="en"><title>Broken</title><img src="/assets/favicon.svg"><p style="color:red">No</p>' +
  `<button></button><pre>${'wide'.repeat(500)}</pre></html>`;

/**
 * Runs in the page, at the width that it has: headings in order and each id once; things to press smaller than 24 by 24 px (WCAG 2.2, 2.5.8); a page wider than its window
 * (1.4.10), also with the gaps of 1.4.12 and with text twice as large (1.4.4).
 */
const misfits = `(() => {
  const root = document.documentElement;
  const wide = (how) => root.scrollWidth > root.clientWidth ? ['scrolls sideways' + how + ': ' + root.scrollWidth + ' px in ' + root.clientWidth + ' px'] : [];
  const small = [...document.querySelectorAll('main a, button, input:not([type=hidden]), textarea, summary, header a, footer a')].filter((target) => {
    const { width, height } = target.getBoundingClientRect();
    return width < 24 || height < 24;
  });
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1]));
  const skipped = levels.flatMap((level, at) => level > (levels[at - 1] ?? level) + 1 ? ['skips to a heading of level ' + level] : []);
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => 'is there twice: ' + id);
  const found = [...wide(''), ...small.map((target) => 'too small: ' + target.outerHTML), ...skipped, ...twice];
  const gaps = new CSSStyleSheet();
  gaps.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [gaps];
  found.push(...wide(' with gaps'));
  document.adoptedStyleSheets = [];
  return found;
})()`;

/** Runs in the page: text of twice the size, and nothing else (browsers' own setting; the page is in rem). */
const largeText = `(() => {
  const root = document.documentElement;
  root.style.fontSize = '200%';
  const { scrollWidth, clientWidth } = root;
  root.style.fontSize = '';
  return scrollWidth > clientWidth ? ['scrolls sideways with large text: ' + scrollWidth + ' px in ' + clientWidth + ' px'] : [];
})()`;

/**
 * Runs in the page: what Tab comes to, in the order of the page, which has to be the order in which it is seen (2.4.3); that the focus is
 * seen on each (2.4.7); and that an error is the first thing, has the focus, and leads to its field.
 */
const focusFaults = `(async () => {
  const found = [];
  // The browser moves the focus when it first draws the page.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex]')]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ contentVisibilityAuto: true }));
  let last = { top: -Infinity, bottom: -Infinity, left: -Infinity };
  for (const one of stops) {
    const box = one.getBoundingClientRect();
    const sameRow = box.top < last.bottom && box.bottom > last.top;
    if (one.tabIndex > 0) found.push('jumps the order: ' + one.outerHTML);
    if (sameRow ? box.left < last.left - 1 : box.bottom < last.top) found.push('seen before what comes before it: ' + one.outerHTML);
    last = box;
  }
  const looks = (one) => [one, one.nextElementSibling ?? one, one.firstElementChild ?? one].flatMap((part) =>
    [undefined, '::before', '::after'].map((pseudo) => {
      const { outlineStyle, outlineColor, boxShadow, backgroundColor, borderColor, borderWidth } = getComputedStyle(part, pseudo);
      return [outlineStyle, outlineColor, boxShadow, backgroundColor, borderColor, borderWidth].join();
    })).join(';');
  const first = document.activeElement;
  for (const one of stops) {
    one.blur();
    const before = looks(one);
    one.focus();
    if (document.activeElement !== one || looks(one) === before) found.push('focus is not seen: ' + one.outerHTML);
    one.blur();
  }
  const summary = document.querySelector('.govuk-error-summary');
  if (summary) {
    if (first !== summary) found.push('the error does not have the focus');
    if (summary.parentElement.firstElementChild !== summary) found.push('the error is not the first thing');
    for (const link of summary.querySelectorAll('a')) {
      const field = document.getElementById(link.hash.slice(1));
      if (!field?.matches('input, textarea')) found.push('leads to no field: ' + link.outerHTML);
    }
  }
  return found;
})()`;

withBrowser('pages in a browser', (browser) => {
  let server: Awaited<ReturnType<typeof servePages>>;
  let context: BrowserContext;
  const isNew = memory();
  let judged = 0;

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
      it(`N4: have no faults in ${language}, ${frame}`, async function faultless() {
        this.timeout(120_000);
        const page = await context.newPage();
        const wrongs = watch(page, server.origin);
        await page.setViewportSize(phone);
        for (const name of namesIn(frame)) {
          await page.goto(`${server.origin}/pages/${language}/${frame}/${name}`);
          const unseen = isNew(await page.content());
          const told = (where: string) => (wrong: string) => `${name}, ${where}: ${wrong}`;
          wrongs.push(...(await page.evaluate<string[]>(misfits)).map(told('phone')));
          await screenshot(page, `${name}-${language}-${frame}-phone`);
          if (!unseen && !process.env.SCREENSHOTS) continue;
          wrongs.push(...(await page.evaluate<string[]>(focusFaults)).map(told('phone')));
          wrongs.push(...(await axe(page)).map(told('phone')));
          await page.setViewportSize(desk);
          wrongs.push(...(await page.evaluate<string[]>(misfits)).map(told('desk')));
          wrongs.push(...(await page.evaluate<string[]>(largeText)).map(told('desk')));
          await screenshot(page, `${name}-${language}-${frame}-desk`);
          await page.setViewportSize(phone);
          judged += 1;
        }
        await page.close();
        expect(wrongs).to.deep.equal([]);
        expect(judged).to.be.above(10);
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
    await page.goto(`${server.origin}/pages/en/journey/choice`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(({ hash }) => hash === '#main-content');
    // Where something is wrong the focus is on it already.
    await page.goto(`${server.origin}/pages/en/journey/choice-nothing-chosen`);
    await page.locator('.govuk-error-summary:focus').waitFor();
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

  it('N4: are as readable in dark and in forced colours, which they leave to the browser', async () => {
    expect(loadStylesheet().text).not.to.include('prefers-color-scheme');
    const page = await context.newPage();
    const wrongs: string[] = [];
    for (const name of ['choice-reasons', 'share-correct-wrong', 'ways']) {
      for (const media of [
        { colorScheme: 'dark', forcedColors: 'none' },
        { colorScheme: 'light', forcedColors: 'active' },
      ] as const) {
        await page.emulateMedia(media);
        await page.goto(`${server.origin}/pages/en/journey/${name}`);
        // Forced colours are the reader's own: how they contrast is nothing that a page decides.
        wrongs.push(...(await axe(page, media.forcedColors === 'active' ? ['color-contrast'] : [])));
        wrongs.push(...(await page.evaluate<string[]>(focusFaults)));
        await screenshot(page, `${name}-${Object.values(media).join('-')}`);
      }
    }
    await page.close();
    expect(wrongs).to.deep.equal([]);
  });

  it('N4: take a code that is pasted', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
    const page = await context.newPage();
    await page.goto(`${server.origin}/pages/en/journey/resume`);
    const code = ' bcdf 2345-GHJK 6789 ';
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(code)})`);
    await page.locator('#code').focus();
    await page.keyboard.press('Control+V');
    expect(await page.locator('#code').inputValue()).to.equal(code);
    await page.close();
  });

  it('N4: warn two minutes before the time is over, get more without losing what was typed, and say when it is over', async () => {
    const page = await context.newPage();
    const wrongs = watch(page, server.origin);
    await page.clock.install();
    await page.goto(`${server.origin}/pages/en/journey/share-correct-wrong`);
    const alarm = page.locator('#time-alarm[role=alert]');
    expect(await page.locator('#time').innerText()).to.include('You have until 14:35');
    await page.locator('#correction').fill('9 Other Road');
    await page.locator('#correction').focus();
    await page.clock.runFor((3000 - 130) * 1000);
    expect(await alarm.innerText()).to.equal('');
    await page.clock.runFor(15_000);
    expect(await alarm.innerText())
      .to.include('Your time is nearly up')
      .and.include('14:35');
    await page.setViewportSize(phone);
    expect([...(await axe(page)), ...(await page.evaluate<string[]>(misfits))]).to.deep.equal([]);
    await screenshot(page, 'time-near-phone');

    await alarm.getByRole('button', { name: 'Get more time' }).press('Enter');
    await page.locator('#correction:focus').waitFor();
    expect(await alarm.innerText())
      .to.include('You have more time now')
      .and.include('15:35');
    expect(await page.locator('#correction').inputValue()).to.equal('9 Other Road');
    expect(server.posts.at(-1)).to.deep.equal({ path: '/sign-in/abc/more-time', fields: { token: 'form-token' } });
    await page.clock.runFor((3600 - 110) * 1000);
    expect(await alarm.innerText())
      .to.include('Your time is nearly up')
      .and.include('15:35');
    await page.clock.runFor(120_000);
    expect(await alarm.innerText())
      .to.include('Your time is up')
      .and.include('Start again');
    await screenshot(page, 'time-over-phone');
    await page.close();
    expect(wrongs).to.deep.equal([]);
  });
});
