// Sign-ins that take days: the page with a code, another browser, the provider's late answer, and where the person comes out again.
import { expect } from 'chai';
import { ResponseBodyError, refreshTokenGrant, tokenIntrospection } from 'openid-client';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const personas = { central: 'hannah-fairweather', scotland: 'morag-sutherland' };
const codeOn = (page: Page) => /data-resume-code>([^<]+)</.exec(page.body)?.[1] ?? '';

describe('flows: a sign-in that waits', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  /** A person whose checks at a provider are not finished: the hub's page, and the provider's page to come back to. */
  async function pending(provider: 'central' | 'scotland' = 'central') {
    const visit = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(visit);
    const there = await flow.press(visit, page, { form: '/choice', fields: { provider } });
    const fields = { persona: personas[provider], x_fault: 'pending' };
    const waiting = await flow.press(visit, there, { form: '/simulator/continue', fields });
    return { visit, asking, there, waiting };
  }
  const resume = async (code: string, browser = createBrowser()) => {
    const form = await browser.visit(`${house.issuer}/resume`);
    return { browser, page: await browser.follow(await browser.submit(form, { code }, '/resume')) };
  };
  /** The provider's answer, late: the person comes back to its page in some browser. */
  const answered = async (there: Page, browser = createBrowser(), persona = personas.central) =>
    browser.follow(await browser.submit(there, { persona }, '/simulator/continue'));

  it('N3: gives a code that is good for a week and a case reference, and tells the service unmet_authentication_requirements', async () => {
    const { visit, asking, waiting } = await pending();
    expect(pageOf(waiting)).to.equal('waiting');
    expect(codeOn(waiting)).to.match(/^([B-Z2-9]{4}-){3}[B-Z2-9]{4}$/);
    expect(waiting.text).to.match(/Reference number [B-Z2-9]{4}-[B-Z2-9]{4}/);
    expect(house.config.hub.lifetimes.pause).to.equal(7 * 86_400);
    const until = new Date(Date.now() + 7 * 86_400_000);
    expect(waiting.text).to.include(
      until.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }),
    );
    const again = await visit.browser.visit(waiting.url);
    expect(codeOn(again)).to.equal(codeOn(waiting));
    const end = await flow.press(visit, waiting, { form: '/cancel' });
    expect(await flow.errorIn(visit, asking, flow.answerIn(visit, end))).to.equal('unmet_authentication_requirements');
  });

  it('goes on by itself in the same browser when the answer comes while the request still waits', async () => {
    const { visit, asking, there } = await pending();
    const end = await visit.browser.follow(
      await visit.browser.submit(there, { persona: 'hannah-fairweather' }, '/simulator/continue'),
      visit.party.isHere,
    );
    const { claims } = await flow.collected(visit, asking, flow.answerIn(visit, end));
    expect(claims.acr).to.equal(`${house.issuer}/assurance/medium/medium`);
  });

  it('takes “not yet” a second time for nothing new, as often as it is said, and the answer after it', async () => {
    const { visit, asking, there, waiting } = await pending();
    const saidSo = async () =>
      (await house.hub.store.trail.read(0, 10_000)).filter(({ data }) => data.outcome === 'pending').length;
    const before = await saidSo();
    const notYet = { persona: personas.central, x_fault: 'pending' };
    for (let count = 0; count < 3; count += 1) {
      const again = await visit.browser.follow(await visit.browser.submit(there, notYet, '/simulator/continue'));
      expect(codeOn(again)).to.equal(codeOn(waiting));
    }
    expect(await saidSo()).to.equal(before);
    const end = await visit.browser.follow(
      await visit.browser.submit(there, { persona: personas.central }, '/simulator/continue'),
      visit.party.isHere,
    );
    await flow.collected(visit, asking, flow.answerIn(visit, end));
  });

  it('N3: takes a late answer once, in another browser, and carries it into the next sign-in there by the code alone', async () => {
    const { visit, waiting, there } = await pending();
    await flow.press(visit, waiting, { form: '/cancel' });
    const phone = createBrowser();
    const asked = await answered(there, phone);
    expect(pageOf(asked)).to.equal('resume');
    expect(asked.text).not.to.include('Parking');

    const { page } = await resume(codeOn(waiting).toLowerCase().replaceAll('-', ' '), phone);
    expect(page.body).to.include('data-resumed="answered"');
    expect(page.links.map(({ href }) => href)).to.include(house.config.services.get('parking-permit')?.home);

    const next = await flow.visit(house, 'parking-permit', phone);
    const { claims } = await flow.passThrough(next);
    expect(claims.acr).to.equal(`${house.issuer}/assurance/medium/medium`);

    // The code is spent, and the same answer again leads nowhere.
    expect((await resume(codeOn(waiting))).page.text).to.include('We do not know this one');
    const twice = await answered(there, createBrowser()).catch((error: unknown) => error);
    expect(twice instanceof Error || !pageOf(twice as Page)?.startsWith('share')).to.equal(true);
  });

  it('N3: leads to the provider again where its answer has not come, and is spent when the service has its answer', async () => {
    const { visit, waiting } = await pending();
    await flow.press(visit, waiting, { form: '/cancel' });
    const { browser, page } = await resume(codeOn(waiting));
    expect(page.body).to.include('data-resumed="provider"');
    const next = await flow.visit(house, 'parking-permit', browser);
    const { page: there } = await flow.arrive(next);
    expect(new URL(there.url).port).to.equal(new URL(house.simulators.central.url).port);
    // Until then it stays good: somebody who turns back has not lost it.
    expect((await resume(codeOn(waiting))).page.body).to.include('data-resumed="provider"');
    const fields = { persona: 'hannah-fairweather' };
    const end = await flow.press(next, there, { form: '/simulator/continue', fields });
    flow.answerIn(next, end);
    expect((await resume(codeOn(waiting))).page.text).to.include('We do not know this one');
  });

  it('N3: gives what waits to one of many who ask for it at once', async () => {
    const { visit, waiting, there } = await pending();
    await flow.press(visit, waiting, { form: '/cancel' });
    const phone = createBrowser();
    await answered(there, phone);
    await resume(codeOn(waiting), phone);
    const kept = phone.cookies(`${house.issuer}/sign-in/x`);
    const pages = await Promise.all(
      Array.from({ length: 4 }, async () => {
        // Copies of one browser, each with all that it holds.
        const copy = createBrowser();
        for (const [name, value] of Object.entries(kept))
          copy.setCookie(`${house.issuer}/sign-in/x`, `${name}=${value}; Path=/`);
        return (await flow.arrive(await flow.visit(house, 'parking-permit', copy))).page;
      }),
    );
    const carried = pages.filter((page) => page.location !== undefined || pageOf(page) === 'share');
    expect(carried).to.have.length(1);
  });

  it('carries nothing into another service, nor past a request for a fresh sign-in', async () => {
    const { visit, waiting, there } = await pending();
    await flow.press(visit, waiting, { form: '/cancel' });
    const phone = createBrowser();
    await answered(there, phone);
    await resume(codeOn(waiting), phone);
    const other = await flow.arrive(await flow.visit(house, 'council-tax', phone));
    expect(pageOf(other.page)).to.equal('choice');
    const fresh = await flow.arrive(await flow.visit(house, 'parking-permit', phone), { prompt: 'login' });
    expect(new URL(fresh.page.url).port).to.equal(new URL(house.simulators.central.url).port);
  });

  it('N3: survives a restart of the hub, and outlives its request, which expires', async () => {
    await house.close();
    // Short enough for a test to outlive it.
    house = await startHouse({ lifetimes: { journey: 4 } });
    const { waiting, there } = await pending('scotland');
    expect(pageOf(waiting)).to.equal('waiting');
    const uid = /\/sign-in\/([^/]+)/.exec(waiting.url)?.[1] ?? '';
    await house.restart();
    await new Promise((resolve) => setTimeout(resolve, 4500));
    await house.hub.store.sweep();
    expect(await house.hub.store.signIns.find(uid)).not.to.equal(undefined);
    const phone = createBrowser();
    const asked = await answered(there, phone, personas.scotland);
    expect(pageOf(asked)).to.equal('resume');
    const { page } = await resume(codeOn(waiting), phone);
    expect(page.body).to.include('data-resumed="answered"');
    await house.close();
    house = await startHouse();
  });

  it('can be put off by the person where an attempt did not work', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(visit);
    const back = await flow.tryProvider(visit, page, { provider: 'nhs', fault: 'cancelled' });
    const later = back.forms.findIndex(({ fields }) => 'later' in fields);
    expect(later).to.be.greaterThan(-1);
    const waiting = await flow.press(visit, back, { form: '/choice', fields: { later: '1' } });
    expect(pageOf(waiting)).to.equal('waiting');
    const end = await flow.press(visit, waiting, { form: '/cancel' });
    expect(await flow.errorIn(visit, asking, flow.answerIn(visit, end))).to.equal('access_denied');
    const { page: resumed } = await resume(codeOn(waiting));
    expect(resumed.body).to.include('data-resumed="provider"');
  });

  it('refuses wrong codes, and forms that it did not make, and says nothing of what waits', async () => {
    for (const wrong of ['', 'BCDF', 'BCDF-2345-GHJK-6789', 'AAAA-EEEE-IIII-OOOO', '<script>', 'B'.repeat(500)]) {
      const { page } = await resume(wrong);
      expect(pageOf(page), wrong).to.equal('resume');
      expect(page.text).to.include('Check the code');
    }
    const { waiting } = await pending();
    const browser = createBrowser();
    const forged = await browser.post(`${house.issuer}/resume`, { code: codeOn(waiting), token: 'x' });
    expect(forged.status).to.equal(403);
    const form = await browser.visit(`${house.issuer}/resume`);
    const stolen = await createBrowser().post(`${house.issuer}/resume`, {
      ...form.forms.find(({ action }) => action.endsWith('/resume'))?.fields,
      code: codeOn(waiting),
    });
    expect(stolen.status).to.equal(403);
  });
});

