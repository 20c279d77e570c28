// Ages in whole sign-ins: what a service's rule about ages does to people of each age, and that no way leads around it.
import { expect } from 'chai';
import * as client from 'openid-client';
import { type AgePolicy, ageBands, agePolicies } from '../../src/config/schema/ages.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { bornAt, peopleBorn } from './aged.ts';
import * as flow from './visits.ts';

const personOf = {
  '0-12': 'nine',
  '13-15': 'fifteen',
  '16-17': 'sixteen',
  '18-64': 'thirty',
  '65+': 'seventy',
} as const;
const shown = {
  '0-12': '12 or under',
  '13-15': '13 to 15',
  '16-17': '16 to 17',
  '18-64': '18 to 64',
  '65+': '65 or over',
};
const personas = peopleBorn({
  nine: bornAt(9),
  twelve: bornAt(12),
  thirteen: bornAt(13),
  fifteen: bornAt(15),
  sixteen: bornAt(16),
  seventeen: bornAt(17),
  thirty: bornAt(30),
  seventy: bornAt(70),
  'new-year': '1990-01-01',
});

const medium = { identity: 'medium', authenticator: 'medium' } as const;
const factors = { identity: 'none', authenticator: 'medium' } as const;
const forAll = (policy: AgePolicy) => Object.fromEntries(ageBands.map((band) => [band, policy]));
const attributes = ['age_band', 'age_over_13', 'age_over_18'];

