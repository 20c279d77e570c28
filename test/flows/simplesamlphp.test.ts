// A real SAML identity provider signs people in at the hub: by redirect and by POST, encrypted, with its own attribute names, through the turning
// of its key, and out again.
import { expect } from 'chai';
import * as client from 'openid-client';
import type { SamlProvider } from '../../src/config/schema/identity-providers.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { optionalSuite } from '../support/optional.ts';
import { pageOf, type RelyingParty, relyingParty } from '../support/relying-party.ts';
import { missingSimpleSaml, type SimpleSaml, startSimpleSaml } from '../support/simplesamlphp.ts';

const user = {
  name: 'asa',
  password: 'invented-password',
  attributes: {
    uid: 'account-0001',
    first: 'Åsa & Ärla',
    'urn:oid:2.5.4.4': 'Ex<am>ple',
    mail: 'asa@example.org',
  },
};
const home = 'http://127.0.0.1:1/library';
const library = {
  minimumLevel: { identity: 'none', authenticator: 'low' },
  attributes: ['given_name', 'family_name', 'email'],
  postLogoutRedirectUris: [home],
} as const;

optionalSuite('flows: SimpleSAMLphp as the identity provider', missingSimpleSaml, function suite(this: void) {
  let idp: SimpleSaml;
  let house: House;
  before(async () => {
    idp = await startSimpleSaml([user]);
  });
  after(() => idp.close());
  afterEach(() => house.close());

  const start = async (changes: Partial<SamlProvider> = {}, theirs: Record<string, unknown> = {}) => {
    const local: Partial<SamlProvider> = {
      entityId: idp.entityId,
      metadata: { url: idp.entityId, allowPrivateAddress: true },
      encrypted: 'optional',
      attributeNames: { given_name: ['first'] },
      attributes: ['given_name', 'family_name', 'email'],
      ...changes,
    };
    house = await startHouse({
      services: { library: { ...library, attributes: [...library.attributes], postLogoutRedirectUris: [home] } },
      providers: { local },
    });
    await idp.register(`${house.issuer}/saml/metadata`, theirs);
    return relyingParty(house, 'library');
  };

  /** From the service to wherever the provider leads: chooses, types the password, and presses the buttons of pages that post themselves. */
  async function signIn(party: RelyingParty, browser: Browser = createBrowser()) {
    const asking = await party.ask({ scope: 'openid profile email' });
    let page = await browser.visit(asking.url.href, party.isHere);
    for (let pages = 0; pages < 12; pages += 1) {
      if (page.location && party.isHere(new URL(page.location)))
        return { asking, answer: new URL(page.location), page };
      const next = await onwards(browser, page);
      if (!next) break;
      page = await browser.follow(next, party.isHere);
    }
    throw new Error(`${page.url}: ${page.text.slice(0, 500)}`);
  }

  async function onwards(browser: Browser, page: Page): Promise<Page | undefined> {
    if (page.body.includes('data-attempt')) return undefined;
    if (pageOf(page) === 'choice') return browser.submit(page, { provider: 'local' }, '/choice');
    if (pageOf(page) === 'share') return browser.submit(page, {}, '/share');
    const posting = page.forms.find(({ fields }) => 'SAMLRequest' in fields || 'SAMLResponse' in fields);
    if (posting) return browser.submit(page, {}, posting.action);
    const password = page.forms.find(({ fields }) => 'AuthState' in fields);
    if (!password) return undefined;
    return browser.submit(page, { username: user.name, password: user.password }, password.action);
  }

  const claimsOf = async (party: RelyingParty, signed: Awaited<ReturnType<typeof signIn>>) => {
    const tokens = await party.collect(signed.asking, signed.answer);
    const sub = tokens.claims()?.sub ?? '';
    return { tokens, claims: await client.fetchUserInfo(party.configuration, tokens.access_token, sub) };
  };
  const expected = { given_name: 'Åsa & Ärla', family_name: 'Ex<am>ple', email: 'asa@example.org' };

  for (const binding of ['redirect', 'post'] as const) {
    for (const encrypted of ['optional', 'required'] as const) {
      it(`signs somebody in by ${binding}, ${encrypted === 'required' ? 'encrypted' : 'not encrypted'}`, async () => {
        const isEncrypted = encrypted === 'required';
        // This version encrypts with AES-128-CBC only.
        const party = await start(
          { binding, encrypted, allowCbc: isEncrypted },
          { 'assertion.encryption': isEncrypted },
        );
        const { claims } = await claimsOf(party, await signIn(party));
        expect(claims).to.include(expected);
      });
    }
  }

  it('refuses its AES-CBC where the record does not allow it', async () => {
    const party = await start({ encrypted: 'required' }, { 'assertion.encryption': true });
    const failure = await signIn(party).catch((error: Error) => error.message);
    expect(failure).to.include('The answer that we got from Exampleton account was not right');
  });

  it('knows the person again, through the turning of the provider’s key', async () => {
    const party = await start();
    const first = await claimsOf(party, await signIn(party));
    await idp.rollOver('show');
    await renewed();
    const during = await claimsOf(party, await signIn(party));
    await idp.rollOver('turn');
    const turned = await claimsOf(party, await signIn(party));
    await renewed();
    const afterwards = await claimsOf(party, await signIn(party));
    for (const { claims } of [during, turned, afterwards]) expect(claims.sub).to.equal(first.claims.sub);
  });

  /** As when the time for it has come: the hub starts again and reads what the provider shows now. */
  async function renewed(): Promise<void> {
    await house.hub.store.providerFacts.put('local', 'metadata', null);
    await house.restart();
    await idp.register(`${house.issuer}/saml/metadata`);
  }

  it('signs somebody out at the provider, and leads back to the service', async () => {
    const party = await start();
    const browser = createBrowser();
    const { tokens } = await claimsOf(party, await signIn(party, browser));
    const url = client.buildEndSessionUrl(party.configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: home,
    });
    const leaving = await browser.submit(await browser.visit(url.href), { logout: 'yes' }, '/sign-out/confirm');
    expect(new URL(leaving.location ?? '').origin).to.equal(idp.url);
    const back = await browser.follow(leaving, ({ href }) => href.startsWith(home));
    expect(back.location).to.equal(home);
    // The provider asks for the password again.
    const again = await party.ask();
    const choice = await browser.visit(again.url.href);
    const there = await browser.follow(await browser.submit(choice, { provider: 'local' }, '/choice'));
    expect(there.forms.some(({ fields }) => 'AuthState' in fields)).to.equal(true);
  });

  it('ends the session here when somebody signs out at the provider', async () => {
    const party = await start();
    const browser = createBrowser();
    const { tokens } = await claimsOf(party, await signIn(party, browser));
    const out = `${idp.url}/saml2/idp/initSLO.php?RelayState=${encodeURIComponent(`${idp.url}/`)}`;
    const there = await browser.visit(out, ({ href }) => href === `${idp.url}/`);
    expect(there.location).to.equal(`${idp.url}/`);
    const silent = await party.ask({ prompt: 'none' });
    const answer = await browser.visit(silent.url.href, party.isHere);
    expect(new URL(answer.location ?? '').searchParams.get('error')).to.equal('login_required');
    const refused = client.fetchUserInfo(party.configuration, tokens.access_token, tokens.claims()?.sub ?? '');
    expect(await refused.catch((error: { status: number }) => error.status)).to.equal(401);
  });
});
