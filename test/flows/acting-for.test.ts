// Acting for somebody else over the whole house: the code, the page, what the service is told, and every way in which it ends.
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { newResumeCode } from '../../src/signin/record.ts';
import type { NewAuthority } from '../../src/store/authority-contracts.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const scope = 'openid acting_for';
const actor = { provider: 'central', persona: 'simon-pemberton' } as const;
const other = { provider: 'nhs', persona: 'hannah-fairweather' } as const;

describe('flows: acting for somebody else', () => {
  let house: House;
  before(async () => {
    const actingFor = { functions: ['council-tax'], minimumEvidence: 'officer-checked' as const };
    house = await startHouse({
      services: {
        'council-tax': { actingFor, refreshTokens: true },
        'school-meals': { actingFor: { functions: ['school-meals'], minimumEvidence: 'registry' } },
        'bin-collection': {},
      },
    });
  });
  after(() => house.close());
  afterEach(async () => {
    const { authorities } = house.hub.store;
    for (const { id } of await authorities.all()) await authorities.end(id);
  });

  /** An authority as an officer writes it, with its codes. */
  async function written(changed: Partial<NewAuthority> = {}) {
    const codes = { actor: newResumeCode(), holder: newResumeCode() };
    const endsAt = Math.floor(Date.now() / 1000) + 3600;
    const given = {
      name: 'Edith Pemberton',
      relationship: 'attorney',
      evidence: 'registry',
      functions: ['council-tax'],
      endsAt,
    } as const;
    const id = await house.hub.store.authorities.grant({ ...given, ...changed }, codes);
    return { id, codes };
  }

  /** Somebody signs in to the service and uses a code on their own page. */
  async function withCode(who: typeof actor | typeof other, code: string, service = 'council-tax') {
    const at = await flow.visit(house, service);
    await flow.signIn(at, {}, who);
    const page = await flow.ownPage(at, house, '/account/acting');
    const after = await at.browser.follow(
      await at.browser.submit(page, { code }, '/account/acting/code'),
      flow.nowhere,
    );
    return { at, after };
  }

  /** Simon acts for Edith. */
  async function acting(changed: Partial<NewAuthority> = {}) {
    const { id, codes } = await written(changed);
    const { at } = await withCode(actor, codes.actor);
    return { id, codes, at };
  }

  /** Signs in again in the same browser and chooses for whom; collects the answer. */
  async function choose(at: flow.Visit, id: string, parameters: Record<string, string> = {}) {
    const { asking, page } = await flow.arrive(at, { scope, ...parameters });
    expect(pageOf(page), page.text).to.equal('acting-for');
    const next = await flow.press(at, page, { form: '/acting-for', fields: { for: id } });
    const end = pageOf(next) === 'share' ? await flow.press(at, next, { form: '/share' }) : next;
    return flow.collected(at, asking, flow.answerIn(at, end));
  }

  const introspected = ({ party }: flow.Visit, token: string) => client.tokenIntrospection(party.configuration, token);

  it('tells the service who is here as `sub`, and for whom beside it (D1)', async () => {
    const { id, at } = await acting();
    const plain = await flow.passThrough(at);
    const { claims, tokens } = await choose(at, id);
    expect(claims.sub).to.equal(plain.claims.sub);
    const behalf = claims.on_behalf_of as Record<string, unknown>;
    expect(behalf).to.include({ relationship: 'attorney', authority_id: id });
    expect(behalf.sub).to.be.a('string').with.length(43).and.not.equal(claims.sub);
    expect(claims.authority).to.deep.equal([
      {
        applies_to: { sub: behalf.sub },
        permission: [{ role: 'attorney', functional_domain: 'council-tax' }],
        granted_by: 'registry',
        vot: claims.vot,
      },
    ]);
    expect(decodeJwt(tokens.id_token ?? '')).to.not.have.property('name');
    const seen = await introspected(at, tokens.access_token);
    expect(seen).to.deep.include({ active: true, act: { sub: claims.sub }, on_behalf_of: { sub: behalf.sub } });
    const again = await choose(at, id);
    expect((again.claims.on_behalf_of as typeof behalf).sub).to.equal(behalf.sub);
  });

  it('asks each time, and tells nothing where people say that it is for themselves', async () => {
    const { id, at } = await acting();
    await choose(at, id);
    const own = await choose(at, 'me');
    expect(own.claims).to.not.have.any.keys('on_behalf_of', 'authority');
    const { page } = await flow.arrive(at, { scope });
    const wrong = await flow.press(at, page, { form: '/acting-for', fields: { for: 'somebody' } });
    expect(pageOf(wrong)).to.equal('acting-for');
    expect(wrong.text).to.include('Choose who you are doing this for');
  });

  it('is for services that are registered for it and ask for it, and for what it was given for (D2)', async () => {
    const { at } = await acting();
    expect((await flow.passThrough(at)).claims).to.not.have.property('on_behalf_of');
    const school = await flow.visit(house, 'school-meals', at.browser);
    expect(await flow.passThrough(school, { scope })).to.have.nested.property('claims.sub');
    const bins = await flow.visit(house, 'bin-collection', at.browser);
    const { page } = await flow.arrive(bins, { scope });
    expect(page.text + page.url).to.match(/invalid_scope|scope/);
  });

  it('gives no token that outlives the visit (D2)', async () => {
    const { id, at } = await acting();
    const { tokens } = await choose(at, id, { scope: `${scope} offline_access`, prompt: 'consent' });
    expect(tokens).to.not.have.property('refresh_token');
    expect(tokens.expires_in).to.be.at.most(900);
  });

  it('offers nothing that was seen by less than the service wants (D3)', async () => {
    const { at } = await acting({ evidence: 'self-asserted' });
    await flow.passThrough(at, { scope });
    const { at: strict } = await acting({ functions: ['school-meals', 'council-tax'], evidence: 'officer-checked' });
    const school = await flow.visit(house, 'school-meals', strict.browser);
    await flow.passThrough(school, { scope });
  });

  it('is over for tokens, too, the moment that either of the two ends it (D4)', async () => {
    const { id, codes, at } = await acting();
    const { tokens, claims } = await choose(at, id);
    const info = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(info).to.have.property('on_behalf_of');
    const { at: theirs, after } = await withCode(other, codes.holder);
    expect(after.text).to.include('Who can act for you').and.include('By power of attorney');
    const sure = await flow.ownPage(theirs, house, flow.linkIn(after, /Stop this person/));
    expect(sure.text).to.include('You cannot undo this');
    await theirs.browser.submit(sure, {}, `/account/acting/end/${id}`);
    expect((await introspected(at, tokens.access_token)).active).to.equal(false);
    const gone = await client
      .fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub)
      .catch((error) => error);
    expect(gone).to.be.instanceOf(client.WWWAuthenticateChallengeError);
    await flow.passThrough(at, { scope });
  });

  it('looks, under a safeguarding block, exactly like no authority (D4)', async () => {
    const { id, codes, at } = await acting();
    await withCode(other, codes.holder);
    const { tokens } = await choose(at, id);
    const { holder = '' } = (await house.hub.store.authorities.find(id)) ?? {};
    const { vault, people } = house.hub.store;
    const pseudonym = vault.token('trail:person', holder);
    await people.block(pseudonym, 'hold');
    await house.hub.refreshSwitches();
    const blocked = await flow.passThrough(at, { scope });
    expect(blocked.claims).to.not.have.any.keys('on_behalf_of', 'authority');
    expect((await introspected(at, tokens.access_token)).active).to.equal(false);
    await people.unblock(pseudonym);
    await house.hub.refreshSwitches();
  });

  it('does not go on by an authority that was ended between the page and the answer', async () => {
    const { id, at } = await acting();
    const { page } = await flow.arrive(at, { scope, prompt: 'consent', claims: '{"userinfo":{"given_name":null}}' });
    const share = await flow.press(at, page, { form: '/acting-for', fields: { for: id } });
    expect(pageOf(share)).to.equal('share');
    expect(share.text).to.include('You are doing this for Edith Pemberton');
    await house.hub.store.authorities.end(id);
    const stopped = await flow.press(at, share, { form: '/share' });
    expect(pageOf(stopped)).to.equal('error');
  });

  it('shows each use to both, and lets the actor change nothing of the other’s (D5)', async () => {
    const { id, codes, at } = await acting();
    const { at: theirs } = await withCode(other, codes.holder);
    await choose(at, id);
    const uses = await flow.ownPage(theirs, house, '/account/uses');
    expect(uses.text).to.include('Someone acted for you in: Council tax');
    const own = await flow.ownPage(at, house, '/account/uses');
    expect(own.text).to.include('You acted for someone else in: Council tax');
    const mine = await flow.ownPage(at, house, '/account');
    expect(mine.text).to.include('GOV.UK One Login').and.not.include('NHS login');
  });

  it('refuses a code that was used, and one that is none, without telling them apart', async () => {
    const { codes } = await acting();
    const { after } = await withCode(other, codes.actor);
    const { after: none } = await withCode(other, newResumeCode());
    expect(after.text).to.include('Check the code');
    expect(flow.lastingWords(after)).to.equal(flow.lastingWords(none));
  });
});
