// The whole demonstration in real Chromium: a resident signs in to the demo council through the hub with each provider, in both
// languages, with and without JavaScript, every hop cross-site; the strict policy is enforced, and axe looks at every page met.
import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import type { Language } from '../../src/config/schema/common.ts';
import { axe, screenshot, withBrowser } from '../support/browser.ts';
import { type CouncilHouse, startCouncilHouse } from '../support/council-house.ts';
import type { House } from '../support/hub.ts';

const says = {
  en: { start: 'Sign in', out: 'Sign out', signedIn: /^You are signed in/, left: 'You have signed out.' },
  cy: {
    start: 'Mewngofnodi',
    out: 'Allgofnodi',
    signedIn: /^Rydych wedi mewngofnodi/,
    left: 'Rydych wedi allgofnodi.',
  },
};

const ways = [
  { provider: 'central', persona: 'hannah-fairweather', service: 'parking-permit', name: 'Hannah Louise Fairweather' },
  { provider: 'nhs', persona: 'hannah-fairweather', service: 'bin-collection', name: '' },
  { provider: 'local', persona: 'hannah-fairweather', service: 'bin-collection', name: '' },
  { provider: 'scotland', persona: '', service: 'council-tax', name: '' },
] as const;

const farthest = [
  ['en', true],
  ['cy', false],
] as const;
const all = [...farthest, ['en', false], ['cy', true]] as const;

