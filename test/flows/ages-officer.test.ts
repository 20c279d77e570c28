// An officer's word about somebody whose age a service wants looked at: yes, no, for how long, taken back; and what officers see of it.
import { expect } from 'chai';
import * as client from 'openid-client';
import { londonDay } from '../../src/ages/calendar.ts';
import { personasSchema } from '../../src/config/schema/personas.ts';
import type { Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { shippedConfig } from '../support/shipped.ts';
import { bornAt, peopleBorn } from './aged.ts';
import * as flow from './visits.ts';

const medium = { identity: 'medium', authenticator: 'medium' } as const;
const ages = { '13-15': 'officer-review', '16-17': 'officer-review', '18-64': 'allow' } as const;
const scope = { scope: 'openid offline_access', prompt: 'consent' };

describe('flows: an officer looks at an age', () => {
  let house: House;
  beforeEach(async () => {
    const { people } = peopleBorn({ fourteen: bornAt(14) });
    const { staff } = (await shippedConfig()).personas;
    house = await startHouse({
      personas: personasSchema.parse({ people, staff }),
      services: {
        gym: { attributes: [], minimumLevel: medium, ages, refreshTokens: true },
        pool: { attributes: [], minimumLevel: medium, ages },
      },
    });
  });
  afterEach(() => house.close());

  /** The child, in a new browser, up to the first page after the provider, or to the service. */
  async function childAt(service = 'gym', parameters: Record<string, string> = {}) {
    const at = await flow.visit(house, service);
    const { asking, page } = await flow.arrive(at, parameters);
    return { at, asking, page: await flow.tryProvider(at, page, { provider: 'central', persona: 'fourteen' }) };
  }

  async function comesIn(service = 'gym', parameters: Record<string, string> = {}) {
    const { at, asking, page } = await childAt(service, parameters);
    const end = pageOf(page) === 'share' ? await flow.press(at, page, { form: '/share' }) : page;
    return { at, ...(await flow.collected(at, asking, flow.answerIn(at, end))) };
  }

  async function officer(persona = 'omar-officer') {
    const at = await flow.visit(house, 'gym');
    const start = await flow.ownPage(at, house, '/staff');
    const choice = await flow.ownPage(at, house, flow.linkIn(start, /Sign in/));
    const inside = await flow.tryProvider(at, choice, { provider: 'staff', persona });
    return { at, inside, open: (path = '/staff/ages') => flow.ownPage(at, house, path) };
  }
  type Officer = Awaited<ReturnType<typeof officer>>;

  const numberOf = (page: Page) => /class="gh-reference__number">([^<]+)</.exec(page.body)?.[1] ?? '';

  /** Opens the question of a service, and answers. */
  async function answer({ at, open }: Officer, number: string, fields: Record<string, string>, service = 'gym') {
    const path = `/staff/ages/${number}/${service}`;
    return flow.press(at, await open(path), { form: path, fields });
  }
  const yes = { answer: 'yes.papers' };

  async function takeBack({ at, open }: Officer): Promise<Page> {
    const sure = await open(flow.linkIn(await open(), /Take back/));
    expect(pageOf(sure)).to.equal('staff-age-back');
    return flow.press(at, sure, { form: '/staff/ages/said/' });
  }

  const rows = async (event: string) =>
    (await house.hub.store.trail.read(0, 100_000)).filter((row) => row.event === event);

  it('C2: after a yes the person comes in, to that service only, and no birth date is seen on the way', async () => {
    const { page } = await childAt();
    const number = numberOf(page);
    await childAt('pool');
    const omar = await officer();
    expect(omar.inside.text).to.include('People whose age you look at').and.include('2 waiting');
    const list = await omar.open();
    expect(list.text).to.include(number).and.include('13 to 15');
    const question = await omar.open(`/staff/ages/${number}/gym`);
    for (const { body } of [list, question])
      expect(body).to.not.match(new RegExp(`${bornAt(14)}|${bornAt(14).slice(0, 4)}|fourteen@`));
    const done = await answer(omar, number, yes);
    expect(done.text).to.include('You said yes').and.include('Yes, I saw papers');
    await comesIn();
    expect(pageOf((await childAt('pool')).page)).to.equal('age');
    const [judged] = (await rows('age.judged')).slice(-2);
    expect(judged?.data).to.include({ service: 'gym', band: '13-15', 'let-in': 'officer', case: number });
    const [decided] = await rows('age.decided');
    expect(decided?.data).to.include({ service: 'gym', answer: 'yes', reason: 'papers', band: '13-15' });
    expect(decided?.data.person).to.equal(judged?.data.person);
    const told = JSON.stringify(await house.hub.store.trail.read(0, 100_000));
    expect(told).to.not.include(bornAt(14));
  });

  it('C2: after a no the person reads that, whom to ask, and when they can ask again; and no new case is opened', async () => {
    const number = numberOf((await childAt()).page);
    const omar = await officer();
    await answer(omar, number, { answer: 'no.not-safe' });
    const { page } = await childAt();
    expect(pageOf(page)).to.equal('age');
    expect(page.text).to.include('The answer is no for now').and.include('phone Exampleton Council or go there');
    expect(page.text).to.include('01632 960 001').and.include('you can sign in and ask again');
    expect(page.text, 'why is for the officers').to.not.include('safe for');
    expect(numberOf(page)).to.equal(number);
    const { page: welsh } = await childAt('gym', { ui_locales: 'cy' });
    expect(welsh.text).to.include('Na yw’r ateb am y tro');
    expect(await house.hub.store.cases.list()).to.deep.equal([]);
    const [judged] = (await rows('age.judged')).slice(-1);
    expect(judged?.data).to.include({ policy: 'officer-review', answer: 'no', case: number });
  });

  it('C2: a no can be taken back, and the person asks again', async () => {
    const number = numberOf((await childAt()).page);
    const omar = await officer();
    await answer(omar, number, { answer: 'no.not-shown' });
    const { at, page } = await childAt();
    await takeBack(omar);
    const again = await at.browser.visit(page.url, flow.nowhere);
    expect(again.text).to.include('Someone needs to look at this first');
    expect(numberOf(again)).to.not.equal(number);
    await answer(omar, numberOf(again), yes);
    await comesIn();
  });

  it('C2: a yes that is taken back stops the next sign-in, and ends the tokens that stand on it', async () => {
    const number = numberOf((await childAt()).page);
    const omar = await officer();
    await answer(omar, number, yes);
    const { at, claims, tokens } = await comesIn('gym', scope);
    await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect((await takeBack(omar)).text).to.include('The answer is taken back');
    const gone = client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(await gone.catch((error: unknown) => error)).to.be.instanceOf(client.WWWAuthenticateChallengeError);
    const refused = client.refreshTokenGrant(at.party.configuration, tokens.refresh_token ?? '');
    expect(await refused.catch((error: unknown) => error)).to.include({ error: 'invalid_grant' });
    expect(pageOf((await flow.arrive(at)).page)).to.equal('age');
    const [back] = await rows('age.taken-back');
    expect(back?.data).to.include({ service: 'gym', answer: 'yes' });
  });

  it('C2: a yes counts for the age group that it was said of, and no further', async () => {
    const { store } = house.hub;
    const number = numberOf((await childAt()).page);
    const omar = await officer();
    const [case_] = await store.cases.list();
    await answer(omar, number, yes);
    await comesIn();
    // As if it had been said before the last birthday that counts.
    const endsAt = Math.floor(Date.now() / 1000) + 3600;
    const said = { answer: 'yes', reason: 'papers' } as const;
    const given = { service: 'gym', band: '0-12', said, reference: number, endsAt } as const;
    await store.ageDecisions.decide(case_?.account ?? '', given);
    const { page } = await childAt();
    expect(pageOf(page)).to.equal('age');
    expect(page.text).to.include('Someone needs to look at this first');
  });

  it('C2: an officer says until when, at most for a year, and why, or is asked again', async () => {
    const number = numberOf((await childAt()).page);
    const { at, open } = await officer();
    const path = `/staff/ages/${number}/gym`;
    const year = Number(londonDay(new Date()).slice(0, 4));
    for (const [fields, says] of [
      [{}, 'Choose an answer'],
      [{ answer: 'yes.because' }, 'Choose an answer'],
      [{ ...yes, day: '1', month: '1', year: String(year + 2) }, 'Type a day that is not over'],
      [{ ...yes, day: '31', month: '12', year: String(year - 1) }, 'Type a day that is not over'],
      [{ ...yes, day: 'x' }, 'Type a day that is not over'],
    ] as const) {
      const wrong = await at.browser.submit(await open(path), fields, path);
      expect(wrong.status).to.equal(400);
      expect(wrong.text).to.include(says);
    }
    expect(await house.hub.store.ageDecisions.all()).to.deep.equal([]);
  });

  it('C2: lets in officers only, forgets what is answered, and takes no form of another page', async () => {
    const number = numberOf((await childAt()).page);
    const olive = await officer('olive-operator');
    expect((await olive.open()).status).to.equal(403);
    const omar = await officer();
    await answer(omar, number, yes);
    for (const path of [`/staff/ages/${number}/gym`, `/staff/ages/${number}/pool`, '/staff/ages/said/none'])
      expect((await omar.open(path)).status, path).to.equal(404);
    const forged = await omar.at.browser.post(`${house.issuer}/staff/ages/said/none`, { token: 'guessed' });
    expect(forged.status).to.be.within(400, 403);
    expect(await house.hub.store.ageDecisions.all()).to.have.length(1);
  });
});
