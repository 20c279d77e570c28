// One statement fails while a service or a person is answered, whichever it is: a service is told so as OAuth has it, a person by a page.
import { expect } from 'chai';
import { HubError } from '../../src/errors.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { oauthErrorIn } from '../support/oauth-error.ts';
import { pageOf, type RelyingParty, relyingParty, walk } from '../support/relying-party.ts';
import { withStoreFault } from '../support/store-faults.ts';
import * as flow from './visits.ts';

describe('flows: one statement fails', () => {
  let house: House;
  let party: RelyingParty;
  before(async () => {
    house = await startHouse();
    party = await relyingParty(house);
  });
  after(() => house.close());

  async function signedIn() {
    const browser = createBrowser();
    const asking = await party.ask();
    const walked = await walk({ browser, party }, asking);
    return 'answer' in walked ? { browser, asking, answer: walked.answer } : expect.fail(walked.page.text);
  }

  /** Until no statement is left that could fail. */
  async function forEachStatement(tried: (fault: <T>(work: () => Promise<T>) => Promise<T>) => Promise<void>) {
    let more = true;
    let failed = 0;
    for (let at = 1; more; at += 1)
      await tried(async (work) => {
        const { result, met } = await withStoreFault({ of: 'statement', at }, work);
        more = met;
        if (met) failed += 1;
        return result;
      });
    expect(failed, 'statements that failed').to.be.greaterThan(0);
  }

  it('while a code is redeemed: an OAuth error', async () => {
    await forEachStatement(async (fault) => {
      const { asking, answer } = await signedIn();
      const outcome = await fault(() => party.collect(asking, answer).catch((error: unknown) => error));
      if (outcome instanceof Error)
        expect(await oauthErrorIn(outcome)).to.deep.equal({ status: 503, error: 'temporarily_unavailable' });
    });
  });

  for (const way of ['query', 'pushed', 'signed'] as const)
    it(`while a request begins with somebody who is signed in (${way}): a page that says to come again`, async () => {
      await forEachStatement(async (fault) => {
        const { browser } = await signedIn();
        const { url } = await party.ask({}, way);
        const page = await fault(() => browser.visit(url.href, party.isHere));
        if (page.status >= 400) expect([page.status, pageOf(page)]).to.deep.equal([503, 'error']);
      });
    });

  it('while a provider says “not yet”: nobody waits for it whom the trail does not know', async () => {
    const { trail } = house.hub.store;
    const visit = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(visit);
    const there = await flow.press(visit, page, { form: '/choice', fields: { provider: 'central' } });
    const notYet = { persona: 'hannah-fairweather', x_fault: 'pending' };
    const sent = await visit.browser.submit(there, notYet, '/simulator/continue');
    const { append } = trail;
    trail.append = () => Promise.reject(new HubError('store_unavailable'));
    const failed = await visit.browser.follow(sent).finally(() => {
      trail.append = append;
    });
    expect([failed.status, pageOf(failed)]).to.deep.equal([503, 'error']);
    expect(pageOf(await visit.browser.visit(page.url))).to.equal('choice');
  });

  it('while somebody signs out: a page with a reference', async () => {
    await forEachStatement(async (fault) => {
      const { browser } = await signedIn();
      const page = await browser.visit(`${house.issuer}/sign-out`);
      const end = await fault(() => browser.submit(page, { logout: 'yes' }, '/sign-out/confirm'));
      if (end.status < 400) return;
      expect([end.status, pageOf(end)]).to.deep.equal([503, 'error']);
      expect(end.text).to.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
    });
  });
});
