// A council's website that is Apache with mod_auth_openidc signs a resident in, raises the level and signs out, through the real hub.
import { expect } from 'chai';
import { freePort } from '../../src/commands/free-port.ts';
import { missingApache, redirectUriOf, startApache } from '../support/apache.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { optionalSuite } from '../support/optional.ts';
import { pageOf } from '../support/relying-party.ts';

optionalSuite('flows: Apache with mod_auth_openidc', missingApache, () => {
  let house: House;
  let apache: Awaited<ReturnType<typeof startApache>>;
  let proof: string;

  before(async () => {
    const port = await freePort('127.0.0.1');
    const redirect = redirectUriOf(port);
    const service = {
      authentication: 'client_secret_basic' as const,
      redirectUris: [redirect],
      postLogoutRedirectUris: [`http://127.0.0.1:${port}/`],
      backchannelLogoutUri: `${redirect}?logout=backchannel`,
      attributes: ['given_name', 'family_name', 'email'],
    };
    house = await startHouse({ services: { website: service } });
    proof = `${house.issuer}/assurance/medium/medium`;
    apache = await startApache({ port, issuer: house.issuer, clientId: 'website', secret: house.secret, proof });
  });
  after(async () => {
    await apache?.close();
    await house?.close();
  });

  /** Answers every page that asks something, until one does not. */
  async function signIn(browser: Browser, address: string): Promise<Page> {
    let page = await browser.visit(address);
    for (let pages = 0; pages < 8; pages += 1) {
      const sent = await answer(browser, page);
      if (!sent) return page;
      page = await browser.follow(sent);
    }
    return page;
  }

  function answer(browser: Browser, page: Page): Promise<Page> | undefined {
    const kind = pageOf(page);
    if (kind === 'choice') return browser.submit(page, { provider: 'central' }, '/choice');
    if (kind === 'share') return browser.submit(page, {}, '/share');
    const asks = page.forms.some((form) => form.action.includes('/simulator/continue'));
    return asks ? browser.submit(page, { persona: 'hannah-fairweather' }, '/simulator/continue') : undefined;
  }

  it('signs in, and hands claims of the ID token and of userinfo to the website', async () => {
    const page = await signIn(createBrowser(), `${apache.url}/protected/`);
    expect(page).to.include({ url: `${apache.url}/protected/`, status: 200 }, page.text);
    expect(page.headers).to.include({ 'x-claim-email': 'hannah.fairweather@example.org' });
    expect(page.headers['x-claim-acr']).to.match(new RegExp(`^${house.issuer}/assurance/[a-z-]+/[a-z-]+$`));
    expect(page.headers['x-claim-vot']).to.match(/^Cl\.Cm(\.P\d)?$|^C[a-z](\.P\d)?/);
    expect(page.headers['x-claim-sub']).to.match(/^[\w-]{20,}$/);
  });

  it('raises the level for a part of the website, and keeps the subject', async () => {
    const browser = createBrowser();
    const before = await signIn(browser, `${apache.url}/protected/`);
    expect(before.headers['x-claim-acr']).to.not.equal(proof);
    const page = await signIn(browser, `${apache.url}/proof/`);
    expect(page).to.include({ url: `${apache.url}/proof/`, status: 200 }, page.text);
    expect(page.headers['x-claim-acr']).to.equal(proof);
    expect(page.headers['x-claim-vot']).to.match(/\.P2$/);
    expect(page.headers['x-claim-sub']).to.equal(before.headers['x-claim-sub']);
  });

  it('signs out from the website: the hub asks, and the browser is back there, signed in nowhere', async () => {
    const browser = createBrowser();
    await signIn(browser, `${apache.url}/protected/`);
    const home = `${apache.url}/`;
    const question = await browser.visit(`${apache.url}/protected/redirect?logout=${encodeURIComponent(home)}`);
    expect(pageOf(question), question.text).to.equal('sign-out');
    const back = await browser.follow(await browser.submit(question, { logout: 'yes' }, '/sign-out'));
    expect(back).to.include({ url: home, status: 200 }, back.text);
    expect(pageOf(await browser.visit(`${apache.url}/protected/`))).to.equal('choice');
  });

  it('hears by the back channel that somebody signed out elsewhere', async () => {
    const browser = createBrowser();
    await signIn(browser, `${apache.url}/protected/`);
    expect((await browser.get(`${apache.url}/protected/`)).status).to.equal(200);
    const question = await browser.visit(`${house.issuer}/sign-out`);
    expect(pageOf(question), question.text).to.equal('sign-out');
    await browser.follow(await browser.submit(question, { logout: 'yes' }, '/sign-out'));
    const page = await browser.get(`${apache.url}/protected/`);
    expect(page.location, page.text).to.include(house.issuer);
  });
});
