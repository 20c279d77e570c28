// A resident signs in with their council's own account: SAML, through the real hub, to the simulated register and back.
import { expect } from 'chai';
import * as client from 'openid-client';
import { rotateKeys } from '../../src/authorization/key-ring.ts';
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

  for (const [fault, detail] of [
    // What is wrong inside an encrypted assertion has one name.
    ['unsigned', 'decryption: cannot be read'],
    ['wrong-audience', 'audience: made for somebody else'],
    ['doctype', 'gate: a DOCTYPE, comment or CDATA section'],
    ['unannounced-keys', 'signature: does not verify with a key of the metadata'],
  ] as const) {
    it(`refuses an answer that is ${fault} with a calm page, and writes it down as a security event`, async () => {
      house = await startHouse({ services: { library: service } });
      const party = await relyingParty(house, 'library');
      const walked = await walk({ browser: createBrowser(), party }, await party.ask(), { provider: 'local', fault });
      if (!('page' in walked)) return expect.fail('it was taken');
      expect(pageOf(walked.page)).to.equal('choice');
      expect(walked.page.text).to.include('The answer that we got from Exampleton account was not right');
      const rows = await house.hub.store.trail.read(0, 100);
      const refused = rows.find(({ event }) => event === 'provider.refused-answer');
      expect(refused?.data).to.deep.equal({ provider: 'local', outcome: 'invalid', detail });
    });
  }

  it('refuses an answer a second time, on another node, in a journey of its own', async () => {
    house = await startHouse({ services: { library: service } });
    const party = await relyingParty(house, 'library');
    const ways: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const walked = await walk({ browser: createBrowser(), party }, await party.ask(), {
        provider: 'local',
        fault: 'replayed',
      });
      ways.push('answer' in walked ? 'taken' : 'refused');
      await house.restart();
    }
    expect(ways).to.deep.equal(['taken', 'refused']);
  });

  it('begins nothing for a response that nobody asked for, nor for one of 10 MB', async () => {
    house = await startHouse();
    const to = `${house.issuer}/callback/local`;
    const browser = createBrowser();
    const unasked = await browser.post(to, { SAMLResponse: 'PHg+' });
    expect([unasked.status, pageOf(unasked)]).to.deep.equal([400, 'error']);
    const large = await browser.post(to, { SAMLResponse: 'A'.repeat(10_000_000), RelayState: 'x' });
    expect([large.status, pageOf(large)]).to.deep.equal([413, 'error']);
    const many = await browser.post(to, { SAMLResponse: ['PHg+', 'PHg+'], RelayState: 'x' });
    expect(many.status).to.equal(400);
    const theirs = await browser.get(`${house.issuer}/sign-out/done?SAMLRequest=fZ`);
    expect([theirs.status, pageOf(theirs)]).to.deep.equal([400, 'error']);
  });

  it('publishes its metadata with the current and the next key, and after a turn signs with what was next', async () => {
    house = await startHouse({ services: { library: service } });
    const published = async () => (await fetch(`${house.issuer}/saml/metadata`)).text();
    const signing = (xml: string) =>
      [...xml.matchAll(/use="signing">[\s\S]*?<ds:X509Certificate>([^<]+)</g)].map(([, der]) => der);
    const before = await published();
    expect(signing(before)).to.have.length(2);
    expect(before.match(/use="encryption"/g)).to.have.length(2);
    await rotateKeys(house.hub.store.keys, { keepRetired: 60, settle: 0 });
    await house.hub.refreshKeys();
    expect(signing(await published())[0]).to.equal(signing(before)[1]);
    const party = await relyingParty(house, 'library');
    const walked = await walk({ browser: createBrowser(), party }, await party.ask(), { provider: 'local' });
    expect('answer' in walked).to.equal(true);
  });

  it('goes on while a provider still encrypts for the key that was retired', async () => {
    house = await startHouse({ services: { library: service } });
    const party = await relyingParty(house, 'library');
    const ways: boolean[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const walked = await walk({ browser: createBrowser(), party }, await party.ask(), { provider: 'local' });
      ways.push('answer' in walked);
      await rotateKeys(house.hub.store.keys, { keepRetired: 60, settle: 0 });
      await house.hub.refreshKeys();
    }
    expect(ways).to.deep.equal([true, true]);
  });
});
