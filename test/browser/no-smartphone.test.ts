// N1 in real Chromium, with JavaScript switched off: a call to a landline, from the council's page to what it received.
import { expect } from 'chai';
import { withBrowser } from '../support/browser.ts';
import { type CouncilHouse, startCouncilHouse } from '../support/council-house.ts';

withBrowser('a sign-in without a smartphone, in a browser', (browser) => {
  let at: CouncilHouse;
  before(async () => {
    at = await startCouncilHouse(['council-tax']);
  });
  after(() => at?.close());

  it('N1: by a voice on a landline, with the keyboard and without JavaScript', async function landline() {
    this.timeout(60_000);
    const context = await browser().newContext({ javaScriptEnabled: false });
    try {
      const page = await context.newPage();
      await page.goto(`${at.council}/council-tax`);
      await page.getByRole('link', { name: 'Sign in', exact: true }).press('Enter');
      await page.locator('input[name=provider][value=local]').press('Space');
      await page.locator('main form button.govuk-button').first().press('Enter');
      await page.locator('#persona-margaret-whitcombe').press('Space');
      await page.locator('#second').selectOption('walk');
      await page.locator('form[action="/simulator/continue"] button').press('Enter');
      await page.getByLabel('A code by phone call').press('Space');
      await page.getByRole('button', { name: 'Continue' }).press('Enter');
      const code = await page.locator('[data-code]').innerText();
      // As it would be pasted, with the gap.
      await page.getByLabel('Code of 6 digits').fill(code);
      await page.getByLabel('Code of 6 digits').press('Enter');
      // The page that posts itself back waits for its button.
      await page.locator('form[action*="/callback/"] button').press('Enter');
      await page.locator('form[action$="/share"] button.govuk-button').press('Enter');
      await page.waitForURL(`${at.council}/council-tax/signed-in`);
      expect(await page.locator('h1').innerText()).to.include('You are signed in');
    } finally {
      await context.close();
    }
  });
});