/** Waits until the browser stands on a page that does not lead on by itself. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => true);
  await page.waitForLoadState('load');
}

withBrowser('a sign-in in a browser', (browser) => {
  let house: House;
  let at: CouncilHouse;
  const judged = new Set<string>();
  let context: BrowserContext;
  let page: Page;
  let wrongs: string[];
  let scripted: boolean;

  // A house a test: what a resident agreed to is remembered, and every journey here is a first one.
  beforeEach(async () => {
    at = await startCouncilHouse(['bin-collection', 'parking-permit', 'council-tax']);
    house = at.house;
  });
  afterEach(async () => {
    await context?.close();
    await at?.close();
  });

  async function open(javaScriptEnabled: boolean): Promise<void> {
    scripted = javaScriptEnabled;
    context = await browser().newContext({ javaScriptEnabled });
    page = await context.newPage();
    wrongs = [];
    page.on('console', (message) => {
      // The browser's remark on an answer that is listed below, where it was not meant.
      if (!message.text().startsWith('Failed to load resource')) wrongs.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => wrongs.push(`${page.url()}: ${error.message}`));
    page.on('response', (response) => {
      const meant = response.status() === 403 && new URL(response.url()).pathname.endsWith('/problem');
      if (response.status() >= 400 && !meant) wrongs.push(`${response.status()} ${response.url()}`);
    });
  }

  /** Axe and pictures, once for each kind of page, in whatever language it comes first. Axe is script itself. */
  async function look(name: string): Promise<void> {
    const kind = name.replace(/-(?:en|cy)$/, '');
    if (judged.has(kind) || !scripted) return;
    judged.add(kind);
    await page.setViewportSize({ width: 320, height: 800 });
    wrongs.push(...(await axe(page)).map((wrong) => `${name}: ${wrong}`));
    await screenshot(page, `journey-${name}`);
  }

  const hubPage = (name: string) => page.waitForSelector(`body[data-page="${name}"]`);

  /** From the council's page to the provider's list of people. */
  async function toProvider(language: Language, service: string, provider: string): Promise<void> {
    await page.goto(`${at.council}/?lang=${language}`);
    await look(`council-home-${language}`);
    await page.goto(`${at.council}/${service}`);
    await look(`council-${service}-${language}`);
    await page.getByRole('link', { name: says[language].start, exact: true }).click();
    await hubPage('choice');
    expect(await page.locator('html').getAttribute('lang')).to.equal(language);
    await look(`choice-${language}`);
    await page.locator(`input[name=provider][value=${provider}]`).check();
    await page.locator('main form button.govuk-button').first().click();
    await page.waitForSelector('form[action="/simulator/continue"]');
  }

  async function choosePerson(persona: string): Promise<void> {
    const radio = persona ? page.locator(`#persona-${persona}`) : page.locator('input[name=persona]').first();
    await radio.check();
    await page.locator('form[action="/simulator/continue"] button').last().click();
    // Without script the page that posts itself back to the hub waits for its button.
    const posting = page.locator('form[action*="/callback/"] button');
    if (!scripted && (await posting.count()) > 0) await posting.click();
  }

  async function share(language: Language, name: string): Promise<void> {
    await hubPage('share');
    await look(`share-${name}-${language}`);
    await page.locator('form[action$="/share"] button.govuk-button').click();
    await page.waitForURL(`${at.council}/**/signed-in`);
  }

  // The page that posts itself is SAML's alone: it is walked in all four ways, the others in the two that differ most.
  for (const { provider, persona, service, name } of ways) {
    for (const [language, javaScript] of provider === 'local' ? all : farthest) {
      it(`${provider}, ${language}, JavaScript ${javaScript ? 'on' : 'off'}`, async function journey() {
        this.timeout(60_000);
        await open(javaScript);
        await toProvider(language, service, provider);
        await choosePerson(persona);
        await share(language, service);
        expect(await page.locator('h1').innerText())
          .to.match(says[language].signedIn)
          .and.include(name);
        await look(`council-received-${service}-${language}`);

        await page.getByRole('link', { name: says[language].out, exact: true }).click();
        await hubPage('sign-out');
        expect(await page.locator('html').getAttribute('lang')).to.equal(language);
        await look(`sign-out-${language}`);
        await page.locator('button[name=logout][value=yes]').click();
        await page.waitForURL((url) => url.origin === at.council && url.pathname === '/');
        await settled(page);
        expect(await page.locator('main').innerText()).to.include(says[language].left);
        await page.goto(`${at.council}/${service}/signed-in`);
        expect(new URL(page.url()).pathname).to.equal(`/${service}`);
        expect(wrongs).to.deep.equal([]);
      });
    }
  }

  it('stops where an account proves too little, and goes back to the council', async function stopped() {
    this.timeout(60_000);
    await open(true);
    for (const language of ['en', 'cy'] as const) {
      await toProvider(language, 'parking-permit', 'central');
      await choosePerson('daniel-mensah');
      await page.waitForSelector('body[data-page="choice"], body[data-page="stopped"]');
      await look(`tried-${language}`);
      await page.locator('button[form=cancel]').first().click();
      await page.waitForURL(`${at.council}/parking-permit/problem**`);
      await look(`council-problem-${language}`);
      await page.goto(`${at.council}/help`);
      await look(`council-help-${language}`);
    }
    expect(wrongs).to.deep.equal([]);
  });

  for (const [language, javaScript] of farthest) {
    it(`waits for a provider’s checks, and goes on by a code: ${language}, JavaScript ${javaScript ? 'on' : 'off'}`, async function waits() {
      this.timeout(60_000);
      await open(javaScript);
      await toProvider(language, 'parking-permit', 'central');
      const there = page.url();
      await page.locator('summary').last().click();
      await page.locator('#fault-pending').check();
      await choosePerson('hannah-fairweather');
      await hubPage('waiting');
      await look(`waiting-${language}`);
      const code = await page.locator('[data-resume-code]').innerText();
      await page.locator('button[form=cancel]').first().click();
      await page.waitForURL(`${at.council}/parking-permit/problem**`);

      await page.goto(`${house.issuer}/resume?language=${language}`);
      await hubPage('resume');
      await look(`resume-${language}`);
      await page.locator('#code').fill('BCDF 2345 GHJK 6789');
      await page.locator('main form button').click();
      await page.waitForSelector('.govuk-error-summary');
      await look(`resume-wrong-${language}`);
      await page.locator('#code').fill(code.toLowerCase().replaceAll('-', ' '));
      await page.locator('main form button').click();
      await hubPage('resumed');
      expect(await page.locator('html').getAttribute('lang')).to.equal(language);
      await look(`resumed-${language}`);
      await page.locator('main a.govuk-button').click();
      await page.waitForURL(`${at.council}/`);

      // Straight to the provider, where the checks are done now; and from there to what the service gets.
      await page.goto(`${at.council}/parking-permit`);
      await page.getByRole('link', { name: says[language].start, exact: true }).click();
      await page.waitForSelector('form[action="/simulator/continue"]');
      expect(new URL(page.url()).origin).to.equal(new URL(there).origin);
      await choosePerson('hannah-fairweather');
      await share(language, 'parking-permit');
      expect(await page.locator('h1').innerText()).to.match(says[language].signedIn);
      expect(wrongs).to.deep.equal([]);
    });
  }

  it('shows what every account’s words are worth, and answers a question', async function table() {
    this.timeout(60_000);
    await open(true);
    for (const language of ['en', 'cy'] as const) {
      await page.goto(`${house.issuer}/assurance?language=${language}`);
      await hubPage('assurance');
      await look(`assurance-${language}`);
      await page.locator('#service').fill('parking-permit');
      await page.locator('#provider').fill('nhs');
      await page.locator('#says').fill('P9.Cm');
      await page.locator('main form button').click();
      await page.waitForSelector('[data-why="met"]');
      await look(`assurance-answer-${language}`);
    }
    expect(wrongs).to.deep.equal([]);
  });

  it('N4: is walked by keyboard alone, from the council and back to it', async function keyboard() {
    this.timeout(60_000);
    await open(true);
    /** Goes on with Tab until something that fits has the focus, as somebody does who sees where it is. */
    const tabTo = async (selector: string) => {
      for (let stops = 0; stops < 60; stops += 1) {
        await page.keyboard.press('Tab');
        if ((await page.locator(`:focus`).and(page.locator(selector)).count()) > 0) return;
      }
      throw new Error(`Tab never came to ${selector} on ${page.url()}`);
    };
    await page.goto(`${at.council}/parking-permit`);
    await tabTo(`a:text-is("${says.en.start}")`);
    await page.keyboard.press('Enter');
    await hubPage('choice');
    await tabTo('input[name=provider]');
    // Arrows choose among radios; the second is NHS login, and back is the central account.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('input[name=provider]:checked').getAttribute('value')).to.equal('central');
    await tabTo('button.govuk-button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('form[action="/simulator/continue"]');
    await tabTo('input[name=persona]');
    await page.keyboard.press('Space');
    await tabTo('form[action="/simulator/continue"] button');
    await page.keyboard.press('Enter');
    await hubPage('share');
    await tabTo('form[action$="/share"] button.govuk-button');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${at.council}/**/signed-in`);
    expect(await page.locator('h1').innerText()).to.match(says.en.signedIn);
    expect(wrongs).to.deep.equal([]);
  });

  it('has no fault on the pages that belong to no journey, nor on the way out', async function alone() {
    this.timeout(60_000);
    await open(true);
    await page.goto(`${house.issuer}/`);
    await hubPage('home');
    await look('home');
    await page.goto(`${house.issuer}/sign-out`);
    await hubPage('signed-out');
    await look('signed-out');
    expect(wrongs).to.deep.equal([]);
  });
});
