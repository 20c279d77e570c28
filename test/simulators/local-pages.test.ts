// The register's pages in real Chromium: nothing for axe to find, and a sign-in goes on with a script and without.
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signedQuery } from '../../src/simulators/local/sign.ts';
import { axe, screenshot, withBrowser } from '../support/browser.ts';
import { mobileClass, packed, type Rig, requestText, startRig } from './local-rig.ts';

withBrowser('simulators’ pages: local', (browser) => {
  let rig: Rig;
  let page: Page;
  before(async () => {
    rig = await startRig();
  });
  afterEach(() => page.context().close());
  after(() => rig.close());

  const open = async (options: { javaScriptEnabled?: boolean; locale?: string } = {}) => {
    page = await (await browser().newContext(options)).newPage();
  };
  const people = () => `${rig.local.url}/sso?${signedQuery(packed(requestText(rig)), rig.shown.signing.privateKey)}`;
  const paths = { home: () => `${rig.local.url}/`, people, welsh: people, refused: () => `${rig.local.url}/sso` };

  for (const [what, address] of Object.entries(paths))
    for (const width of [320, 1280])
      it(`${what} at ${width} px is clean and does not scroll sideways`, async () => {
        await open({ locale: what === 'welsh' ? 'cy' : 'en-GB' });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(address());
        const details = page.locator('details');
        if ((await details.count()) > 0) await details.evaluate((element) => element.setAttribute('open', ''));
        expect(await axe(page)).to.deep.equal([]);
        expect(await page.locator('html').getAttribute('lang')).to.equal(what === 'welsh' ? 'cy' : 'en');
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
        await screenshot(page, `simulator-local-${what}-${width}`);
      });

  /** From the list of people to a page of the second step. */
  const walked = async (persona: string, way?: string) => {
    const sso = requestText(rig, { classes: [mobileClass, 'https://refeds.org/profile/mfa'] });
    await page.goto(`${rig.local.url}/sso?${signedQuery(packed(sso), rig.shown.signing.privateKey)}`);
    await page.locator(`#persona-${persona}`).check();
    await page.locator('#second').selectOption('walk');
    await page.locator('form[action="/simulator/continue"] button').click();
    if (way === undefined) return;
    await page.locator(`#way-${way}`).check();
    await page.locator('form button').first().click();
  };
  const opened = (path: string) => async () => void (await page.goto(rig.local.url + path));
  const account = async () => {
    await page.goto(people());
    await page.locator('a[href^="/accounts/new"]').click();
    await page.locator('#userName').fill(`mai-${Math.random().toString().slice(2, 8)}`);
    await page.locator('#password').fill('brown bread boat');
    await page.locator('#home').selectOption({ index: 1 });
    await page.locator('form button').first().click();
  };
  const steps: [what: string, open: () => Promise<void>][] = [
    ['ways', () => walked('margaret-whitcombe')],
    ['text', () => walked('albert-thwaite', 'text')],
    ['voice', () => walked('margaret-whitcombe', 'voice')],
    ['card', () => walked('margaret-whitcombe', 'card')],
    ['key', () => walked('priya-raman', 'key')],
    ['letter', () => walked('margaret-whitcombe', 'letter')],
    ['desk', () => walked('margaret-whitcombe', 'desk')],
    ['new', opened('/accounts/new')],
    ['posted', account],
    [
      'sign-in',
      async () => {
        await page.goto(people());
        await page.locator('a[href^="/accounts/sign-in"]').click();
      },
    ],
    [
      'channels',
      async () => {
        await walked('margaret-whitcombe', 'letter');
        await page.locator('form button').first().click();
        // That page is on its way to the service by itself.
        page = await page.context().newPage();
        await page.setViewportSize({ width: 320, height: 900 });
        await account();
        await page.goto(`${rig.local.url}/simulator/channels`);
        await page.getByRole('button', { name: '3 days' }).click();
      },
    ],
  ];
  for (const [what, way] of steps)
    it(`N4: the page ‘${what}’ of the second step is clean, in both languages and on a narrow screen`, async () => {
      for (const locale of ['en-GB', 'cy'] as const) {
        await open({ locale });
        await page.setViewportSize({ width: 320, height: 900 });
        await way();
        expect(await axe(page)).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320);
        const small = await page.$$eval('button, main a, select, input:not([type=hidden])', (all) =>
          all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML),
        );
        expect(small).to.deep.equal([]);
        await screenshot(page, `second-${what}-${locale}`);
        if (locale === 'en-GB') await page.context().close();
      }
    });

  const goOn = () => page.getByRole('button', { name: 'Continue' }).click();
  const landed = () => page.waitForRequest((sent) => sent.url() === rig.acs && sent.method() === 'POST');

  it('says what is missing, and posts the answer by itself once somebody is chosen', async () => {
    await open();
    await page.goto(people());
    await goOn();
    expect(await page.getByRole('alert').textContent()).to.include('Choose who is signing in');
    expect(await axe(page)).to.deep.equal([]);
    await page.getByRole('radio').first().check();
    const [sent] = await Promise.all([landed(), goOn()]);
    expect(sent.postData()).to.include('SAMLResponse=').and.include('RelayState=the-state');
  });

  it('waits for its button where there is no script', async () => {
    await open({ javaScriptEnabled: false });
    await page.goto(people());
    await page.getByRole('radio').first().check();
    await goOn();
    await page.waitForURL(`${rig.local.url}/simulator/continue`);
    const [sent] = await Promise.all([landed(), goOn()]);
    expect(sent.postData()).to.include('SAMLResponse=');
  });
});
