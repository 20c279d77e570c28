// The demo council against a bare provider, over real HTTP: three ways to ask, what it shows, what it refuses.
import { expect } from 'chai';
import { type CouncilOptions, startCouncil } from '../../src/simulators/council/council.ts';
import { councilKeys } from '../../src/simulators/council/keys.ts';
import type { BareProvider } from '../support/bare-provider.ts';
import { person, type Stage, shown, startStage } from '../support/demo-council.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';

describe('demo council', () => {
  let stage: Stage;
  let hub: BareProvider;
  let browser: Browser;
  const at = (path: string): string => stage.at(path);
  const toHub = (next: URL): boolean => next.href.startsWith(hub.issuer);
  const toCouncil = (next: URL): boolean => next.href.startsWith(at('/'));
  const signIn = (path: string): Promise<Page> => browser.visit(at(path));

  before(async () => {
    stage = await startStage();
    hub = stage.hub;
  });
  after(() => stage.close());
  beforeEach(() => {
    browser = createBrowser();
    stage.personAt('none/low');
  });

  it('says calmly that the hub cannot be reached, and signs in once it can', async () => {
    const page = await signIn('/bin-collection/sign-in');
    expect(page.status).to.equal(503);
    expect(page.text).to.contain('You cannot sign in just now').and.to.contain('01632 960 001');
    stage.openHub();
    expect((await signIn('/bin-collection/sign-in')).text).to.contain('You are signed in as ffion@example.org.');
  });

  it('asks in three ways, each with PKCE, state, nonce and no more claims than the service may have', async () => {
    const ask = async (id: string) => new URL((await browser.get(at(`/${id}/sign-in?lang=cy`))).location ?? '');
    const plain = (await ask('bin-collection')).searchParams;
    expect(Object.fromEntries(plain)).to.include({
      client_id: 'bin-collection',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: at('/bin-collection/signed-in'),
      code_challenge_method: 'S256',
      ui_locales: 'cy en',
    });
    expect(JSON.parse(plain.get('claims') ?? '')).to.deep.equal({
      userinfo: { email: null },
      id_token: { auth_time: null },
    });
    expect([plain.get('state'), plain.get('nonce'), plain.get('code_challenge')].join()).to.match(
      /^[\w-]{43}(,[\w-]{43}){2}$/,
    );
    expect([...(await ask('parking-permit')).searchParams.keys()]).to.have.members(['client_id', 'request_uri']);
    expect([...(await ask('council-tax')).searchParams.keys()]).to.have.members(['client_id', 'request']);
  });

  it('shows what it received, escaped, and survives a reload', async () => {
    stage.personAt('medium/medium');
    const page = await signIn('/parking-permit/sign-in');
    expect(page.status).to.equal(200);
    expect(page.url).to.equal(at('/parking-permit/signed-in'));
    expect(page.text).to.contain('You are signed in as Ffion Ó <b>Bell</b>.').and.to.contain('1 January 1941');
    expect(page.text).to.contain('You have proven who you are.').and.to.contain('1 Harbour Row Exampleton');
    expect(page.text).to.match(/auth_time \d+ \d+ \w+ 20\d\d at \d\d:\d\d/);
    expect(page.body).not.to.contain('<b>Bell');
    expect(shown(page, 'id-token')).to.include({
      sub: 'ffion',
      acr: `${hub.issuer}/assurance/medium/medium`,
      vot: 'P2.Cm',
    });
    expect(shown(page, 'userinfo')).to.deep.include({ address: person.address, birthdate: person.birthdate });
    expect((await browser.get(page.url)).body).to.equal(page.body);
    const tax = await signIn('/council-tax/sign-in');
    expect(tax.text).to.contain('You are signed in as Ffion').and.not.to.contain('1941');
  });

  it('steps up when asked to prove who the person is', async () => {
    expect((await signIn('/bin-collection/sign-in')).text).not.to.contain('You have proven who you are.');
    stage.personAt('medium/medium');
    const start = await browser.get(at('/bin-collection'));
    const page = await browser.follow(await browser.click(start, 'Prove who you are'));
    expect(page.text).to.contain('You have proven who you are.');
  });

  it('gives the browser a new session at sign-in; the old one opens nothing, another browser neither', async () => {
    await browser.visit(at('/bin-collection/sign-in'), toHub);
    const planted = browser.cookies(at('/')).exampleton_session;
    const page = await signIn('/bin-collection/sign-in');
    expect(browser.cookies(at('/')).exampleton_session)
      .to.match(/^[\w-]{43}$/)
      .and.not.to.equal(planted);
    const thief = createBrowser();
    thief.setCookie(at('/'), `exampleton_session=${planted}; Path=/`);
    expect((await thief.visit(page.url)).url).to.equal(at('/bin-collection'));
  });

  it('lets a second tab finish just after the first, and gives it no session of its own', async () => {
    const backs = [];
    for (const id of ['bin-collection', 'council-tax']) {
      backs.push(await browser.visit(at(`/${id}/sign-in`), toCouncil));
    }
    const slow = createBrowser();
    slow.setCookie(at('/'), `exampleton_session=${browser.cookies(at('/')).exampleton_session}; Path=/`);
    await browser.visit(backs[0]?.location ?? '');
    const late = await slow.get(backs[1]?.location ?? '');
    expect(late.headers).not.to.have.property('set-cookie');
    expect((await browser.visit(late.location ?? '')).text).to.contain('You are signed in as Ffion');
    expect((await slow.visit(late.location ?? '')).url).to.equal(at('/council-tax'));
  });

  describe('refuses', () => {
    const answerOf = async (path: string): Promise<URL> =>
      new URL((await browser.visit(at(path), toCouncil)).location ?? '');
    const bins = '/bin-collection/sign-in';
    const expectNobody = async (page: Page, status: number, text: string) => {
      expect(page.status).to.equal(status);
      expect(page.text).to.contain(text);
      expect((await browser.visit(at('/bin-collection/signed-in'))).url).to.equal(at('/bin-collection'));
    };

    it('a state it did not send, or sent to another browser, or saw before', async () => {
      const answer = await answerOf(bins);
      const forged = new URL(answer);
      forged.searchParams.set('state', 'x'.repeat(43));
      await expectNobody(await browser.visit(forged.href), 400, 'Please start again');
      const other = createBrowser();
      expect((await other.visit(answer.href)).text).to.contain('Please start again');
      expect((await browser.visit(answer.href)).text).to.contain('You are signed in as');
      expect((await browser.visit(answer.href)).status).to.equal(400);
    });

    it('the state of another of its services', async () => {
      const answer = await answerOf(bins);
      answer.pathname = '/council-tax/signed-in';
      await expectNobody(await browser.visit(answer.href), 400, 'Please start again');
    });

    it('an ID token with another nonce', async () => {
      const asked = new URL((await browser.get(at(bins))).location ?? '');
      asked.searchParams.set('nonce', 'another');
      await expectNobody(await browser.visit(asked.href), 502, 'We could not sign you in safely');
    });

    it('an answer of another issuer', async () => {
      const answer = await answerOf(bins);
      answer.searchParams.set('iss', 'http://localhost:1');
      await expectNobody(await browser.visit(answer.href), 502, 'We could not sign you in safely');
    });

    it('a code that the hub does not know', async () => {
      const answer = await answerOf(bins);
      answer.searchParams.set('code', 'guessed');
      await expectNobody(await browser.visit(answer.href), 502, 'Something is not set up right');
    });

    for (const [error, status, text] of [
      ['access_denied', 403, 'You did not sign in'],
      ['unmet_authentication_requirements', 403, 'We need to be more sure that it is you'],
      ['temporarily_unavailable', 503, 'You cannot sign in just now'],
      ['invalid_scope', 502, 'Something is not set up right'],
    ] as const) {
      it(`calmly when the hub says ${error}, with ways on and no words of the URL`, async () => {
        hub.end({ error });
        const page = await browser.visit(at(bins));
        await expectNobody(page, status, text);
        expect(page.text).to.contain('01632 960 001').and.not.to.contain('as the test wished');
        expect((await browser.click(page, 'Try again')).url).to.equal(at('/bin-collection'));
      });
    }

    it('and keeps the sign-in it has when a step-up fails', async () => {
      await signIn(bins);
      hub.end({ error: 'access_denied' });
      expect((await signIn(`${bins}?proof=yes`)).status).to.equal(403);
      expect((await browser.visit(at('/bin-collection/signed-in'))).text).to.contain('You are signed in as');
    });
  });

  it('looks details up again with a refresh token that rotates', async () => {
    stage.personAt('medium/medium');
    expect((await signIn('/parking-permit/sign-in')).forms).to.have.length(0);
    const page = await signIn('/parking-permit/sign-in?later=yes');
    stage.personAt('medium/medium', { ...person, family_name: 'Morgan' });
    const once = await browser.follow(await browser.submit(page));
    expect(once.text).to.contain('Ffion Morgan').and.to.contain('Looked up again once.');
    const both = await Promise.all([browser.submit(once), browser.submit(once)]);
    expect((await browser.follow(both[0])).text).to.contain('Looked up again 2 times.');
    const forged = await browser.post(at('/parking-permit/refresh'), { token: 'guessed' });
    expect((await browser.follow(forged)).url).to.equal(at('/parking-permit'));
    expect((await browser.visit(page.url)).text).to.contain('Looked up again 2 times.');
  });

  it('speaks English and Welsh and remembers which', async () => {
    const page = await browser.get(at('/'));
    expect(page.body).to.contain('<html lang="en">');
    const welsh = await browser.click(page, 'Cymraeg');
    expect(welsh.body).to.contain('<html lang="cy">');
    expect((await browser.get(at('/council-tax'))).text)
      .to.contain('Council tax (cy)')
      .and.to.contain('Cyn i chi ddechrau');
    hub.end({ error: 'access_denied' });
    const problem = await signIn('/council-tax/sign-in');
    expect(problem.text).to.contain('Ni wnaethoch fewngofnodi');
    expect((await browser.click(problem, 'English')).text).to.contain('You did not sign in');
  });

  it('sets a strict policy, no script, no cookie for readers, and 404 for what it does not know', async () => {
    const page = await browser.get(at('/help'));
    expect(page.headers['content-security-policy'])
      .to.contain("default-src 'none'")
      .and.to.contain("form-action 'self'");
    expect(page.body).not.to.match(/<script|style=/);
    expect(browser.cookies(at('/'))).to.deep.equal({});
    for (const path of ['/nowhere', '/bin-collection/nowhere', '//evil.example/', '/%ff']) {
      const lost = await browser.get(at(path));
      expect(lost.status, path).to.equal(404);
      expect(lost.body).not.to.contain('evil');
    }
  });

  it('takes no port that is taken, and no key that cannot sign', async () => {
    const failure = (changed: Partial<CouncilOptions>) =>
      startCouncil({ ...stage.options, ...changed }).then(
        () => 'started',
        (error: Error & { code?: string }) => error.code ?? error.name,
      );
    expect(await failure({ port: Number(new URL(at('/')).port) })).to.equal('EADDRINUSE');
    expect(await failure({ privateJwk: (await councilKeys()).publicJwks.keys[0] ?? {} })).to.equal('TypeError');
  });
});
