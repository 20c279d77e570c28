// What people do with a browser in the middle of a sign-in: twice, backwards, in two tabs, in another browser, too late, or by force.
import { expect } from 'chai';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, type RelyingParty, relyingParty, walk } from '../support/relying-party.ts';

describe('flows: journeys that go astray', () => {
  let house: House;
  let party: RelyingParty;
  let browser: Browser;
  before(async () => {
    house = await startHouse();
    party = await relyingParty(house);
  });
  beforeEach(() => {
    browser = createBrowser();
  });
  after(() => house.close());

  const atHub = (url: URL) => url.origin === house.issuer;
  const isCallback = (url: URL) => url.pathname.startsWith('/callback/');
  const choose = async (page: Page, provider = 'central') =>
    browser.follow(await browser.submit(page, { provider }, '/choice'));
  const continueAs = (page: Page, persona = 'hannah-fairweather') =>
    browser.submit(page, { persona }, '/simulator/continue');

  async function toChoice(): Promise<Page> {
    const asking = await party.ask({ scope: 'openid profile', prompt: 'consent' });
    const page = await browser.visit(asking.url.href, party.isHere);
    expect(pageOf(page)).to.equal('choice');
    return page;
  }

  /** Up to the callback's URL, which nobody has visited yet. */
  async function toCallback(provider = 'central', choice?: Page): Promise<string> {
    const there = await choose(choice ?? (await toChoice()), provider);
    const back = await browser.follow(await continueAs(there), isCallback);
    return back.location ?? expect.fail(`${back.url}: ${back.text}`);
  }

  async function toShare(): Promise<Page> {
    const page = await browser.visit(await toCallback(), party.isHere);
    expect(pageOf(page)).to.equal('share');
    return page;
  }

  async function isDone(page: Page): Promise<URL> {
    const end = await browser.follow(page, party.isHere);
    const answer = new URL(end.location ?? expect.fail(`${end.status} ${end.url}: ${end.text}`));
    expect(answer.searchParams.get('code')).to.be.a('string');
    return answer;
  }

  function isPlainPage(page: Page, status: number): void {
    expect(page.status).to.equal(status);
    expect(pageOf(page)).to.equal('error');
    expect(page.text).to.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
  }

  const lastEvent = async () => (await house.hub.store.trail.read(0, 10_000)).at(-1);

  it('a callback with an unknown state, or none, or two', async () => {
    for (const query of ['?code=a&state=unknown', '?code=a', '?state=a&state=b&code=a', '?state=a&RelayState=a']) {
      isPlainPage(await browser.get(`${house.issuer}/callback/central${query}`), 400);
    }
    isPlainPage(await browser.post(`${house.issuer}/callback/central?state=a`, { state: 'a' }), 400);
    isPlainPage(await browser.get(`${house.issuer}/callback/nowhere?state=a`), 404);
  });

  it('a true state beside a second one is not taken', async () => {
    const url = await toCallback();
    isPlainPage(await browser.get(`${url}&state=another`), 400);
    expect(pageOf(await browser.visit(url, party.isHere))).to.equal('share');
  });

  it('a state that was used leads to where the sign-in stands', async () => {
    const url = await toCallback();
    const share = await browser.visit(url);
    const again = await browser.visit(url);
    expect(pageOf(again)).to.equal('share');
    expect(again.url).to.equal(share.url);
    await isDone(await browser.submit(again, {}, '/share'));
  });

  it('a state of another provider is refused and stays good', async () => {
    const url = await toCallback();
    isPlainPage(await browser.get(url.replace('/callback/central', '/callback/nhs')), 400);
    expect(await lastEvent()).to.deep.include({
      event: 'state.refused',
      data: { provider: 'nhs', reason: 'another-provider' },
    });
    expect(pageOf(await browser.visit(url, party.isHere))).to.equal('share');
  });

  it('a callback in another browser says so there, and the first browser gets nothing of it', async () => {
    const choice = await toChoice();
    const url = await toCallback('central', choice);
    const other = createBrowser();
    const elsewhere = await other.visit(url);
    isPlainPage(elsewhere, 400);
    expect(elsewhere.url).to.match(/\/sign-in\/[\w-]+\?answer=[\w-]+$/);
    expect(elsewhere.text).to.match(/browser/i);
    expect(elsewhere.body).not.to.include('Fairweather');
    expect(Object.keys(other.cookies(elsewhere.url))).not.to.include('gatehouse_session');
    const here = await browser.visit(url);
    expect(pageOf(here)).to.equal('choice');
    const share = await browser.visit(await toCallback('central', here));
    await isDone(await browser.submit(share, {}, '/share'));
  });

  it('another method at the callback', async () => {
    const response = await fetch(`${house.issuer}/callback/central?state=a`, { method: 'PUT' });
    expect(response.status).to.equal(405);
    await response.text();
  });

  it('a choice sent twice: both lead to the provider, and each can be finished', async () => {
    const choice = await toChoice();
    const [first, second] = await Promise.all([
      browser.submit(choice, { provider: 'central' }, '/choice'),
      browser.submit(choice, { provider: 'central' }, '/choice'),
    ]);
    const states = [first, second].map((page) => new URL(page.location ?? '').searchParams.get('state'));
    expect(new Set(states).size).to.equal(2);
    const url = await browser.follow(await continueAs(await browser.follow(first)), isCallback);
    expect(pageOf(await browser.follow(url))).to.equal('share');
    const late = await browser.follow(await continueAs(await browser.follow(second), 'daniel-mensah'), isCallback);
    const page = await browser.follow(late);
    expect(pageOf(page)).to.equal('share');
    expect(page.text).to.include('Fairweather').and.not.include('Mensah');
  });

  it('a share page sent twice, at once and later: one answer', async () => {
    const share = await toShare();
    const [a, b] = await Promise.all([browser.submit(share, {}, '/share'), browser.submit(share, {}, '/share')]);
    const late = await browser.submit(share, {}, '/share');
    expect([a, b, late].map(({ status }) => status).filter((status) => status >= 500)).to.deep.equal([]);
    const ends = [];
    for (const page of [a, b, late]) ends.push(await browser.follow(page, party.isHere));
    const codes = ends.map(({ location }) => location && new URL(location).searchParams.get('code')).filter(Boolean);
    expect(new Set(codes).size).to.equal(1);
    for (const page of ends.filter(({ location }) => !location)) isPlainPage(page, 400);
  });

  it('the back button: old pages and old forms lead to where the sign-in stands', async () => {
    const choice = await toChoice();
    const share = await browser.visit(await toCallback('central', choice));
    expect((await browser.visit(choice.url)).url).to.equal(share.url);
    expect((await browser.follow(await browser.submit(choice, { provider: 'nhs' }, '/choice'))).url).to.equal(
      share.url,
    );
    for (const name of ['share/more', 'finish', 'matching', 'assurance']) {
      const page = await browser.visit(share.url.replace(/share$/, name));
      if (name === 'share/more') isPlainPage(page, 404);
      else expect(page.url).to.equal(share.url);
    }
    await isDone(await browser.submit(share, {}, '/share'));
    for (const old of [choice.url, share.url]) {
      const page = await browser.visit(old, party.isHere);
      if (!page.location) isPlainPage(page, 400);
    }
  });

  it('a page ahead of its time leads back', async () => {
    const choice = await toChoice();
    expect((await browser.visit(choice.url.replace(/choice$/, 'share'))).url).to.equal(choice.url);
    const token = choice.forms.find(({ action }) => action.endsWith('/choice'))?.fields.token ?? '';
    const forward = await browser.post(choice.url.replace(/choice$/, 'share'), { token });
    expect((await browser.follow(forward)).url).to.equal(choice.url);
  });

  it('two tabs with two services: both finish', async () => {
    const other = await relyingParty(house, 'bin-collection');
    const [one, two] = [
      await party.ask({ scope: 'openid profile', prompt: 'consent' }),
      await other.ask({ scope: 'openid email', prompt: 'consent' }),
    ];
    const tabs = [await browser.visit(one.url.href, party.isHere), await browser.visit(two.url.href, other.isHere)];
    expect(tabs.map(pageOf)).to.deep.equal(['choice', 'choice']);
    const shares: Page[] = [];
    for (const tab of tabs) shares.push(await browser.follow(await continueAs(await choose(tab))));
    expect(shares.map(pageOf)).to.deep.equal(['share', 'share']);
    const answers: URL[] = [];
    for (const share of shares) {
      const end = await browser.follow(await browser.submit(share, {}, '/share'), (url) => !atHub(url));
      answers.push(new URL(end.location ?? expect.fail(`${end.status} ${end.url}: ${end.text}`)));
    }
    const [first, second] = answers;
    if (!first || !second) return expect.fail('two answers');
    const subjects = [await party.collect(one, first), await other.collect(two, second)].map((t) => t.claims()?.sub);
    expect(subjects[0]).to.be.a('string').and.equal(subjects[1]);
  });

  it('a form with a forged token, or none, or of another sign-in', async () => {
    const choice = await toChoice();
    const foreign = (await toChoice()).forms.find(({ action }) => action.endsWith('/choice'))?.fields.token ?? '';
    for (const token of ['', 'forged', foreign]) {
      isPlainPage(await browser.post(choice.url, { token, provider: 'central' }), 403);
      isPlainPage(await browser.post(choice.url.replace(/choice$/, 'cancel'), { token }), 403);
    }
    isPlainPage(await browser.post(choice.url, { provider: 'central' }), 403);
    expect(pageOf(await browser.visit(choice.url))).to.equal('choice');
  });

  it('a form field sent twice, and a form that is too large', async () => {
    const choice = await toChoice();
    isPlainPage(await browser.submit(choice, { provider: ['central', 'nhs'] }, '/choice'), 400);
    isPlainPage(await browser.submit(choice, { provider: 'a'.repeat(10_000) }, '/choice'), 413);
    isPlainPage(await browser.submit(choice, { provider: 'nowhere' }, '/choice'), 404);
    expect(pageOf(await browser.submit(choice, { provider: 'staff' }, '/choice'))).to.equal('choice');
    expect(pageOf(await browser.visit(choice.url))).to.equal('choice');
  });

  it('without its cookie a sign-in opens for nobody', async () => {
    const choice = await toChoice();
    isPlainPage(await createBrowser().get(choice.url), 400);
    const token = choice.forms.find(({ action }) => action.endsWith('/choice'))?.fields.token ?? '';
    isPlainPage(await createBrowser().post(choice.url, { token, provider: 'central' }), 400);
    isPlainPage(await createBrowser().get(`${house.issuer}/sign-in/nothing`), 400);
  });

  it('giving up twice tells the service once', async () => {
    const choice = await toChoice();
    const first = await browser.follow(await browser.submit(choice, {}, '/cancel'), party.isHere);
    expect(new URL(first.location ?? '').searchParams.get('error')).to.equal('access_denied');
    const second = await browser.follow(await browser.submit(choice, {}, '/cancel'), party.isHere);
    isPlainPage(second, 400);
    expect((await lastEvent())?.event).to.equal('sign-in.gave-up');
  });

  it('walks on undisturbed after all this', async () => {
    const asking = await party.ask();
    expect(await walk({ browser, party }, asking)).to.have.property('answer');
    const trail = await house.hub.store.trail.verify();
    expect(trail.broken).to.equal(undefined);
  });
});
