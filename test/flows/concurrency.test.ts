// What must happen once happens once, and what must not be lost is not lost, however many ask at the same moment: on both engines.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { importJWK, type JWK, SignJWT } from 'jose';
import * as client from 'openid-client';
import { request } from 'undici';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { optionalSuite } from '../support/optional.ts';
import { freshDatabase, missingPostgres } from '../support/postgres.ts';
import { pageOf, type RelyingParty, relyingParty, walk } from '../support/relying-party.ts';
import { type BackChannel, startBackChannel } from './back-channel.ts';
import * as flow from './visits.ts';

const times = 10;
const ten = <T>(work: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: times }, (_, i) => work(i)));
const offline = { scope: 'openid profile offline_access', prompt: 'consent' };

/** The values of those that succeeded; the others must have been refused with this OAuth error. */
function winners<T>(results: PromiseSettledResult<T>[], error: string): T[] {
  for (const result of results) if (result.status === 'rejected') expect(result.reason).to.include({ error });
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

function suite(databaseUrl: () => Promise<string | undefined>): void {
  let house: House;
  let party: RelyingParty;
  let services: BackChannel;
  before(async () => {
    services = await startBackChannel();
    const ids = ['bin-collection', 'parking-permit'];
    const told = ids.map((id) => [
      id,
      { redirectUris: [`http://127.0.0.1:1/${id}`], backchannelLogoutUri: services.uriOf(id) },
    ]);
    const url = await databaseUrl();
    house = await startHouse({ services: Object.fromEntries(told), ...(url && { databaseUrl: url }) });
    party = await relyingParty(house);
  });
  after(async () => {
    await house.close();
    await services.close();
  });

  it('a code is redeemed once', async () => {
    const asking = await party.ask({ scope: 'openid profile' });
    const walked = await walk({ browser: createBrowser(), party }, asking);
    if (!('answer' in walked)) return expect.fail(walked.page.text);
    const { answer } = walked;
    const won = winners(await ten(() => party.collect(asking, answer)), 'invalid_grant');
    expect(won).to.have.length(1);
  });

  it('a refresh token is used once', async () => {
    const { tokens } = await flow.signIn({ browser: createBrowser(), party }, offline);
    const refresh = () => client.refreshTokenGrant(party.configuration, tokens.refresh_token ?? '');
    expect(winners(await ten(refresh), 'invalid_grant')).to.have.length(1);
  });

  it('a pushed request is answered once', async () => {
    const browser = createBrowser();
    await flow.signIn({ browser, party }, { scope: 'openid' });
    const { url } = await party.ask({ scope: 'openid' }, 'pushed');
    const pages = await Promise.all(Array.from({ length: times }, () => browser.visit(url.href, party.isHere)));
    const answers = pages.flatMap(({ location }) => (location ? [new URL(location)] : []));
    expect(answers.filter((answer) => answer.searchParams.has('code'))).to.have.length(1);
    const late = new URL((await browser.visit(url.href, party.isHere)).location ?? '');
    for (const { searchParams } of [...answers, late]) {
      if (!searchParams.has('code')) expect(searchParams.get('error')).to.equal('invalid_request_uri');
    }
    expect(answers).to.have.length(times);
    expect(late.searchParams.has('code')).to.equal(false);
  });

  it('a client assertion is taken once', async () => {
    const key = await importJWK(house.privateJwk as JWK, 'ES256');
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: house.privateJwk.kid ?? '' })
      .setIssuer('parking-permit')
      .setSubject('parking-permit')
      .setAudience(house.issuer)
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(key);
    const body = new URLSearchParams({
      client_id: 'parking-permit',
      client_assertion: assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      token: 'unknown',
    }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const results = await ten(async () => {
      const answer = await request(`${house.issuer}/introspect`, { method: 'POST', headers, body });
      return { status: answer.statusCode, body: await answer.body.json() };
    });
    const answers = results.map((result) => (result.status === 'fulfilled' ? result.value : expect.fail('no answer')));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    for (const { status, body: refusal } of answers) {
      if (status !== 200)
        expect({ status, ...(refusal as object) }).to.include({ status: 401, error: 'invalid_client' });
    }
  });

  it('ten first sign-ins of one account make one person', async () => {
    const known = (await newPeople()).length;
    const signIns = await ten(() => flow.signIn({ browser: createBrowser(), party }, {}, { persona: 'priya-raman' }));
    const subjects = signIns.map((one) =>
      one.status === 'fulfilled' ? one.value.claims.sub : expect.fail(String(one.reason)),
    );
    expect(new Set(subjects).size).to.equal(1);
    expect(await newPeople()).to.have.length(known + 1);
  });

  const newPeople = async () =>
    (await house.hub.store.trail.read(0, 10_000)).filter(({ event }) => event === 'person.new');

  for (let round = 1; round <= 3; round += 1) {
    it(`two services at once in one browser: both sign in, and both hear of the sign-out (${round})`, async () => {
      const browser = createBrowser();
      const bins = await relyingParty(house, 'bin-collection');
      const both = [
        { browser, party },
        { browser, party: bins },
      ] as const;
      await flow.signIn(both[0], { scope: 'openid' });
      const signedIn = await Promise.all(both.map((at) => flow.signIn(at, { scope: 'openid' })));
      expect(new Set(signedIn.map(({ claims }) => claims.sub)).size).to.equal(1);
      await signOut(browser, signedIn[1]?.tokens.id_token ?? '');
      for (const [index, id] of ['parking-permit', 'bin-collection'].entries()) {
        const [told, ...more] = await services.taken(id, house.issuer);
        expect(more).to.deep.equal([]);
        expect(told, id).to.include({ sub: signedIn[index]?.claims.sub });
        expect(told).to.have.property('sid');
      }
    });
  }

  it('two services at once in one browser that was signed in nowhere', async () => {
    const browser = createBrowser();
    const bins = await relyingParty(house, 'bin-collection');
    const both = [
      { browser, party },
      { browser, party: bins },
    ] as const;
    const asks = { scope: 'openid email', prompt: 'consent' };
    const tabs = await Promise.all(
      both.map(async (at) => {
        const { asking, page } = await flow.arrive(at, asks);
        return { at, asking, share: await flow.tryProvider(at, page, { provider: 'central' }) };
      }),
    );
    const signedIn = [];
    // A browser takes cookies one answer at a time: a person cannot press two buttons in the same instant.
    for (const { at, asking, share } of tabs) {
      const end = await flow.press(at, share, { form: '/share' });
      signedIn.push(await flow.collected(at, asking, flow.answerIn(at, end)));
    }
    expect(new Set(signedIn.map(({ claims }) => claims.sub)).size).to.equal(1);
    await signOut(browser, signedIn[0]?.tokens.id_token ?? '');
    for (const id of ['parking-permit', 'bin-collection']) {
      expect(await services.taken(id, house.issuer), id).to.have.length(1);
    }
  });

  it('leaves a trail that holds', async () => {
    expect((await house.hub.store.trail.verify()).broken).to.equal(undefined);
  });

  async function signOut(browser: Browser, hint: string): Promise<Page> {
    const page = await browser.visit(`${house.issuer}/sign-out?id_token_hint=${hint}`);
    expect(pageOf(page)).to.equal('sign-out');
    return browser.follow(await browser.submit(page, { logout: 'yes' }, '/sign-out/confirm'));
  }
}

describe('flows: at the same moment', () => {
  describe('on SQLite', () => suite(async () => undefined));
  optionalSuite('on PostgreSQL', missingPostgres, () => suite(freshDatabase));
});
