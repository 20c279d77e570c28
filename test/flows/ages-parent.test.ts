// A parent's authority and a child's own sign-in: what lets the child in, what does not, and that it ends with the authority.
import { expect } from 'chai';
import * as client from 'openid-client';
import { newResumeCode } from '../../src/signin/record.ts';
import type { NewAuthority } from '../../src/store/authority-contracts.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { bornAt, peopleBorn } from './aged.ts';
import * as flow from './visits.ts';

const personas = peopleBorn({ nine: bornAt(9), parent: bornAt(40) });
const medium = { identity: 'medium', authenticator: 'medium' } as const;
const clubs = 'clubs';

describe('flows: a parent’s authority', () => {
  let house: House;
  before(async () => {
    const actingFor = { functions: [clubs], minimumEvidence: 'officer-checked' as const };
    const plain = { attributes: [], minimumLevel: medium };
    house = await startHouse({
      personas,
      services: {
        [clubs]: { ...plain, actingFor, refreshTokens: true, ages: { '0-12': 'require-parental-authority' } },
        none: { ...plain, ages: { '0-12': 'require-parental-authority' } },
      },
    });
  });
  after(() => house.close());
  afterEach(async () => {
    const { authorities } = house.hub.store;
    for (const { id } of await authorities.all()) await authorities.end(id);
  });

  /** Somebody signs in and types a code on their own page. */
  async function withCode(persona: string, code: string): Promise<flow.Visit> {
    const at = await flow.visit(house, clubs);
    const start = await flow.ownPage(at, house, '/account');
    const choice = await flow.ownPage(at, house, flow.linkIn(start, /Sign in/));
    await flow.tryProvider(at, choice, { provider: 'central', persona });
    const page = await flow.ownPage(at, house, '/account/acting');
    await at.browser.follow(await at.browser.submit(page, { code }, '/account/acting/code'), flow.nowhere);
    return at;
  }

  /** What an officer writes down of the two, both of whom use their code. */
  async function written(changed: Partial<NewAuthority> = {}) {
    const codes = { actor: newResumeCode(), holder: newResumeCode() };
    const endsAt = Math.floor(Date.now() / 1000) + 3600;
    const given = { name: 'The child', relationship: 'parent', evidence: 'officer-checked', endsAt } as const;
    const id = await house.hub.store.authorities.grant({ ...given, functions: [clubs], ...changed }, codes);
    const parent = await withCode('parent', codes.actor);
    const child = await withCode('nine', codes.holder);
    return { id, parent, child };
  }

  /** The child, in a new browser, up to the first page after the provider, or to the service. */
  async function childAt(service = clubs, parameters: Record<string, string> = {}) {
    const at = await flow.visit(house, service);
    const { asking, page } = await flow.arrive(at, parameters);
    return { at, asking, page: await flow.tryProvider(at, page, { provider: 'central', persona: 'nine' }) };
  }

  async function comesIn(parameters: Record<string, string> = {}) {
    const { at, asking, page } = await childAt(clubs, parameters);
    const end = pageOf(page) === 'share' ? await flow.press(at, page, { form: '/share' }) : page;
    return { at, ...(await flow.collected(at, asking, flow.answerIn(at, end))) };
  }

  it('C2: without one the child reads that a parent can get a code at the council', async () => {
    const { page } = await childAt();
    expect(pageOf(page)).to.equal('age');
    expect(page.text).to.include('You need a parent or guardian').and.include('to get codes from Exampleton Council');
    const { page: welsh } = await childAt(clubs, { ui_locales: 'cy' });
    expect(welsh.text).to.include('gael codau. Gallant ffonio Cyngor Exampleton');
    const { page: unregistered } = await childAt('none');
    expect(unregistered.text).to.not.include('to get codes');
  });

  for (const relationship of ['parent', 'guardian'] as const)
    it(`C2: with one the child comes in by themselves, and the trail says by which: ${relationship}`, async () => {
      const { id } = await written({ relationship });
      const { claims } = await comesIn();
      expect(claims).to.not.have.any.keys('on_behalf_of', 'authority');
      const rows = await house.hub.store.trail.read(0, 100_000);
      const [judged] = rows.filter(({ event }) => event === 'age.judged').slice(-1);
      const words = { service: clubs, band: '0-12', policy: 'require-parental-authority' };
      expect(judged?.data).to.include({ ...words, 'let-in': 'parent', authority: id });
      expect(JSON.stringify(judged)).to.not.include(bornAt(9)).and.not.include('The child');
    });

  it('C2, D4: every other authority looks exactly like none', async () => {
    const none = flow.lastingWords((await childAt()).page);
    const others: Record<string, Partial<NewAuthority>> = {
      'another function': { functions: ['council-tax'] },
      'weaker evidence': { evidence: 'self-asserted' },
      'a carer': { relationship: 'carer' },
      'an attorney': { relationship: 'attorney', evidence: 'court-order' },
      'one that is over': { endsAt: Math.floor(Date.now() / 1000) },
    };
    for (const [name, changed] of Object.entries(others)) {
      await written(changed);
      expect(flow.lastingWords((await childAt()).page), name).to.equal(none);
    }
    const { id } = await written();
    await house.hub.store.authorities.end(id);
    expect(flow.lastingWords((await childAt()).page), 'ended').to.equal(none);
  });

  it('C2: one whose parent has not used their code, or that is about another child, is not enough', async () => {
    const codes = { actor: newResumeCode(), holder: newResumeCode() };
    const endsAt = Math.floor(Date.now() / 1000) + 3600;
    const given = { name: 'The child', relationship: 'parent', evidence: 'registry', endsAt } as const;
    await house.hub.store.authorities.grant({ ...given, functions: [clubs] }, codes);
    await withCode('nine', codes.holder);
    expect(pageOf((await childAt()).page)).to.equal('age');
    const another = { actor: newResumeCode(), holder: newResumeCode() };
    await house.hub.store.authorities.grant({ ...given, functions: [clubs] }, another);
    await withCode('parent', another.actor);
    expect(pageOf((await childAt()).page)).to.equal('age');
  });

  it('C2, D4: the child is stopped the moment that the authority ends, and so are tokens that stand on it', async () => {
    const { id } = await written();
    const { at, claims, tokens } = await comesIn({ scope: 'openid offline_access', prompt: 'consent' });
    await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(tokens.refresh_token).to.be.a('string');
    await flow.passThrough(at);
    await house.hub.store.authorities.end(id);
    const { page } = await flow.arrive(at);
    expect(pageOf(page)).to.equal('age');
    const gone = client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(await gone.catch((error: unknown) => error)).to.be.instanceOf(client.WWWAuthenticateChallengeError);
    expect((await client.tokenIntrospection(at.party.configuration, tokens.access_token)).active).to.equal(false);
    const refused = client.refreshTokenGrant(at.party.configuration, tokens.refresh_token ?? '');
    expect(await refused.catch((error: unknown) => error)).to.include({ error: 'invalid_grant' });
  });

  it('C2, D4: an authority that ends between the pages lets nobody have a token', async () => {
    const { id } = await written();
    const { at, asking, page } = await childAt(clubs, { prompt: 'consent' });
    await house.hub.store.authorities.end(id);
    const end = pageOf(page) === 'share' ? await flow.press(at, page, { form: '/share' }) : page;
    const problem = await at.party.collect(asking, flow.answerIn(at, end)).catch((error: unknown) => error);
    expect(problem).to.include({ error: 'invalid_grant' });
  });

  it('C2, D4: under a safeguarding block of the parent it looks exactly like no authority', async () => {
    const none = flow.lastingWords((await childAt()).page);
    const { id } = await written();
    const { actor = '' } = (await house.hub.store.authorities.find(id)) ?? {};
    const { vault, people } = house.hub.store;
    for (const kind of ['block', 'hold'] as const) {
      await people.block(vault.token('trail:person', actor), kind);
      await house.hub.refreshSwitches();
      expect(flow.lastingWords((await childAt()).page), kind).to.equal(none);
    }
    await people.unblock(vault.token('trail:person', actor));
    await house.hub.refreshSwitches();
    await comesIn();
  });

  it('C3, D1, D5: the parent who acts is the one who signs in, by their own age, and gets into no account of the child’s', async () => {
    const { id, parent, child } = await written();
    const { claims: own } = await comesIn();
    const { asking, page: choice } = await flow.arrive(parent, { scope: 'openid acting_for' });
    const page = await flow.tryProvider(parent, choice, { provider: 'central', persona: 'parent' });
    expect(pageOf(page), page.text).to.equal('acting-for');
    const next = await flow.press(parent, page, { form: '/acting-for', fields: { for: id } });
    const end = pageOf(next) === 'share' ? await flow.press(parent, next, { form: '/share' }) : next;
    const { claims } = await flow.collected(parent, asking, flow.answerIn(parent, end));
    expect(claims.sub).to.not.equal(own.sub);
    const judged = (await house.hub.store.trail.read(0, 100_000)).filter(({ event }) => event === 'age.judged');
    expect(judged.at(-1)?.data).to.include({ band: '18-64', policy: 'allow' });
    expect((await flow.ownPage(parent, house, '/account')).text)
      .to.include('GOV.UK One Login')
      .and.not.include('NHS');
    expect((await flow.ownPage(child, house, '/account/uses')).text).to.include('Someone acted for you');
  });
});