describe('flows: a person who is blocked', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  it('fails like any other sign-in, at every entry, and only the trail says why', async () => {
    const browser = createBrowser();
    const visit = await flow.visit(house, 'parking-permit', browser);
    const { tokens } = await flow.signIn(visit, { scope: 'openid email offline_access', prompt: 'consent' });
    const { store } = house.hub;
    const rows = await store.trail.read(1, 1000);
    const pseudonym = String(rows.find(({ event }) => event === 'person.new')?.data.person);
    const active = async () => (await tokenIntrospection(visit.party.configuration, tokens.access_token)).active;
    expect(await active()).to.equal(true);
    await store.people.block(pseudonym);
    await house.hub.refreshSwitches();

    const userinfo = await fetch(`${house.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(userinfo.status).to.equal(401);
    expect(await active()).to.equal(false);
    const refreshed = await fetchRefresh(visit, tokens.refresh_token ?? '');
    expect(refreshed).to.equal('invalid_grant');
    // Nobody is signed in any more, and nobody can be.
    const again = await flow.arrive(await flow.visit(house, 'parking-permit', browser));
    expect(pageOf(again.page)).to.equal('choice');
    const failed = await flow.tryProvider(visit, again.page, { provider: 'central' });
    expect(failed.body).to.include('data-attempt="not-verified"');
    const end = await flow.press(visit, failed, { form: '/cancel' });
    expect(await flow.errorIn(visit, again.asking, flow.answerIn(visit, end))).to.equal('access_denied');
    const refused = (await store.trail.read(1, 1000)).filter(({ event }) => event === 'person.refused');
    expect(refused.map(({ data }) => [data.reason, data.person])).to.deep.equal([['blocked', pseudonym]]);

    await store.people.unblock(pseudonym);
    await house.hub.refreshSwitches();
    await flow.signIn(await flow.visit(house, 'parking-permit'));
  });

  async function fetchRefresh({ party }: flow.Visit, token: string): Promise<string> {
    const problem: unknown = await refreshTokenGrant(party.configuration, token).catch((error: unknown) => error);
    return problem instanceof ResponseBodyError ? problem.error : String(problem);
  }
});
