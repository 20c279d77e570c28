// Leaving the demo council: sign-out here and at the hub, and logout tokens (Back-Channel Logout 1.0), good and forged.
import { expect } from 'chai';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { councilKeys } from '../../src/simulators/council/keys.ts';
import type { BareProvider } from '../support/bare-provider.ts';
import { type Stage, shown, startStage } from '../support/demo-council.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';

describe('demo council: leaving', () => {
  let stage: Stage;
  let hub: BareProvider;
  let browser: Browser;
  const at = (path: string): string => stage.at(path);
  const signIn = (path: string): Promise<Page> => browser.visit(at(path));

  before(async () => {
    stage = await startStage();
    hub = stage.hub;
    stage.openHub();
  });
  after(() => stage.close());
  beforeEach(() => {
    browser = createBrowser();
    stage.personAt('none/low');
  });

  it('signs out here and at the hub, which tells the other services', async () => {
    await signIn('/council-tax/sign-in');
    const page = await signIn('/bin-collection/sign-in');
    const asked = await browser.click(page, 'Sign out');
    expect(asked.location).to.contain('id_token_hint=');
    expect((await browser.visit(page.url)).url).to.equal(at('/bin-collection'));
    const question = await browser.follow(asked);
    const home = await browser.follow(await browser.submit(question, { logout: 'yes' }));
    expect(home.url).to.match(/\/\?state=[\w-]+$/);
    expect(home.text).to.contain('You have signed out.').and.not.to.contain('You are signed in');
    expect((await browser.visit(home.url)).text).not.to.contain('You have signed out.');
    expect((await browser.visit(at('/council-tax/signed-in'))).url).to.equal(at('/council-tax'));
  });

  it('does not sign out for a link of another site', async () => {
    const page = await signIn('/bin-collection/sign-in');
    await browser.visit(at('/bin-collection/sign-out?token=guessed'));
    expect((await browser.visit(page.url)).text).to.contain('You are signed in as');
  });

  const logoutToken = async (claims: JWTPayload, header: { typ?: string } = {}, key = hub.privateJwk) => {
    const times = { iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 60 };
    return new SignJWT({ iss: hub.issuer, aud: 'bin-collection', jti: crypto.randomUUID(), ...times, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'bare', typ: 'logout+jwt', ...header })
      .sign(await importJWK(key, 'ES256'));
  };
  const send = (token: string) =>
    createBrowser().post(at('/bin-collection/back-channel-logout'), { logout_token: token });

  it('believes only a good logout token of the hub, once, and only for the session it names', async () => {
    const page = await signIn('/bin-collection/sign-in');
    const { sid, sub } = shown(page, 'id-token') as { sid: string; sub: string };
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const { privateJwk: foreign } = await councilKeys();
    const bad = {
      'another key': await logoutToken({ sid, sub, events }, {}, { ...foreign, kid: 'bare' }),
      'another issuer': await logoutToken({ sid, sub, events, iss: at('') }),
      'another audience': await logoutToken({ sid, sub, events, aud: 'council-tax' }),
      'another type': await logoutToken({ sid, sub, events }, { typ: 'JWT' }),
      'no event': await logoutToken({ sid, sub, events: {} }),
      'a nonce': await logoutToken({ sid, sub, events, nonce: 'n' }),
      'nobody named': await logoutToken({ events }),
      expired: await logoutToken({ sid, sub, events, exp: 1 }),
      'no jti': await logoutToken({ sid, sub, events, jti: undefined as unknown as string }),
      'no token': 'undefined',
    };
    for (const [what, token] of Object.entries(bad)) expect((await send(token)).status, what).to.equal(400);
    expect((await send(await logoutToken({ sid: 'of another session', sub, events }))).status).to.equal(200);
    expect((await browser.visit(page.url)).url).to.equal(page.url);
    const good = await logoutToken({ sid, sub, events });
    const answer = await send(good);
    expect([answer.status, answer.headers['cache-control']]).to.deep.equal([200, 'no-store']);
    expect((await browser.visit(page.url)).url).to.equal(at('/bin-collection'));
    expect((await send(good)).status).to.equal(400);
  });
});
