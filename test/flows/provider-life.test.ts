// A provider's life as residents and services meet it: what is offered, where people are sent, which answers count, and when tokens end.
// Switches reach every node without a restart.
import { expect } from 'chai';
import * as client from 'openid-client';
import { freePort } from '../../src/commands/free-port.ts';
import type { IdentityProvider } from '../../src/config/schema/identity-providers.ts';
import { type Hub, startHub } from '../../src/hub.ts';
import { createLog } from '../../src/log.ts';
import { fdcSubject } from '../../src/simulators/kit/subject.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, relyingParty, walk } from '../support/relying-party.ts';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const hour = 3600;

describe('flows: a provider’s life', () => {
  let house: House;
  afterEach(() => house.close());

  const begin = async (central: Partial<IdentityProvider> = {}, id = 'parking-permit') => {
    house = await startHouse({ shared: true, providers: { central } });
    const party = await relyingParty(house, id);
    const browser = createBrowser();
    const open = async () => browser.visit((await party.ask()).url.href, party.isHere);
    return { party, browser, open };
  };
  const offered = (page: Page) => /value="central"/.test(page.body);
  /** What the next look of a running hub finds. */
  const turn = async (fact: { off?: boolean; paused?: boolean }) => {
    await house.hub.store.providerFacts.put('central', 'switch', fact);
    await house.hub.refreshSwitches();
  };

  it('offers one whose registrations end soon to those who know it', async () => {
    const { open } = await begin({ acceptRegistrationsUntil: inSeconds(25 * 60) });
    expect((await open()).text).to.include('only if you have used it here before');
  });

  it('refuses a new person once registrations are long over, and says so; one who was here before comes in', async () => {
    const { party, browser } = await begin({ acceptRegistrationsUntil: inSeconds(-2 * hour) });
    const walked = await walk({ browser, party }, await party.ask());
    if (!('page' in walked)) return expect.fail('a new person came in');
    expect(pageOf(walked.page)).to.equal('choice');
    expect(walked.page.text).to.include('We stopped taking new people from GOV.UK One Login');
    const { central } = house.simulators;
    const level = { identity: 'medium', authenticator: 'medium' } as const;
    const { people } = house.hub.store;
    const known = people.accountOf({ issuer: central.issuer, subject: fdcSubject('central', 'hannah-fairweather') });
    await people.join(known, { provider: 'central', rule: 'new-account' }, { level, details: {} });
    const again = await walk({ browser: createBrowser(), party }, await party.ask());
    expect('answer' in again).to.equal(true);
  });

  it('takes one off the page two hours before its end, and still sends who has the page open', async () => {
    const { open, browser } = await begin({ acceptSignInsUntil: inSeconds(hour) });
    const page = await open();
    expect(offered(page)).to.equal(false);
    const sent = await browser.submit(page, { provider: 'central' }, '/choice');
    expect(new URL(sent.location ?? '').origin).to.equal(house.simulators.central.url);
  });

  it('sends nobody after its end', async () => {
    const { open, browser } = await begin({ acceptSignInsUntil: inSeconds(-1) });
    const page = await open();
    const kept = await browser.follow(await browser.submit(page, { provider: 'central' }, '/choice'));
    expect(new URL(kept.url).origin).to.equal(house.issuer);
    expect(pageOf(kept)).to.equal('choice');
  });

  it('switched off: not on the page, not sent to from a page that was open, and an answer on its way is refused', async () => {
    const { open, browser, party } = await begin();
    const second = createBrowser();
    const [page, other] = [await open(), await second.visit((await party.ask()).url.href, party.isHere)];
    const there = await browser.follow(await browser.submit(page, { provider: 'central' }, '/choice'));
    const back = await browser.submit(there, { persona: 'hannah-fairweather' }, '/simulator/continue');
    await turn({ off: true });
    const refused = await browser.follow(back, party.isHere);
    expect(pageOf(refused)).to.equal('choice');
    expect(refused.text).to.include('You cannot use GOV.UK One Login right now');
    expect(offered(refused)).to.equal(false);
    expect(offered(other)).to.equal(true);
    const kept = await second.follow(await second.submit(other, { provider: 'central' }, '/choice'));
    expect(new URL(kept.url).origin).to.equal(house.issuer);
    expect(pageOf(kept)).to.equal('choice');
    await turn({ off: false });
    expect(offered(await open())).to.equal(true);
  });

  it('switched off: refresh tokens, userinfo and the session end; paused: they go on', async () => {
    const { party, browser } = await begin();
    const asking = await party.ask({ scope: 'openid profile offline_access', prompt: 'consent' });
    const walked = await walk({ browser, party }, asking);
    if (!('answer' in walked)) return expect.fail(walked.page.text);
    const tokens = await party.collect(asking, walked.answer);
    const { configuration } = party;
    await turn({ paused: true });
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    await turn({ off: true });
    const sub = tokens.claims()?.sub ?? '';
    const failures = await Promise.allSettled([
      client.refreshTokenGrant(configuration, renewed.refresh_token ?? ''),
      client.fetchUserInfo(configuration, renewed.access_token, sub),
    ]);
    expect(failures.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    const [refresh, userinfo] = failures as PromiseRejectedResult[];
    expect(refresh?.reason).to.include({ error: 'invalid_grant' });
    expect(userinfo?.reason).to.include({ status: 401 });
    const silent = await party.ask({ prompt: 'none' });
    const answer = await browser.visit(silent.url.href, party.isHere);
    expect(new URL(answer.location ?? '').searchParams.get('error')).to.equal('login_required');
  });

  it('paused: grey with the reason, and who is there already may finish', async () => {
    const { party, browser, open } = await begin();
    const there = await browser.follow(await browser.submit(await open(), { provider: 'central' }, '/choice'));
    await turn({ paused: true });
    const grey = await createBrowser().visit((await party.ask()).url.href, party.isHere);
    expect(grey.text).to.include('You cannot choose this one right now');
    const back = await browser.submit(there, { persona: 'hannah-fairweather' }, '/simulator/continue');
    const answer = await browser.follow(back, party.isHere);
    expect(new URL(answer.location ?? '').searchParams.has('code')).to.equal(true);
  });

  it('is not for services that are not on its list', async () => {
    const { open } = await begin({ services: ['council-tax'] });
    expect(offered(await open())).to.equal(false);
  });

  it('keeps a level that it is being tried at to the services that try it', async () => {
    const level = { identity: 'medium', authenticator: 'medium' } as const;
    const { open } = await begin({ onboarding: [{ level, services: ['council-tax'] }] });
    expect((await open()).text).to.include('It does not check enough about who you are');
  });

  it('lets nobody in at a level on trial by a session that another service began', async () => {
    const level = { identity: 'medium', authenticator: 'medium' } as const;
    const onboarding = [{ level, services: ['council-tax'] }];
    house = await startHouse({
      providers: { central: { onboarding } },
      services: { 'council-tax': { minimumLevel: level } },
    });
    const browser = createBrowser();
    const pilot = await relyingParty(house, 'council-tax');
    expect('answer' in (await walk({ browser, party: pilot }, await pilot.ask()))).to.equal(true);
    const other = await relyingParty(house, 'parking-permit');
    const silent = await browser.visit((await other.ask({ prompt: 'none' })).url.href, other.isHere);
    expect(new URL(silent.location ?? '').searchParams.get('error')).to.equal('login_required');
    const again = await browser.visit((await pilot.ask({ prompt: 'none' })).url.href, pilot.isHere);
    expect(new URL(again.location ?? '').searchParams.has('code')).to.equal(true);
  });

  it('lets nobody in by a session of a provider that the service does not want', async () => {
    house = await startHouse({ services: { library: { providers: ['nhs'] } } });
    const browser = createBrowser();
    const first = await relyingParty(house);
    expect('answer' in (await walk({ browser, party: first }, await first.ask()))).to.equal(true);
    const library = await relyingParty(house, 'library');
    const silent = await browser.visit((await library.ask({ prompt: 'none' })).url.href, library.isHere);
    expect(new URL(silent.location ?? '').searchParams.get('error')).to.equal('login_required');
  });

  it('ends the tokens that came of its answers a session after its end', async () => {
    const { party, browser } = await begin();
    const asking = await party.ask({ scope: 'openid offline_access', prompt: 'consent' });
    const walked = await walk({ browser, party }, asking);
    if (!('answer' in walked)) return expect.fail(walked.page.text);
    const tokens = await party.collect(asking, walked.answer);
    const record = house.config.providers.get('central');
    if (!record) return expect.fail('no provider');
    house.config.providers.set('central', { ...record, acceptSignInsUntil: inSeconds(-hour - 60) });
    await house.restart();
    const refused: { error?: string } = await client
      .refreshTokenGrant(party.configuration, tokens.refresh_token ?? '')
      .catch((error) => error);
    expect(refused.error).to.equal('invalid_grant');
  });

  it('tells the service when every provider that could do it is down, also one that is not shown then', async () => {
    house = await startHouse({
      services: { library: { providers: ['central'] } },
      providers: { central: { visible: false } },
    });
    const party = await relyingParty(house, 'library');
    const browser = createBrowser();
    await turn({ paused: true });
    const page = await browser.visit((await party.ask()).url.href, party.isHere);
    const back = await browser.follow(await browser.submit(page, {}, '/cancel'), party.isHere);
    expect(new URL(back.location ?? '').searchParams.get('error')).to.equal('temporarily_unavailable');
  });

  it('tells the service when every provider that could do it is down', async () => {
    house = await startHouse({ services: { library: { providers: ['central'] } } });
    const party = await relyingParty(house, 'library');
    const browser = createBrowser();
    const condition = { availability: 'unavailable', failures: 3, successes: 0, since: 1, checkedAt: 1, detail: 'x' };
    await house.hub.store.providerFacts.put('central', 'health', condition);
    await house.hub.refreshSwitches();
    const page = await browser.visit((await party.ask()).url.href, party.isHere);
    expect(pageOf(page)).to.equal('stopped');
    const back = await browser.follow(await browser.submit(page, {}, '/cancel'), party.isHere);
    expect(new URL(back.location ?? '').searchParams.get('error')).to.equal('temporarily_unavailable');
  });

  it('reaches every node, by the counter that all of them look at', async function nodes() {
    this.timeout(30_000);
    const { party } = await begin();
    const second = await secondNode();
    try {
      const { issuer } = house;
      await house.hub.store.providerFacts.put('central', 'switch', { off: true });
      // Nobody tells the nodes: each looks by itself.
      for (const at of [issuer, second.issuer]) {
        await until(async () => {
          const { url } = await party.ask();
          const page = await createBrowser({ headers: { host: new URL(issuer).host } }).get(
            url.href.replace(issuer, at),
          );
          const choice = await createBrowserAt(at, issuer, page);
          return !offered(choice);
        });
      }
    } finally {
      await second.hub.close();
    }
  });

  /** Another hub over the same database, as behind a load balancer: it answers for the same issuer. */
  async function secondNode(): Promise<{ hub: Hub; issuer: string }> {
    const port = await freePort('localhost');
    const { hub } = house.config;
    const config = {
      ...house.config,
      hub: {
        ...hub,
        listen: { host: 'localhost', port },
        metrics: { host: '127.0.0.1', port: await freePort('127.0.0.1') },
      },
    };
    const masterKey = house.masterKey;
    return {
      hub: await startHub({ config, masterKey, log: createLog('silent'), shared: true }),
      issuer: `http://localhost:${port}`,
    };
  }

  /** Follows to the choice page at one node, with the cookies of its first answer. */
  async function createBrowserAt(node: string, issuer: string, first: Page): Promise<Page> {
    const cookie = (first.headers['set-cookie'] ?? '')
      .split(/,(?=[^;]+=)/)
      .map((line) => line.split(';')[0])
      .join('; ');
    const browser = createBrowser({ headers: { host: new URL(issuer).host, cookie } });
    const entered = await browser.get((first.location ?? '').replace(issuer, node));
    return entered.location ? browser.get(entered.location.replace(issuer, node)) : entered;
  }
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came true');
}
