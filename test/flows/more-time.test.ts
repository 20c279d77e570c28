// More time for whoever needs it (N4, WCAG 2.2.1), over HTTP, with a clock that the tests move: pages say until when they can be used, a
// form moves that, up to a cap, and whoever is too late reads how to begin again.
import { expect } from 'chai';
import { backToNow, pass } from '../support/clock.ts';
import type { Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const minutes = 60;
const leftOn = (page: Page) => Number(/data-left="(\d+)"/.exec(page.body)?.[1]);

describe('flows: more time', function moreTime() {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());
  afterEach(backToNow);

  const more = (at: flow.Visit, page: Page) => flow.press(at, page, { form: '/more-time' });
  const home = () => house.config.services.get('parking-permit')?.home;

  /** Too late: the page says so, that nothing was lost, and leads back to the service. */
  function isOver(page: Page): void {
    expect(page.status).to.equal(400);
    expect(page.body).to.include('data-error="errors.expired"');
    expect(page.text).to.include('nothing was lost').and.include('Parking permit');
    expect(page.links.map(({ href }) => href)).to.include(home());
  }

  it('N4: each page says until when it can be used, and a sign-in that got more time goes on after its first hour', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(at, { scope: 'openid profile', prompt: 'consent' });
    expect(page.text).to.match(/You have until \d\d:\d\d\./);
    expect(leftOn(page)).to.be.within(3590, 3600);
    pass(55 * minutes);
    const longer = await more(at, page);
    expect(pageOf(longer)).to.equal('choice');
    expect(leftOn(longer)).to.be.within(3590, 3600);

    pass(50 * minutes);
    const share = await flow.tryProvider(at, longer, { provider: 'central' });
    expect(pageOf(share)).to.equal('share');
    const again = await more(at, share);
    expect(pageOf(again)).to.equal('share');
    pass(58 * minutes);
    const back = await flow.press(at, again, { form: '/share' });
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, back));
    expect(claims.acr).to.equal(`${house.issuer}/assurance/medium/medium`);
  });

  it('N4: one that did not ask ends with the page that says how to begin again, in the same browser and by any form', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(at);
    pass(61 * minutes);
    isOver(await at.browser.get(page.url));
    isOver(await at.browser.submit(page, { provider: 'central' }, '/choice'));
    isOver(await at.browser.submit(page, {}, '/more-time'));
    await flow.signIn(at);
  });

  it('N4: the provider’s answer to somebody who got more time meanwhile still counts', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(at);
    pass(50 * minutes);
    const there = await flow.press(at, page, { form: '/choice', fields: { provider: 'central' } });
    pass(5 * minutes);
    await more(at, await at.browser.visit(page.url));
    pass(25 * minutes);
    const fields = { persona: 'hannah-fairweather' };
    const back = await flow.press(at, there, { form: '/simulator/continue', fields });
    await flow.collected(at, asking, flow.answerIn(at, back));
  });

  it('N4: more time can be had ten times, then no more is offered, and it ends', async () => {
    const at = await flow.visit(house, 'parking-permit');
    let { page } = await flow.arrive(at);
    for (let times = 0; times < 10; times += 1) {
      pass(leftOn(page) - 30);
      page = await more(at, page);
      expect(pageOf(page), `time ${times}`).to.equal('choice');
      expect(leftOn(page)).to.be.above(2 * minutes);
    }
    while (page.forms.some(({ action }) => action.endsWith('/more-time'))) {
      pass(leftOn(page) - 30);
      page = await more(at, page);
    }
    expect(page.text).to.include('You cannot get more time');
    pass(leftOn(page) + 1);
    isOver(await at.browser.get(page.url));
  });

  it('N4: stepping up from a session that would have ended meanwhile goes on as well', async () => {
    const at = await flow.visit(house, 'bin-collection');
    await flow.signIn(at, {}, { provider: 'local' });
    pass(50 * minutes);
    const step = await flow.visit(house, 'parking-permit', at.browser);
    const { asking, page } = await flow.arrive(step);
    expect(page.text).to.include('You are signed in');
    const longer = await more(step, page);
    pass(50 * minutes);
    const there = await flow.tryProvider(step, longer, { provider: 'central' });
    expect(there.status, there.text).to.equal(200);
    let last = there;
    if (pageOf(last) === 'question')
      last = await flow.press(step, last, { form: '/question', fields: { way: 'without' } });
    if (pageOf(last) === 'different-person') last = await flow.press(step, last, { form: '/different-person' });
    if (pageOf(last) === 'share') last = await flow.press(step, last, { form: '/share' });
    await flow.collected(step, asking, flow.answerIn(step, last));
  });

  it('takes no form that the hub did not make, and gives another browser nothing', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(at);
    const url = page.url.replace(/choice$/, 'more-time');
    const forged = await at.browser.post(url, { token: 'forged' });
    expect(forged.body).to.include('data-error="errors.forged_form"');
    pass(61 * minutes);
    isOver(await at.browser.get(page.url));
  });

  it('N4: a person’s own pages say until when they can be used, and get more time', async () => {
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at);
    const page = await flow.ownPage(at, house, '/account');
    const acting = await flow.ownPage(at, house, '/account/acting');
    expect(leftOn(page)).to.be.within(3500, 3600);
    pass(50 * minutes);
    const longer = await flow.press(at, acting, { form: '/account/more-time' });
    expect(pageOf(longer)).to.equal('account-acting');
    expect(leftOn(longer)).to.be.within(3590, 3600);
    for (let times = 0; times < 4; times += 1) {
      pass(55 * minutes);
      await flow.press(at, longer, { form: '/account/more-time' });
    }
    expect(pageOf(await flow.ownPage(at, house, '/account'))).to.equal('account');
    pass(61 * minutes);
    expect(pageOf(await flow.ownPage(at, house, '/account'))).to.equal('account-start');
  });
});