describe('flows: ages', function ages() {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    const rules = agePolicies.map((policy) => [
      `all-${policy}`,
      { attributes: [], minimumLevel: medium, ages: forAll(policy) },
    ]);
    house = await startHouse({
      personas,
      services: {
        ...Object.fromEntries(rules),
        silent: { attributes: [], minimumLevel: medium },
        weak: { attributes: [], minimumLevel: factors },
        teens: {
          attributes: [],
          minimumLevel: medium,
          ages: { '0-12': 'allow', '18-64': 'refuse-with-help', '65+': 'refuse-with-help' },
        },
        known: { attributes: [], minimumLevel: factors, ages: { unknown: 'refuse-with-help' } },
        lenient: { attributes: [], minimumLevel: factors, ages: { '13-15': 'refuse-with-help' } },
        asking: { attributes: ['age_over_16'], minimumLevel: factors },
        telling: { attributes, minimumLevel: medium, refreshTokens: true },
        changing: { attributes: [], minimumLevel: medium, refreshTokens: true, ages: { '13-15': 'allow' } },
      },
    });
  });
  after(() => house.close());

  const rowsOf = async (event: string) =>
    (await house.hub.store.trail.read(0, 100_000)).filter((row) => row.event === event);

  /** Up to the page after the provider, or to the service. */
  async function upTo(service: string, persona: string, parameters: Record<string, string> = {}) {
    const at = await flow.visit(house, service);
    const { asking, page } = await flow.arrive(at, parameters);
    return { at, asking, page: await flow.tryProvider(at, page, { provider: 'central', persona }) };
  }

  for (const policy of agePolicies) {
    for (const band of ageBands) {
      it(`C2: ${policy} for ${band}`, async () => {
        const { at, asking, page } = await upTo(`all-${policy}`, personOf[band]);
        const [judged] = (await rowsOf('age.judged')).slice(-1);
        expect(judged?.data).to.include({ service: `all-${policy}`, band, policy });
        if (policy === 'allow') {
          const { claims } = await flow.collected(at, asking, flow.answerIn(at, page));
          expect(claims.sub).to.match(/\S/);
          return;
        }
        expect(pageOf(page)).to.equal('age');
        expect(page.text).to.include(`Your account shows your age group: ${shown[band]}.`);
        // N2: what to do next, and the ways to reach a person.
        expect(page.text).to.include('What you can do').and.include('01632 960 001').and.include('Exampleton Library');
        const back = await flow.press(at, page, { form: '/cancel' });
        expect(await flow.errorIn(at, asking, flow.answerIn(at, back))).to.equal('access_denied');
      });
    }
  }

  it('C2: says the rule and the ways on, in both languages', async () => {
    const words: Record<Exclude<AgePolicy, 'allow'>, [en: string, cy: string]> = {
      'require-parental-authority': [
        'A parent or guardian can sign in and do this for you',
        'Gall rhiant neu warcheidwad',
      ],
      'officer-review': ['will look at this', 'Bydd rhywun yn y cyngor yn edrych ar hyn'],
      'refuse-with-help': ['You can still get this done', 'Gallwch wneud hyn o hyd'],
    };
    for (const [policy, [en, cy]] of Object.entries(words)) {
      const english = await upTo(`all-${policy}`, 'fifteen');
      expect(english.page.text).to.include(en);
      const welsh = await upTo(`all-${policy}`, 'fifteen', { ui_locales: 'cy' });
      expect(welsh.page.text).to.include(cy).and.include('13 i 15 oed');
    }
  });

  it('C2: opens one case for an officer, which names the group and no birth date', async () => {
    const first = await upTo('all-officer-review', 'seventeen');
    const again = await upTo('all-officer-review', 'seventeen');
    const numbers = [first, again].map(({ page }) => /class="gh-reference__number">([^<]+)</.exec(page.body)?.[1]);
    expect(numbers[0]).to.equal(numbers[1]);
    const open = await house.hub.store.cases.find(numbers[0] ?? '');
    expect(open).to.include({ kind: 'age' });
    expect(open?.content).to.deep.include({ provider: 'central', band: '16-17', services: ['all-officer-review'] });
    expect(JSON.stringify(open)).not.to.include(bornAt(17));
  });

  it('C2: needs a parent for those under 13 where a service says nothing, and nobody else notices', async () => {
    for (const persona of ['nine', 'twelve']) {
      const { page } = await upTo('silent', persona);
      expect(pageOf(page), persona).to.equal('age');
      expect(page.text).to.include('A parent or guardian can sign in and do this for you');
    }
    const before = (await rowsOf('age.judged')).length;
    for (const persona of ['thirteen', 'thirty']) {
      const { at, asking, page } = await upTo('silent', persona);
      await flow.collected(at, asking, flow.answerIn(at, page));
    }
    expect(await rowsOf('age.judged')).to.have.length(before);
  });

  it('C2: lets those under 13 in where a service says so: nothing is fixed but the default', async () => {
    const { at, asking, page } = await upTo('teens', 'twelve');
    await flow.collected(at, asking, flow.answerIn(at, page));
    expect(pageOf((await upTo('teens', 'thirty')).page)).to.equal('age');
  });

  it('C2: an older session does not lead around the rule', async () => {
    const at = await flow.visit(house, 'silent');
    await flow.signIn(at, {}, { persona: 'fifteen' });
    const there = await flow.visit(house, 'all-refuse-with-help', at.browser);
    for (const _time of [1, 2]) {
      const { asking, page } = await flow.arrive(there);
      expect(pageOf(page)).to.equal('age');
      const back = await flow.press(there, page, { form: '/cancel' });
      expect(await flow.errorIn(there, asking, flow.answerIn(there, back))).to.equal('access_denied');
    }
    expect(await flow.refusal(there, { prompt: 'none' })).to.equal('consent_required');
    await flow.passThrough(await flow.visit(house, 'silent', at.browser));
  });

  it('C2: a session in which nobody asked for the birth date is asked for it, once', async () => {
    const at = await flow.visit(house, 'weak');
    await flow.signIn(at, {}, { persona: 'thirteen' });
    const there = await flow.visit(house, 'lenient', at.browser);
    const { page } = await flow.arrive(there);
    expect(pageOf(page)).to.equal('choice');
    // The account cannot show it at this level, and the service lets those in whose age nobody knows.
    const signedIn = await flow.signIn(there, {}, { persona: 'thirteen' });
    expect(signedIn.claims.sub).to.match(/\S/);
    await flow.passThrough(there);
  });

  it('C2: somebody whose age is not known can choose another account', async () => {
    const { at, asking, page } = await upTo('known', 'thirty');
    expect(pageOf(page)).to.equal('age');
    expect(page.text).to.include('does not show us how old you are').and.include('You cannot do this online');
    const choice = await flow.press(at, page, { form: '/age' });
    expect(pageOf(choice)).to.equal('choice');
    const back = await flow.press(at, choice, { form: '/cancel' });
    expect(await flow.errorIn(at, asking, flow.answerIn(at, back))).to.equal('access_denied');
  });

  it('C2: a refresh and userinfo end when the rule stops the person', async () => {
    const at = await flow.visit(house, 'changing');
    const { tokens, claims } = await flow.signIn(
      at,
      { scope: 'openid offline_access', prompt: 'consent' },
      { persona: 'fifteen' },
    );
    const refreshed = await client.refreshTokenGrant(at.party.configuration, tokens.refresh_token ?? '');
    const service = house.config.services.get('changing');
    Object.assign(service ?? {}, { ages: { '13-15': 'refuse-with-help' } });
    const problem = await client
      .refreshTokenGrant(at.party.configuration, refreshed.refresh_token ?? '')
      .catch((error: unknown) => error);
    expect(problem).to.include({ error: 'invalid_grant' });
    const told = await client
      .fetchUserInfo(at.party.configuration, refreshed.access_token, claims.sub)
      .catch((error: unknown) => error);
    expect(told).to.be.an('error');
  });

  it('C1: tells an age group and ages, says so in words, and never tells the birth date', async () => {
    const { at, asking, page } = await upTo('telling', 'sixteen', { scope: 'openid age' });
    expect(pageOf(page)).to.equal('share');
    expect(page.text)
      .to.match(/Your age group 16 to 17/)
      .and.match(/If you are 13 or over Yes/);
    expect(page.text).to.match(/If you are 18 or over No/);
    expect(page.text).not.to.include('Date of birth');
    const end = await flow.press(at, page, { form: '/share' });
    const { tokens, claims } = await flow.collected(at, asking, flow.answerIn(at, end));
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(person).to.deep.include({ age_band: '16-17', age_over_13: true, age_over_18: false });
    expect(person).not.to.have.property('birthdate');
  });

  it('C1: asks the provider for the birth date where an age is asked for, and only then', async () => {
    for (const [scope, sent] of [
      ['openid age', /scope=[^&]*basic_demographics/],
      ['openid', /scope=(?![^&]*demographics)/],
    ] as const) {
      const at = await flow.visit(house, 'asking');
      const { page } = await flow.arrive(at, { scope });
      const there = await flow.press(at, page, { form: '/choice', fields: { provider: 'nhs' } });
      expect(there.url, scope).to.match(sent);
    }
  });

  it('C1: tells only those ages that are asked for, by name, in the ID token and in verified_claims as well', async () => {
    const verification = { trust_framework: null };
    const ask = {
      id_token: { age_over_18: null, verified_claims: { verification, claims: { age_band: null } } },
    };
    const at = await flow.visit(house, 'telling');
    const { claims } = await flow.signIn(at, { claims: JSON.stringify(ask) }, { persona: 'seventeen' });
    expect(claims).to.include({ age_over_18: false }).and.not.have.any.keys('age_over_13', 'birthdate');
    expect(claims.verified_claims).to.have.deep.property('claims', { age_band: '16-17' });
  });

  it('C1, N5: a birth date on 1 January counts as any other', async () => {
    const { at, asking, page } = await upTo('telling', 'new-year', { scope: 'openid age', ui_locales: 'cy' });
    const end = await flow.press(at, page, { form: '/share' });
    const { tokens, claims } = await flow.collected(at, asking, flow.answerIn(at, end));
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(person).to.include({ age_band: '18-64', age_over_13: true, age_over_18: true });
    expect(person).not.to.have.property('birthdate');
  });

  it('C1: discovery lists the claims of the ages that services are registered for', async () => {
    const response = await fetch(`${house.issuer}/.well-known/openid-configuration`);
    const { claims_supported, scopes_supported } = (await response.json()) as Record<string, string[]>;
    expect(claims_supported)
      .to.include.members(attributes)
      .and.not.include('age_over_NN')
      .and.not.include('age_over_21');
    expect(scopes_supported).to.include('age');
  });
});
