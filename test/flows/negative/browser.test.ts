// What another website does with somebody's browser: leads it away by the hub's name, puts the hub into a frame, or hands it a session of its own.
import { expect } from 'chai';
import { createBrowser, type Page } from '../../support/http.ts';
import { type House, startHouse } from '../../support/hub.ts';
import { pageOf } from '../../support/relying-party.ts';
import { routesOf } from '../../support/routes.ts';
import { officerAt } from '../staffed.ts';
import * as flow from '../visits.ts';

const evil = 'evil.example';
/** Ways to write another site, as browsers read them. */
const elsewhere = [
  `https://${evil}/`,
  `//${evil}/`,
  `/\\${evil}/`,
  `\\\\${evil}/`,
  `/\t/${evil}/`,
  `https:${evil}`,
  `https:///${evil}/`,
  `javascript:alert(1)//${evil}`,
  `data:text/html,${evil}`,
];
/** The same, dressed up as the service's own address. */
const alike = (own: string) => {
  const { host, pathname } = new URL(own);
  return [
    `http://${host}@${evil}${pathname}`,
    `http://${host}.${evil}${pathname}`,
    `${own}@${evil}`,
    `${own}/../../${evil}`,
    `${own}?next=https://${evil}`,
    `${own}#https://${evil}`,
    `${own}%2f..`,
    own.replace('127.0.0.1', '127.0.0.1%00.evil.example'),
    own.replace('127.0.0.1', '127.1'),
    own.replace('127.0.0.1', 'localhost'),
    own.replace('http:', 'HTTP:'),
  ];
};

