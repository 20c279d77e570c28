// The first address that a browser is sent to: the page itself, with a cookie that the whole sign-in has.
import { expect } from 'chai';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('flows: the first page', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  const first = async (visit: flow.Visit, parameters: Record<string, string> = {}) =>
    visit.browser.get((await visit.party.ask(parameters)).url.href);

  it('is the choice, at once, and the cookie is good at every page of the sign-in', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    const { location = '' } = await first(visit);
    expect(new URL(location).pathname).to.match(/^\/sign-in\/[\w-]+\/choice$/);
    expect(pageOf(await visit.browser.get(location))).to.equal('choice');
    const above = visit.browser.cookies(location.replace(/\/choice$/, ''));
    expect(above).to.deep.equal(visit.browser.cookies(location));
    expect(Object.keys(above).filter((name) => name === 'gatehouse_sign_in')).to.have.length(1);
  });

  it('is the provider that the service names, with one stop in between', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    const { location = '' } = await first(visit, { idp_hint: 'central' });
    expect((await visit.browser.get(location)).location).to.match(/^http:\/\/127\.0\.0\.1:\d+\/authorize\?/);
  });

  it('of somebody who is signed in is whatever comes next', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    await flow.signIn(visit);
    const { location = '' } = await first(visit, { scope: 'openid profile email address' });
    expect(new URL(location).pathname).to.match(/^\/sign-in\/[\w-]+$/);
  });
});
