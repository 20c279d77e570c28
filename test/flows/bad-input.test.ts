// What a service or a passer-by sends wrongly gets a clear answer and changes nothing: through the real hub, over real HTTP.
import { expect } from 'chai';
import * as client from 'openid-client';
import { request } from 'undici';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, type RelyingParty, relyingParty, walk } from '../support/relying-party.ts';

describe('flows: bad input from services', () => {
  let house: House;
  let party: RelyingParty;
  before(async () => {
    house = await startHouse();
    party = await relyingParty(house);
  });
  after(() => house.close());

  const events = async () => (await house.hub.store.trail.read(0, 1000)).map(({ event }) => event);

  /** Asks with a URL, and sees that no sign-in began. */
  async function refusedFor(url: URL | string): Promise<Page> {
    const before = await events();
    const page = await createBrowser().visit(String(url), party.isHere);
    expect(await events()).to.deep.equal(before);
    return page;
  }

  function isPlainPage(page: Page, status = 400): void {
    expect(page.status).to.equal(status);
    expect(page.location).to.equal(undefined);
    expect(pageOf(page)).to.equal('error');
    expect(page.text).to.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
  }

  /** The error that came back to the service, by redirect. */
  function told(page: Page): Record<string, string> {
    if (!page.location) return expect.fail(`${page.status}: ${page.text}`);
    const answer = new URL(page.location);
    expect(party.isHere(answer)).to.equal(true);
    return Object.fromEntries(answer.searchParams);
  }

  async function asking(change: (url: URL) => void, parameters: Record<string, string> = {}): Promise<URL> {
    const { url } = await party.ask(parameters);
    change(url);
    return url;
  }

  it('an unknown service is a page, never a redirect', async () => {
    isPlainPage(await refusedFor(await asking((url) => url.searchParams.set('client_id', 'nobody'))));
  });

  for (const foreign of [
    'https://evil.example/',
    'http://127.0.0.1:3001/parking-permit/signed-in/',
    'javascript:alert(1)',
  ]) {
    it(`a redirect URI that is not registered is a page, never a redirect: ${foreign}`, async () => {
      const page = await refusedFor(await asking((url) => url.searchParams.set('redirect_uri', foreign)));
      isPlainPage(page);
      expect(page.body).not.to.include(foreign);
    });
  }

  for (const [name, value] of [
    ['client_id', 'bin-collection'],
    ['redirect_uri', 'https://evil.example/'],
    ['scope', 'openid'],
    ['state', 'other'],
    ['vtr', '["Cl"]'],
  ] as const) {
    it(`a parameter given twice: ${name}`, async () => {
      const page = await refusedFor(
        await asking((url) => url.searchParams.append(name, value)).then((url) => {
          if (name === 'vtr') url.searchParams.append(name, value);
          return url;
        }),
      );
      if (page.location) expect(told(page)).to.include({ error: 'invalid_request' });
      else isPlainPage(page);
      expect(page.location ?? '').not.to.include('evil.example');
    });
  }

  it('a URL that is too long', async () => {
    isPlainPage(await refusedFor(await asking(() => {}, { login_hint: 'a'.repeat(9000) })), 414);
  });

  const machines = ['/token', '/request', '/introspect', '/revoke', '/userinfo'];
  const people = [
    '/authorize',
    '/callback/central',
    '/callback/local',
    '/sign-in/x/choice',
    '/sign-out',
    '/sign-out/done',
  ].concat(['/resume', '/vouch', '/account/download', '/account/vouch/code', '/staff/matching/x', '/nothing']);
  for (const path of [...machines, ...people]) {
    it(`a body that is too large, announced or not: ${path}`, async () => {
      const body = `client_id=parking-permit&login_hint=${'a'.repeat(70_000)}`;
      const parts = (async function* streamed() {
        yield Buffer.from(body);
      })();
      const announced = await answerTo(path, body);
      expect(announced.status).to.equal(413);
      if (machines.includes(path)) expect(JSON.parse(announced.text)).to.include({ error: 'invalid_request' });
      else expect(announced.text).to.include('data-page="error"');
      // oidc-provider and pages that take no form say so in their own way.
      expect(await posted(path, parts)).to.be.oneOf([400, 401, 404, 413]);
    });
  }

  it('too many headers, and too large ones, for people and for machines', async () => {
    const headers = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`x-${at}`, '1']));
    const [page, json] = [
      await request(house.issuer, { headers }),
      await request(`${house.issuer}/userinfo`, { headers }),
    ];
    expect([page.statusCode, json.statusCode]).to.deep.equal([431, 431]);
    expect(await page.body.text()).to.include('data-page="error"');
    expect(await json.body.json()).to.include({ error: 'invalid_request' });
    const large = await request(house.issuer, { headers: { cookie: `a=${'x'.repeat(17_000)}` } });
    await large.body.dump();
    expect(large.statusCode).to.equal(431);
  });

  async function posted(
    path: string,
    body: string | AsyncIterable<Buffer>,
    type = 'application/x-www-form-urlencoded',
  ) {
    return (await answerTo(path, body, type)).status;
  }

  async function answerTo(
    path: string,
    body: string | AsyncIterable<Buffer>,
    type = 'application/x-www-form-urlencoded',
  ) {
    const options = { method: 'POST', headers: { 'content-type': type }, body: body as string };
    const answer = await request(house.issuer + path, options);
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  it('a request as a form is the same as one in the URL; what is no form is refused', async () => {
    const { url } = await party.ask();
    const browser = createBrowser();
    const page = await browser.follow(
      await browser.post(`${house.issuer}/authorize`, Object.fromEntries(url.searchParams)),
    );
    expect(pageOf(page)).to.equal('choice');
    const twice = await browser.follow(
      await browser.post(`${house.issuer}/authorize`, { client_id: ['parking-permit', 'b'] }),
    );
    isPlainPage(twice);
    expect(await posted('/authorize', '{}', 'application/json')).to.equal(415);
    expect(await posted('/authorize', `login_hint=${'a'.repeat(9000)}`)).to.equal(413);
    expect(await posted('/authorize', 'login_hint=\xff\r\nX: y')).to.equal(400);
  });

  it('a parameter that is not UTF-8', async () => {
    isPlainPage(await refusedFor(`${await asking(() => {})}&login_hint=%ff%fe`));
  });

  for (const claims of ['{', '[]', '"text"', '{"userinfo":[]}', '{"id_token":{"acr":{"essential":"yes"}}}', 'null']) {
    it(`malformed claims: ${claims}`, async () => {
      expect(told(await refusedFor(await asking(() => {}, { claims })))).to.include({ error: 'invalid_request' });
    });
  }

  for (const vtr of ['[', 'Cl.Cm', '{}', '["Cl.Cl"]', '["nonsense"]', '[]', '[1]']) {
    it(`malformed vtr: ${vtr}`, async () => {
      expect(told(await refusedFor(await asking(() => {}, { vtr })))).to.include({ error: 'invalid_request' });
    });
  }

  it('PKCE missing, or not S256', async () => {
    const missing = await refusedFor(
      await asking((url) => {
        url.searchParams.delete('code_challenge');
        url.searchParams.delete('code_challenge_method');
      }),
    );
    expect(told(missing)).to.include({ error: 'invalid_request' });
    const plain = await refusedFor(await asking((url) => url.searchParams.set('code_challenge_method', 'plain')));
    expect(told(plain)).to.include({ error: 'invalid_request' });
  });

  it('a provider hint that names none', async () => {
    const page = await refusedFor(await asking(() => {}, { idp_hint: 'nowhere' }));
    expect(told(page)).to.include({ error: 'invalid_request' });
  });

  it('a code used twice takes its tokens with it', async () => {
    const browser = createBrowser();
    const first = await party.ask({ scope: 'openid profile offline_access', prompt: 'consent' });
    const walked = await walk({ browser, party }, first);
    if (!('answer' in walked)) return expect.fail(walked.page.text);
    const tokens = await party.collect(first, walked.answer);
    const subject = tokens.claims()?.sub ?? '';
    await client.fetchUserInfo(party.configuration, tokens.access_token, subject);
    const again = await party.collect(first, walked.answer).catch((error: unknown) => error);
    expect(again).to.include({ error: 'invalid_grant' });
    const userinfo = await client
      .fetchUserInfo(party.configuration, tokens.access_token, subject)
      .catch((e: unknown) => e);
    expect(userinfo).to.be.instanceOf(client.WWWAuthenticateChallengeError).and.include({ status: 401 });
    const refresh = await client
      .refreshTokenGrant(party.configuration, tokens.refresh_token ?? '')
      .catch((error: unknown) => error);
    expect(refresh).to.include({ error: 'invalid_grant' });
  });

  it('a code of another service, or with another verifier, is refused', async () => {
    const first = await party.ask();
    const walked = await walk({ browser: createBrowser(), party }, first);
    if (!('answer' in walked)) return expect.fail(walked.page.text);
    const other = await relyingParty(house, 'bin-collection');
    const foreign = await other.collect(first, walked.answer).catch((error: unknown) => error);
    expect(foreign).to.include({ error: 'invalid_grant' });
    const guessed = { ...first, checks: { ...first.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() } };
    const wrong = await party.collect(guessed, walked.answer).catch((error: unknown) => error);
    expect(wrong).to.include({ error: 'invalid_grant' });
  });

  it('a method that an endpoint does not take is a page', async () => {
    isPlainPage(await createBrowser().post(`${house.issuer}/sign-out`, {}), 404);
    isPlainPage(await createBrowser().get(`${house.issuer}/token`), 404);
  });

  it('a path that nobody knows is a page', async () => {
    for (const path of ['/nothing', '/authorize-me', '/sign-inn', '/.well-known/', '/token.json', '/callback']) {
      isPlainPage(await createBrowser().get(house.issuer + path), 404);
    }
  });
});
