// A service that was written for GOV.UK One Login, and is only given this hub's addresses. The client here is what such services are made of:
// openid-client with an issuer, private_key_jwt, vtr and claims, and jose for what came back.
import { expect } from 'chai';
import { createRemoteJWKSet, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { type BackChannel, startBackChannel } from './back-channel.ts';
import * as flow from './visits.ts';

const vocabulary = 'https://vocab.account.gov.uk/v1/';
const coreIdentity = `${vocabulary}coreIdentityJWT`;
const address = `${vocabulary}address`;
const returnCode = `${vocabulary}returnCode`;
const asking = (...names: string[]) => ({
  claims: JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) }),
});
const identity = { vtr: '["Cl.Cm.P2"]', ...asking(coreIdentity, address, returnCode) };

describe('flows: a service written for One Login', () => {
  let house: House;
  let logouts: BackChannel;
  before(async () => {
    logouts = await startBackChannel();
    house = await startHouse({
      services: {
        permits: {
          dialect: 'one-login',
          attributes: ['given_name', 'family_name', 'birthdate', 'address', 'email', 'phone_number'],
          backchannelLogoutUri: logouts.uriOf('permits'),
        },
      },
    });
  });
  after(async () => {
    await house.close();
    await logouts.close();
  });

  /** As the example clients ask: state and nonce, no PKCE. */
  async function exampleClient(browser = createBrowser()): Promise<flow.Visit> {
    const visit = await flow.visit(house, 'permits', browser);
    const { configuration, redirectUri, isHere } = visit.party;
    return {
      browser,
      party: {
        configuration,
        redirectUri,
        isHere,
        async ask(parameters = {}) {
          const checks = { expectedState: client.randomState(), expectedNonce: client.randomNonce() };
          const all = { redirect_uri: redirectUri, scope: 'openid email phone', ...parameters };
          const url = client.buildAuthorizationUrl(configuration, {
            ...all,
            state: checks.expectedState,
            nonce: checks.expectedNonce,
          });
          return { url, checks: checks as never };
        },
        collect: (one, answer) => client.authorizationCodeGrant(configuration, answer, one.checks),
      },
    };
  }
  const userInfo = async ({ party }: flow.Visit, { tokens, claims }: flow.SignedIn) =>
    (await client.fetchUserInfo(party.configuration, tokens.access_token, claims.sub)) as Record<string, unknown>;
  /** Keys by the DID document, as the documentation of One Login has services find them. */
  async function verified(jwt: string) {
    const document = (await (await fetch(`${house.issuer}/.well-known/did.json`)).json()) as {
      id: string;
      assertionMethod: { id: string; publicKeyJwk: JWK }[];
    };
    const { kid } = decodeProtectedHeader(jwt);
    const method = document.assertionMethod.find(({ id }) => id === kid);
    if (!method) throw new Error(`${kid} is not in the DID document`);
    const key = await importJWK(method.publicKeyJwk, 'ES256');
    return jwtVerify(jwt, key, { issuer: house.issuer, audience: 'permits', algorithms: ['ES256'] });
  }

  it('gets an ID token of the credential alone, with One Login’s lifetimes', async () => {
    const visit = await exampleClient();
    const { tokens, claims } = await flow.signIn(visit, { vtr: '["Cl.Cm"]' });
    expect(claims).to.include({ vot: 'Cl.Cm', vtm: `${house.issuer}/trust-mark` });
    expect(claims.exp - claims.iat).to.equal(120);
    expect(tokens.expires_in).to.be.within(178, 180);
    expect(claims.sid).to.be.a('string');
    const info = await userInfo(visit, { tokens, claims, answer: new URL(house.issuer) });
    expect(info).to.include.keys('sub', 'email', 'email_verified', 'phone_number', 'phone_number_verified');
    expect(info).not.to.have.any.keys(coreIdentity, address, returnCode, 'given_name');
    expect((await fetch(`${house.issuer}/trust-mark`)).status).to.equal(200);
  });

  it('gets Cl.Cm where it names no vector', async () => {
    const none = await flow.signIn(await exampleClient());
    expect(none.claims.vot).to.equal('Cl.Cm');
    const empty = await flow.signIn(await exampleClient(), { vtr: '[]' });
    expect(empty.claims.vot).to.equal('Cl.Cm');
  });

  it('gets a core identity, an address and no return code, for an identity that was proven', async () => {
    const visit = await exampleClient();
    const signedIn = await flow.signIn(visit, identity);
    expect(signedIn.claims.vot).to.equal('Cl.Cm');
    const info = await userInfo(visit, signedIn);
    const { payload, protectedHeader } = await verified(String(info[coreIdentity]));
    expect(protectedHeader.kid).to.match(/^did:web:localhost%3A\d+#/);
    expect(payload).to.include({ sub: signedIn.claims.sub, vot: 'P2', vtm: `${house.issuer}/trust-mark` });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(1800);
    const { credentialSubject, type } = payload.vc as {
      type: string[];
      credentialSubject: { name: { nameParts: { type: string; value: string }[] }[]; birthDate: { value: string }[] };
    };
    expect(type).to.deep.equal(['VerifiableCredential', 'IdentityCheckCredential']);
    expect(credentialSubject.name[0]?.nameParts.map((part) => part.type)).to.include.members([
      'GivenName',
      'FamilyName',
    ]);
    expect(credentialSubject.birthDate[0]?.value).to.match(/^\d{4}-\d\d-\d\d$/);
    expect(info[returnCode]).to.deep.equal([]);
    const [place] = info[address] as Record<string, unknown>[];
    expect(place).to.include.keys('streetName', 'postalCode', 'addressCountry');
    // The keys of core identities are nowhere but in the DID document.
    const keys = createRemoteJWKSet(new URL(`${house.issuer}/jwks`));
    const problem = await jwtVerify(String(info[coreIdentity]), keys).catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(Error);
  });

  it('says nothing of identity that was not asked for by vector, even where it is known', async () => {
    const browser = createBrowser();
    await flow.signIn(await exampleClient(browser), identity);
    const visit = await exampleClient(browser);
    const signedIn = await flow.signIn(visit, { vtr: '["Cl.Cm"]', ...asking(coreIdentity, address, returnCode) });
    expect(await userInfo(visit, signedIn)).not.to.have.any.keys(coreIdentity, address, returnCode);
  });

  it('gets a return code in place of an identity that could not be proven, after that was tried', async () => {
    const browser = createBrowser();
    await flow.signIn(await exampleClient(browser), { vtr: '["Cl.Cm"]' }, { persona: 'daniel-mensah' });
    const visit = await exampleClient(browser);
    const { asking: request, page } = await flow.arrive(visit, identity);
    expect(pageOf(page)).to.equal('choice');
    const back = await flow.tryProvider(visit, page, { provider: 'central', persona: 'daniel-mensah' });
    expect(back.body).to.include('data-attempt="not-verified"');
    let end = await flow.tryProvider(visit, back, { provider: 'central', persona: 'daniel-mensah' });
    if (pageOf(end) === 'share') end = await flow.press(visit, end, { form: '/share' });
    const signedIn = await flow.collected(visit, request, flow.answerIn(visit, end));
    const info = await userInfo(visit, signedIn);
    expect(signedIn.claims.vot).to.equal('Cl.Cm');
    expect(info[returnCode]).to.deep.equal([{ code: 'A' }]);
    expect(info).not.to.have.any.keys(coreIdentity, address);
  });

  it('is refused in One Login’s words', async () => {
    const visit = await exampleClient();
    const told = async (parameters: Record<string, string>, without: string[] = []) => {
      const { url } = await visit.party.ask(parameters);
      for (const name of without) url.searchParams.delete(name);
      const page = await visit.browser.visit(url.href, visit.party.isHere);
      const { searchParams } = flow.answerIn(visit, page);
      return [searchParams.get('error'), searchParams.get('error_description')];
    };
    const cases: [Record<string, string>, string[], string, string][] = [
      [{ vtr: '["P2"]' }, [], 'invalid_request', 'Request vtr not valid'],
      [{ vtr: '["Cl.Cm","Cl.Cm.P2"]' }, [], 'invalid_request', 'Request vtr not valid'],
      [{}, ['nonce'], 'invalid_request', 'Request is missing nonce parameter'],
      [{}, ['state'], 'invalid_request', 'Request is missing state parameter'],
      [{ scope: 'openid profile' }, [], 'invalid_scope', 'Invalid, unknown or malformed scope'],
      [asking('https://vocab.account.gov.uk/v1/other'), [], 'invalid_request', 'Request contains invalid claims'],
      [{ prompt: 'none' }, [], 'login_required', 'Login required'],
    ];
    for (const [parameters, without, ...expected] of cases)
      expect(await told(parameters, without), JSON.stringify(parameters)).to.deep.equal(expected);
  });

  it('hears access_denied when the person turns back, or proves no identity and it takes no return codes', async () => {
    const denied = ['access_denied', 'Access denied by resource owner or authorization server'];
    const visit = await exampleClient();
    const left = await flow.arrive(visit, identity);
    const cancelled = await flow.press(visit, left.page, { form: '/cancel' });
    const first = flow.answerIn(visit, cancelled).searchParams;
    expect([first.get('error'), first.get('error_description')]).to.deep.equal(denied);
    const other = await exampleClient();
    const { page } = await flow.arrive(other, { vtr: '["Cl.Cm.P2"]', ...asking(coreIdentity) });
    let stopped = page;
    for (const provider of ['central', 'nhs', 'scotland'] as const)
      stopped = await flow.tryProvider(other, stopped, {
        provider,
        persona: provider === 'scotland' ? 'morag-sutherland' : 'hannah-fairweather',
        fault: provider === 'scotland' ? 'not-verified' : 'lower-level',
      });
    const end = await flow.press(other, stopped, { form: '/cancel' });
    const second = flow.answerIn(other, end).searchParams;
    expect([second.get('error'), second.get('error_description')]).to.deep.equal(denied);
  });

  it('shows a page, and redirects nowhere, for an unknown client or redirect URI', async () => {
    const visit = await exampleClient();
    for (const [name, value] of [
      ['client_id', 'nobody'],
      ['redirect_uri', 'https://evil.example/'],
    ] as const) {
      const { url } = await visit.party.ask();
      url.searchParams.set(name, value);
      const page = await visit.browser.visit(url.href);
      expect(page.status).to.equal(400);
      expect(page.url.startsWith(house.issuer)).to.equal(true);
    }
  });

  it('hears of a sign-out by a token that names the person and no session', async () => {
    const browser = createBrowser();
    const visit = await exampleClient(browser);
    const { claims } = await flow.signIn(visit, { vtr: '["Cl.Cm"]' });
    const page = await browser.visit(`${house.issuer}/sign-out`);
    await browser.follow(await browser.submit(page, { logout: 'yes' }, '/sign-out/confirm'));
    const [payload] = await logouts.taken('permits', house.issuer);
    if (!payload) throw new Error('no logout token came');
    expect(payload).to.include({ sub: claims.sub, aud: 'permits', iss: house.issuer });
    expect(payload).not.to.have.property('sid');
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(120);
    expect(payload.events).to.have.property('http://schemas.openid.net/event/backchannel-logout');
  });
});
