// A resident signs in with their council's own account: SAML, through the real hub, to the simulated register and back.
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, relyingParty, walk } from '../support/relying-party.ts';

const minimumLevel = { identity: 'none', authenticator: 'medium' } as const;
const service = { minimumLevel, attributes: ['given_name', 'family_name', 'birthdate', 'address', 'email'] };

describe('flows: a service, the council’s own accounts', () => {
  let house: House;
  afterEach(() => house.close());

  /** Signed in, with a browser and tokens. */
  const signedIn = async (provider: 'local' | 'central' | 'nhs') => {
    const home = 'http://127.0.0.1:1/library';
    house = await startHouse({ services: { library: { ...service, postLogoutRedirectUris: [home] } } });
    const party = await relyingParty(house, 'library');
    const browser = createBrowser();
    const asking = await party.ask({ scope: 'openid' });
    const walked = await walk({ browser, party }, asking, { provider });
    if (!('answer' in walked)) throw new Error(`${walked.page.url}: ${walked.page.text}`);
    const tokens = await party.collect(asking, walked.answer);
    const url = client.buildEndSessionUrl(party.configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: home,
      state: 'its-own',
    });
    return { browser, home, page: await browser.visit(url.href) };
  };

  for (const provider of ['local', 'central'] as const) {
    it(`signs out at ${provider} too, and comes back to where the service wanted`, async () => {
      const { browser, home, page } = await signedIn(provider);
      expect(page.text).to.include('we will sign you out of');
      const leaving = await browser.submit(page, { logout: 'yes' }, '/sign-out/confirm');
      expect(pageOf(leaving)).to.equal('leaving');
      const there = new URL(leaving.location ?? '');
      expect(there.origin).to.equal(house.simulators[provider].url);
      const back = await browser.follow(leaving, ({ href }) => href.startsWith(home));
      expect(back.location).to.equal(`${home}?state=its-own`);
      // Its one-time state is used up: coming again leads nowhere else.
      const again = await browser.visit(back.url, ({ href }) => href.startsWith(home));
      expect(pageOf(again)).to.equal('signed-out');
    });
  }

  it('stays with the hub where the provider has no way to be signed out of', async () => {
    const { browser, home, page } = await signedIn('nhs');
    expect(page.text).to.include('We cannot sign you out of');
    const back = await browser.submit(page, { logout: 'yes' }, '/sign-out/confirm');
    expect(back.location).to.equal(`${home}?state=its-own`);
  });

  it('asks nobody where somebody leaves one service only', async () => {
    const { browser, home, page } = await signedIn('local');
    const back = await browser.submit(page, {}, '/sign-out/confirm');
    expect(back.location).to.equal(`${home}?state=its-own`);
  });

  for (const binding of ['redirect', 'post'] as const) {
    it(`signs in, asked by ${binding}`, async () => {
      house = await startHouse({ services: { library: service }, providers: { local: { binding } } });
      const party = await relyingParty(house, 'library');
      const asking = await party.ask({ scope: 'openid profile address email' });
      const walked = await walk({ browser: createBrowser(), party }, asking, { provider: 'local' });
      if (!('answer' in walked)) return expect.fail(`${walked.page.url}: ${walked.page.text}`);
      const tokens = await party.collect(asking, walked.answer);
      const claims = tokens.claims();
      expect(claims).to.include({ acr: `${house.issuer}/assurance/none/medium` });
      const person = await client.fetchUserInfo(party.configuration, tokens.access_token, claims?.sub ?? '');
      expect(person).to.include({ given_name: 'Hannah Louise', family_name: 'Fairweather', birthdate: '1992-02-11' });
      expect(person.address).to.include({ postal_code: 'ZZ1 4QF' });
    });
  }
});
