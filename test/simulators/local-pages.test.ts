// The register's pages in real Chromium: nothing for axe to find, and a sign-in goes on with a script and without.
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signedQuery } from '../../src/simulators/local/sign.ts';
import { axe, screenshot, withBrowser } from '../support/browser.ts';
import { packed, type Rig, requestText, startRig } from './local-rig.ts';

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
