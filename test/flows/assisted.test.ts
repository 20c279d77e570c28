// An officer beside somebody who signs in: the person reads it and can say no, the trail keeps it, and the service notices nothing (D6).
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { type Officer, officerAt } from './staffed.ts';
import * as flow from './visits.ts';

const persona = 'hannah-fairweather';
const says = 'Someone from the council is helping you';

describe('flows: somebody is helped to sign in', function assisted() {
  this.timeout(60_000);
  let house: House;
  let officer: Officer;
  before(async () => {
    house = await startHouse();
    officer = await officerAt(house);
  });
  after(() => house.close());

  const rowsOf = async (event: string) =>
    (await house.hub.store.trail.read(1, 100_000)).filter((row) => row.event === event);
  /** The number of the sign-in that began last. */
  const newest = async () => (await rowsOf('sign-in.started')).at(-1)?.reference ?? '';
  const assist = async (reference: string, reason = 'person-asked') =>
    flow.press(officer.at, await officer.open('/staff/assist'), { form: '/assist', fields: { reference, reason } });

  /** Up to the share page, helped or not; at the provider the person types alone. */
  async function toShare(helped: boolean, at?: flow.Visit, prompt = 'login') {
    const visit = at ?? (await flow.visit(house, 'parking-permit'));
    const { asking, page } = await flow.arrive(visit, { scope: 'openid profile', prompt });
    if (helped) expect((await assist((await newest()).toLowerCase())).text).to.include('We have written it down');
    return { visit, asking, page: await flow.tryProvider(visit, page, { provider: 'central', persona }) };
  }

  /** Everything that the service gets, without what differs each time. */
  async function received({ visit, asking, page }: Awaited<ReturnType<typeof toShare>>) {
    const end = pageOf(page) === 'share' ? await flow.press(visit, page, { form: '/share' }) : page;
    const { claims, tokens } = await flow.collected(visit, asking, flow.answerIn(visit, end));
    const info = await client.fetchUserInfo(visit.party.configuration, tokens.access_token, claims.sub);
    const seen = await client.tokenIntrospection(visit.party.configuration, tokens.access_token);
    const steady = (all: object) =>
      Object.entries(all).filter(([name]) => !/^(exp|iat|auth_time|nonce|jti|sid|.*_hash)$/.test(name));
    return { claims: steady(claims), info: steady(info), seen: steady(seen), scope: tokens.scope };
  }

  it('D6: it is in the trail, the person reads it, and tokens, userinfo and introspection are the same as without', async () => {
    const plain = await received(await toShare(false));
    const helped = await toShare(true);
    expect(pageOf(helped.page)).to.equal('share');
    expect(helped.page.text).to.include(says).and.include('They cannot see your password');
    expect(await received(helped)).to.deep.equal(plain);
    const [row] = (await rowsOf('sign-in.assisted')).slice(-1);
    expect(row?.reference).to.equal(await newest());
    expect(row?.data).to.include({ reason: 'person-asked' });
    expect(row?.data.by).to.be.a('string').with.length(43);
    expect(await house.hub.store.authorities.all()).to.deep.equal([]);
  });

  it('D6: is shown also where the person agreed long ago, and would see no page', async () => {
    const first = await toShare(false);
    await received(first);
    expect(pageOf((await toShare(false, first.visit)).page)).to.not.equal('share');
    expect((await toShare(true, first.visit)).page.text).to.include(says);
  });

  it('D6: the person can say that nobody helps them: it ends, and the trail says so', async () => {
    const { visit, page } = await toShare(true, undefined, 'login consent');
    const after = await visit.browser.submit(page, { nobody: '1' }, '/share');
    expect(pageOf(after)).to.equal('share');
    expect(after.text).to.not.include(says);
    const [row] = (await rowsOf('sign-in.unassisted')).slice(-1);
    expect(row?.reference).to.equal(await newest());
    expect((await visit.browser.visit(page.url)).text).to.not.include(says);
  });

  it('D6: every page of a sign-in shows the number, and nobody agrees on a page that did not say that they are helped', async () => {
    const { visit, asking, page } = await toShare(false, undefined, 'login consent');
    const [, reference = ''] = /data-reference>([A-Z0-9-]+)</.exec(page.body) ?? [];
    expect(reference).to.equal(await newest());
    const { page: choice } = await flow.arrive(await flow.visit(house, 'parking-permit'));
    expect(/data-reference>([A-Z0-9-]+)</.exec(choice.body)?.[1]).to.equal(await newest());
    // The page is open already when the officer says so.
    await assist(reference);
    const again = await flow.press(visit, page, { form: '/share' });
    expect(pageOf(again), again.text).to.equal('share');
    expect(again.text).to.include(says);
    expect(await received({ visit, asking, page: again })).to.have.property('claims');
  });

  it('D6: who says that nobody helps has agreed to nothing by it, also where all was agreed to long ago', async () => {
    const first = await toShare(false);
    await received(first);
    const { visit, page } = await toShare(true, first.visit);
    await visit.browser.submit(page, { nobody: '1' }, '/share');
    expect(pageOf(await visit.browser.visit(page.url, visit.party.isHere))).to.equal('share');
  });

  it('D6: the officer reads nothing of the sign-in, and cannot tell one that is over from one that never was', async () => {
    const { visit, asking, page } = await toShare(false);
    const done = await assist(await newest());
    for (const word of ['Parking', 'Fairweather', 'Hannah', 'central']) expect(done.text).to.not.include(word);
    await received({ visit, asking, page });
    const over = await assist(await newest());
    const never = await assist('BCDF-2345');
    expect(over.status).to.equal(400);
    expect(flow.lastingWords(over)).to.equal(flow.lastingWords(never)).and.include('Check the number');
    expect(never.body)
      .to.include('value="BCDF-2345"')
      .and.match(/value="person-asked"[^>]*checked/);
    expect((await assist(await newest(), '')).text).to.include('Choose why you help');
    const operator = await officerAt(house, 'olive-operator');
    expect((await operator.open('/staff/assist')).status).to.equal(403);
  });

  it('D6: goes along where a sign-in that waits is gone on with at the desk', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(visit);
    const waiting = await flow.tryProvider(visit, page, { provider: 'central', persona, fault: 'pending' });
    const code = /data-resume-code>([^<]+)</.exec(waiting.body)?.[1] ?? '';
    await assist(await newest());
    await flow.press(visit, waiting, { form: '/cancel' });
    const browser = createBrowser();
    const form = await browser.visit(`${house.issuer}/resume`);
    await browser.follow(await browser.submit(form, { code }, '/resume'));
    const next = await flow.visit(house, 'parking-permit', browser);
    const { page: there } = await flow.arrive(next, { scope: 'openid profile', prompt: 'consent' });
    const share = await flow.press(next, there, { form: '/simulator/continue', fields: { persona } });
    expect(share.text).to.include(says);
  });
});
