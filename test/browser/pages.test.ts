// Every page of the hub as people meet it: in real Chromium, under the hub's strict policy, on a phone and on a desk, in both languages.
import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import { languages } from '../../src/config/schema/common.ts';
import { loadStylesheet } from '../../src/views/stylesheet.ts';
import { axe, screenshot, withBrowser } from '../support/browser.ts';
import { focusFaults, misfits } from './in-page.ts';
import { desk, frames, namesIn, phone, servePages } from './serve-pages.ts';

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
        this.timeout(240_000);
        const page = await context.newPage();
        const wrongs = watch(page, server.origin);
        const sizes = Object.entries({ phone, desk });
        await page.goto(`${server.origin}/gallery/${language}/${frame}`);
        for (const [where, size] of sizes) {
          await page.setViewportSize(size);
          wrongs.push(...(await page.evaluate<string[]>(misfits)).map((wrong) => `${where}: ${wrong}`));
        }
        await page.setViewportSize(phone);
        for (const name of namesIn(frame)) {
          const path = `${frame}/${name}`;
          const unseen = isNew(server.html(language, path));
          if (!unseen && !process.env.SCREENSHOTS) continue;
          await page.goto(`${server.origin}/pages/${language}/${path}`);
          const found = unseen ? [...(await page.evaluate<string[]>(focusFaults)), ...(await axe(page))] : [];
          wrongs.push(...found.map((wrong) => `${name}: ${wrong}`));
          judged += 1;
          for (const [where, size] of process.env.SCREENSHOTS ? sizes : []) {
            await page.setViewportSize(size);
            await screenshot(page, `${name}-${language}-${frame}-${where}`);
          }
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