describe('flows: another website and somebody’s browser', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  /** Whether a page leads nowhere but to the hub: by redirect, link, form or refresh. */
  function staysHere(page: Page, what: string): void {
    const targets = [page.location, ...page.links.map(({ href }) => href), ...page.forms.map(({ action }) => action)]
      .filter((target) => target !== undefined)
      .map((target) => new URL(target, page.url));
    const known = [house.issuer, 'http://127.0.0.1:3001', 'null'];
    for (const { origin, protocol, href } of targets) {
      if (protocol === 'tel:') continue;
      expect(known, `${what}: ${href}`).to.include(origin);
      expect(protocol, what).to.match(/^https?:$/);
    }
    // The host may stand in a query that is written back into a link of the hub's own.
    expect(page.headers.location ?? '', what).to.not.match(/^(?:\w+:)?[/\\]{0,3}evil/);
  }

  it('are not led away by a redirect address that only looks like the service’s (open redirect)', async () => {
    const { party } = await flow.visit(house, 'parking-permit');
    for (const address of [...elsewhere, ...alike(party.redirectUri)]) {
      for (const more of ['', 'prompt=none', 'response_mode=form_post', 'scope=x&response_type=none']) {
        const { url } = await party.ask({ redirect_uri: address, ...Object.fromEntries(new URLSearchParams(more)) });
        const page = await createBrowser().get(url.href);
        expect(page.status, address).to.equal(400);
        staysHere(page, address);
      }
    }
  });

  it('are not led away after a sign-out, nor by the way back from a provider', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { tokens } = await flow.signIn(at);
    for (const address of [...elsewhere, ...alike('http://127.0.0.1:3001/x')]) {
      for (const hint of [`id_token_hint=${tokens.id_token}`, 'client_id=parking-permit']) {
        const url = new URL(`/sign-out?${hint}`, house.issuer);
        for (const name of ['post_logout_redirect_uri', 'state']) url.searchParams.set(name, address);
        const page = await at.browser.get(url.href);
        expect(page.status, address).to.equal(400);
        staysHere(page, address);
      }
      // Without a client the address counts for nothing, and the person is asked as usual.
      const alone = new URL('/sign-out', house.issuer);
      alone.search = String(new URLSearchParams({ post_logout_redirect_uri: address }));
      staysHere(await createBrowser().get(alone.href), address);
      for (const name of ['state', 'RelayState', 'SAMLResponse', 'returnTo', 'post_logout_redirect_uri']) {
        const back = new URL('/sign-out/done', house.issuer);
        back.searchParams.set(name, address);
        staysHere(await at.browser.get(back.href), address);
        staysHere(await at.browser.post(`${house.issuer}/sign-out/done`, { [name]: address }), address);
        const callback = new URL('/callback/central', house.issuer);
        callback.searchParams.set(name, address);
        staysHere(await at.browser.get(callback.href), address);
      }
    }
  });

  it('are not led away by the other language, nor by where more time was asked for', async () => {
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at);
    for (const address of elsewhere) {
      const tail = `?language=${encodeURIComponent(address)}&next=${encodeURIComponent(address)}`;
      for (const path of [
        '/',
        '/assurance',
        '/resume',
        '/vouch',
        '/account',
        '/tried',
        `//${evil}/`,
        `/${evil}//`,
        `/%5c${evil}`,
      ]) {
        const page = await at.browser.get(house.issuer + path + tail);
        for (const { href } of page.links) expect(href, path).to.not.match(/^[/\\]{2}/);
        staysHere(page, path);
      }
      const account = await flow.ownPage(at, house, '/account');
      const later = await at.browser.submit(account, { back: address }, '/account/more-time');
      staysHere(later, address);
    }
  });

  it('see no page of the hub in a frame, whichever it is (clickjacking)', async () => {
    const { get: routes } = await routesOf(house);
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at);
    const { page: choice } = await flow.arrive(await flow.visit(house, 'council-tax', at.browser), { prompt: 'login' });
    const uid = new URL(choice.url).pathname.split('/')[2] ?? '';
    const officer = await officerAt(house);
    const paths = routes
      .filter((route) => !route.includes('\\'))
      .map((route) =>
        route.replace(':uid', uid).replaceAll(/\{?\/?:\w+\}?/g, (part) => (part.startsWith('{') ? '' : '/x')),
      );
    expect(paths.length).to.be.greaterThan(30);
    const others = [
      '/authorize',
      '/sign-out',
      '/sign-out/success',
      '/token',
      '/userinfo',
      '/jwks',
      '/.well-known/openid-configuration',
      '/nothing',
    ];
    const kinds = new Set<string | undefined>();
    for (const path of [...paths, ...others].filter((path) => !path.startsWith('/health'))) {
      const browser = path.startsWith('/staff') ? officer.at.browser : at.browser;
      const page = await browser.visit(house.issuer + path, ({ origin }) => origin !== house.issuer);
      kinds.add(pageOf(page));
      // A picture has a policy of its own, and nothing to press.
      if (!path.startsWith('/assets/'))
        expect(page.headers['content-security-policy'], path).to.include("frame-ancestors 'none'");
      expect(page.headers['x-frame-options'], path).to.match(/^(SAMEORIGIN|DENY)$/);
    }
    expect([...kinds]).to.include.members([
      'account',
      'account-delete',
      'choice',
      'error',
      'home',
      'resume',
      'staff-home',
      'sign-out',
    ]);
  });

  it('have another session after signing in than before, so that nobody goes in by one that they handed out (session fixation)', async () => {
    const at = await flow.visit(house, 'parking-permit');
    await flow.arrive(at);
    const signIn = await at.browser.visit(`${house.issuer}/sign-out`);
    expect(signIn.status).to.equal(200);
    const before = at.browser.cookies(house.issuer);
    const attacker = createBrowser();
    for (const [name, value] of Object.entries(before)) attacker.setCookie(house.issuer, `${name}=${value}; Path=/`);
    await flow.signIn(at);
    const after = at.browser.cookies(house.issuer);
    expect(Object.keys(after)).to.include('gatehouse_session');
    expect(after.gatehouse_session).to.not.equal(before.gatehouse_session);
    const silent = await attacker.visit((await at.party.ask({ prompt: 'none' })).url.href, at.party.isHere);
    expect(new URL(silent.location ?? '').searchParams.get('error')).to.equal('login_required');
    expect(pageOf(await attacker.visit(`${house.issuer}/account`))).to.equal('account-start');
    // Neither is a session taken that the hub did not sign.
    const guessed = createBrowser();
    guessed.setCookie(house.issuer, 'gatehouse_session=chosen-by-the-attacker; Path=/');
    guessed.setCookie(house.issuer, 'gatehouse_session.sig=AAAA; Path=/');
    const party = { browser: guessed, party: at.party };
    await flow.signIn(party);
    expect(guessed.cookies(house.issuer).gatehouse_session).to.not.equal('chosen-by-the-attacker');
  });
});
