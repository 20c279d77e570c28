// The simulators' pages in real Chromium: nothing for axe to find, on a phone and on a desk, and they work by keyboard and form alone.
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startCentral } from '../../src/simulators/central/start.ts';
import type { Simulator } from '../../src/simulators/kit/contract.ts';
import { startNhs } from '../../src/simulators/nhs/start.ts';
import { startScotland } from '../../src/simulators/scotland/start.ts';
import { startStaff } from '../../src/simulators/staff/start.ts';
import { axe, screenshot, withBrowser } from '../support/browser.ts';
import { challenge, client, personas, redirectUri } from './rig.ts';

const starts = { central: startCentral, nhs: startNhs, scotland: startScotland, staff: startStaff };
const request = (changes: Record<string, string> = {}) =>
  new URLSearchParams({
    client_id: 'gatehouse',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    nonce: 'n',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  });

withBrowser('simulators’ pages', (browser) => {
  for (const [name, start] of Object.entries(starts))
    describe(name, () => {
      let simulator: Simulator;
      let page: Page;
      before(async () => {
        simulator = await start({ host: '127.0.0.1', port: 0, personas, clients: [client] });
        page = await browser().newPage();
      });
      after(async () => {
        await page.close();
        await simulator.close();
      });

      const paths = {
        home: '/',
        people: `/authorize?${request()}`,
        welsh: `/authorize?${request({ ui_locales: 'cy' })}`,
        refused: '/authorize?client_id=nobody',
      };
      for (const [what, path] of Object.entries(paths))
        for (const width of [320, 1280])
          it(`${what} at ${width} px is clean and does not scroll sideways`, async () => {
            await page.setViewportSize({ width, height: 900 });
            await page.goto(simulator.url + path);
            const details = page.locator('details');
            if ((await details.count()) > 0) await details.evaluate((element) => element.setAttribute('open', ''));
            expect(await axe(page)).to.deep.equal([]);
            expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
            await screenshot(page, `simulator-${name}-${what}-${width}`);
          });

      it('says what is missing, and goes on once somebody is chosen', async () => {
        await page.goto(simulator.url + paths.people);
        await page.getByRole('button', { name: 'Continue' }).click();
        expect(await page.getByRole('alert').textContent()).to.include('Choose who is signing in');
        expect(await axe(page)).to.deep.equal([]);
        await page.getByRole('radio').first().check();
        const landed = page.waitForRequest((sent) => sent.url().startsWith(redirectUri));
        await page
          .getByRole('button', { name: 'Continue' })
          .click()
          .catch(() => undefined);
        expect(new URL((await landed).url()).searchParams.get('code')).to.be.a('string');
      });
    });
});
