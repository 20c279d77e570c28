// Requests that somebody bent on their way through the browser: downgraded, mixed, or with an address of their own. None changes what a service registered.
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { exportSPKI, importJWK, type JWK, SignJWT } from 'jose';
import * as client from 'openid-client';
import { createBrowser, type Page } from '../../support/http.ts';
import { type House, startHouse } from '../../support/hub.ts';
import { pageOf, type RelyingParty } from '../../support/relying-party.ts';
import * as flow from '../visits.ts';

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('flows: a request that was bent on its way', () => {
  let house: House;
  let signing: RelyingParty;
  before(async () => {
    house = await startHouse({
      services: {
        signing: { requests: 'signed', attributes: ['email'] },
        pushing: { requests: 'pushed', attributes: ['email'] },
        basic: { authentication: 'client_secret_basic', attributes: ['email'] },
      },
    });
    signing = (await flow.visit(house, 'signing')).party;
  });
  after(() => house.close());

  /** Whether a URL began a sign-in; otherwise the OAuth error that the service or the page says. */
  async function comesTo(url: URL): Promise<{ page: Page; error?: string; begun: boolean }> {
    const page = await createBrowser().visit(url.href, ({ pathname }) => pathname.endsWith('/signed-in'));
    const error = page.location && new URL(page.location).searchParams.get('error');
    return { page, begun: pageOf(page) === 'choice', ...(error && { error }) };
  }

  /** A request object as its parts: to be signed wrongly. */
  async function objectFor(party: RelyingParty) {
    const { url } = await party.ask({});
    const claims = {
      ...Object.fromEntries(url.searchParams),
      iss: party.configuration.clientMetadata().client_id,
      aud: house.issuer,
    };
    const now = Math.floor(Date.now() / 1000);
    return { ...claims, iat: now, nbf: now, exp: now + 60, jti: crypto.randomUUID() };
  }

  function carrying(party: RelyingParty, request: string, more: Record<string, string> = {}): URL {
    const url = new URL('/authorize', house.issuer);
    const client_id = String(party.configuration.clientMetadata().client_id);
    url.search = String(new URLSearchParams({ client_id, request, response_type: 'code', scope: 'openid', ...more }));
    return url;
  }

  it('unsigned, from a service that signs: refused, whatever it asks for; signed it is taken', async () => {
    expect((await comesTo((await signing.ask({})).url)).begun).to.equal(false);
    expect((await comesTo((await signing.ask({}, 'signed')).url)).begun).to.equal(true);
    const pushed: unknown = await signing.ask({}, 'pushed').catch((error: unknown) => error);
    expect(pushed).to.include({ error: 'invalid_request' });
  });

  it('not pushed, from a service that pushes: refused; pushed it is taken', async () => {
    const { party } = await flow.visit(house, 'pushing');
    expect((await comesTo((await party.ask({})).url)).begun).to.equal(false);
    expect((await comesTo((await party.ask({}, 'signed')).url)).begun).to.equal(false);
    expect((await comesTo((await party.ask({}, 'pushed')).url)).begun).to.equal(true);
  });

  it('a request object with alg none, an HMAC with the public key, another’s signature, or for another audience: refused', async () => {
    const claims = await objectFor(signing);
    const body = (header: object) => `${base64url(header)}.${base64url(claims)}`;
    const { kid } = house.privateJwk;
    const { d: _private, ...publicJwk } = house.privateJwk as JWK;
    const spki = await exportSPKI((await importJWK(publicJwk, 'ES256', { extractable: true })) as CryptoKey);
    const hmac = (secret: string) => {
      const text = body({ alg: 'HS256', kid });
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    };
    const sign = async (changes: object, key: JWK = house.privateJwk as JWK) =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'ES256', kid: kid ?? '' })
        .sign(await importJWK(key, 'ES256'));
    const { privateKey } = await crypto.subtle
      .generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
      .then((pair) => pair as CryptoKeyPair);
    const other = (await crypto.subtle.exportKey('jwk', privateKey)) as JWK;
    const attacks: Record<string, string> = {
      'alg none': `${body({ alg: 'none' })}.`,
      'alg None': `${body({ alg: 'None' })}.`,
      'the public key as a secret': hmac(spki),
      'the public JWK as a secret': hmac(JSON.stringify(publicJwk)),
      'the hash of the secret as a secret': hmac(house.config.services.get('basic')?.secretHash ?? ''),
      'another’s key': await sign({}, other),
      'another audience': await sign({ aud: 'https://other.example' }),
      'another issuer': await sign({ iss: 'basic' }),
      'an end in the past': await sign({ exp: 1 }),
    };
    for (const [name, request] of Object.entries(attacks))
      expect((await comesTo(carrying(signing, request))).begun, name).to.equal(false);
    expect((await comesTo(carrying(signing, await sign({})))).begun).to.equal(true);
  });

  it('plain parameters beside a signed request object count for nothing', async () => {
    const { url } = await signing.ask({ scope: 'openid' }, 'signed');
    for (const [name, value] of Object.entries({
      scope: 'openid email',
      redirect_uri: 'https://evil.example/',
      prompt: 'none',
      acr_values: 'urn:none',
      state: 'of-the-attacker',
    }))
      url.searchParams.set(name, value);
    const browser = createBrowser();
    const at = { browser, party: signing };
    const choice = await browser.visit(url.href, signing.isHere);
    expect(pageOf(choice)).to.equal('choice');
    const done = await flow.tryProvider(at, choice, { provider: 'central' });
    const answer = flow.answerIn(at, done);
    expect(answer.searchParams.get('state')).to.not.equal('of-the-attacker');
    expect(answer.searchParams.has('code')).to.equal(true);
  });

  it('a request object by reference is not fetched: only what was pushed here has a request_uri', async () => {
    const { party } = await flow.visit(house, 'basic');
    for (const request_uri of [
      'http://127.0.0.1:1/object',
      'https://evil.example/object',
      'file:///etc/passwd',
      'urn:ietf:params:oauth:request_uri:guess',
    ]) {
      const { url } = await party.ask({});
      url.searchParams.set('request_uri', request_uri);
      const { begun, page } = await comesTo(url);
      expect(begun, request_uri).to.equal(false);
      expect(page.body).to.not.include('evil.example');
    }
  });

  it('a request that another service pushed is not to be had', async () => {
    const { party } = await flow.visit(house, 'basic');
    const { url } = await party.ask({}, 'pushed');
    url.searchParams.set('client_id', 'bin-collection');
    expect((await comesTo(url)).begun).to.equal(false);
  });

  it('a code that was put into another browser’s answer opens nothing without that browser’s verifier (code injection)', async () => {
    const victim = await flow.visit(house, 'basic');
    const asked = await victim.party.ask();
    const page = await victim.browser.visit(asked.url.href, victim.party.isHere);
    const stolen = flow.answerIn(victim, await flow.tryProvider(victim, page, { provider: 'central' }));
    const attacker = await victim.party.ask();
    const injected = new URL(stolen);
    injected.searchParams.set('state', attacker.checks.expectedState);
    const problem: unknown = await victim.party.collect(attacker, injected).catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(client.ResponseBodyError).and.include({ error: 'invalid_grant' });
    expect(await victim.party.collect(asked, stolen)).to.have.property('access_token');
  });
});
