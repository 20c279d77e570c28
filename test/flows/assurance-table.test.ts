// Every provider × every way of asking × reached, not reached, exceeded: what a service's client really gets, from the real hub and
// simulators that speak the real dialects. What is expected stands in assurance-table.ts and is never computed by the hub's own code.
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import type { Level } from '../../src/assurance/level.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { type Asking, pageOf } from '../support/relying-party.ts';
import type { Carrier, Ending, Name, Vector, Way } from './assurance-table.ts';
import { answerOf, levels, names, notBelieved, requests, table, vectors, ways } from './assurance-table.ts';
import * as flow from './visits.ts';

interface Case {
  provider: Name;
  way: Way;
  carrier: Carrier;
  vector: Vector;
}

/** Who signs in at the provider (the row's person, where nobody is named), and what goes wrong there. */
interface Who {
  persona?: string;
  fault?: string;
}

/** A service for each provider and floor; `-too` also offers the central one. */
const serviceOf = (provider: Name, floor: Vector) => `${provider}-${vectors.indexOf(floor)}`;
const services = Object.fromEntries(
  names.flatMap((provider) => [
    ...vectors.map((floor) => [serviceOf(provider, floor), { providers: [provider], minimumLevel: levels[floor] }]),
    [`${provider}-too`, { providers: ['central', provider], minimumLevel: levels.Cl }],
  ]),
);
/** The staff directory serves only whom its record names. */
const staff = { services: [...vectors.map((floor) => serviceOf('staff', floor)), 'staff-too'] };

describe('flows: the table of assurance', () => {
  let house: House;
  /** The same, with providers that can say more than they are accredited for. */
  let narrow: House;
  const uri = ({ identity, authenticator }: Level) => `${house.issuer}/assurance/${identity}/${authenticator}`;

  before(async () => {
    house = await startHouse({ services, providers: { staff } });
    narrow = await startHouse({
      services,
      providers: {
        nhs: { accreditedLevels: [levels['Cl.Cm']] },
        staff: { ...staff, accreditedLevels: [levels.Cl] },
      },
    });
    const beyond = narrow.config.assurance.vocabularies['one-login']?.says.find(({ word }) => word === 'Cl.Cm.P3');
    if (!beyond?.off) throw new Error('One Login’s P3 is no longer off: the table says that it is');
    beyond.off = false;
  });
  after(() => Promise.all([house.close(), narrow.close()]));

  async function ask({ provider, way, carrier, vector }: Case, { at = house, browser = createBrowser() } = {}) {
    const visit = await flow.visit(at, serviceOf(provider, way === 'floor' ? vector : 'Cl'), browser);
    const asking = await visit.party.ask(ways[way](vector), carrier);
    return { visit, asking, page: await visit.browser.visit(asking.url.href, visit.party.isHere) };
  }

  /** Chooses the provider, signs in there, and comes back: to the hub's next page, or to the service. */
  async function through(visit: flow.Visit, page: Page, provider: Name, who: Who = {}): Promise<Page> {
    const back = await flow.tryProvider(visit, page, { provider, persona: table[provider].persona, ...who });
    const posted = back.forms.find((form) => 'SAMLResponse' in form.fields);
    return posted ? flow.press(visit, back, { form: posted.action }) : back;
  }

  /** `acr` and `vot` of the tokens that the service collects. */
  async function tokens(visit: flow.Visit, asking: Asking, page: Page) {
    const { acr, vot, vtm, iss } = (await flow.collected(visit, asking, flow.answerIn(visit, page))).claims;
    expect(vtm).to.equal(`${iss}/trust-mark`);
    return { acr, vot };
  }

  async function refusedWith(visit: flow.Visit, asking: Asking, page: Page): Promise<string> {
    const end = await flow.press(visit, page, { form: '/cancel' });
    return flow.errorIn(visit, asking, flow.answerIn(visit, end));
  }

  /** No token comes of it: the person stands on the hub's page, and the service hears of it when they give up there. */
  async function endsAs({ page, attempt, error }: Ending, visit: flow.Visit, asking: Asking, back: Page) {
    expect(pageOf(back)).to.equal(page);
    if (page === 'choice') expect(back.body).to.include(`data-attempt="${attempt}"`);
    expect(await refusedWith(visit, asking, back)).to.equal(error);
  }

  /** A sign-in that comes back lower than asked: the end of it where that was required, and no matter where it was wished. */
  async function comesShort(one: Case, ending: Ending & { left: Vector }, who: Who) {
    const { visit, asking, page } = await ask(one);
    let back = await through(visit, page, one.provider, who);
    if (one.way !== 'acr_values') return endsAs(ending, visit, asking, back);
    if (!visit.party.isHere(new URL(back.location ?? back.url))) {
      expect(pageOf(back), 'a wish keeps nobody out: there has to be a way on').to.equal('choice');
      back = await through(visit, back, one.provider, who.persona ? { persona: who.persona } : {});
    }
    expect(await tokens(visit, asking, back)).to.deep.equal({ acr: uri(levels[ending.left]), vot: ending.left });
  }

  for (const provider of names) {
    const { most, lower, lesser, beyond, above } = table[provider];
    describe(provider, () => {
      for (const { way, carrier } of requests) {
        const title = `${way} by ${carrier}`;
        const one = { provider, way, carrier, vector: most };

        for (const vector of vectors) {
          const answer = answerOf(provider, vector);
          if (!answer) continue;
          const { gives } = answer;
          it(`${title}: reached ${vector}${gives === vector ? '' : `, and exceeded by ${gives}`}`, async () => {
            const { visit, asking, page } = await ask({ ...one, vector });
            const acr = way === 'floor' ? uri(levels[gives]) : vector;
            const back = await through(visit, page, provider);
            expect(await tokens(visit, asking, back)).to.deep.equal({ acr, vot: gives });
          });
        }

        it(`${title}: not reached, the provider says less`, () => comesShort(one, lower, { fault: 'lower-level' }));

        it(`${title}: not reached by ${lesser.persona}`, () => comesShort(one, lesser, { persona: lesser.persona }));

        it(`${title}: exceeded by a session that has more`, async () => {
          const browser = createBrowser();
          const first = await ask({ ...one, way: 'vtr', carrier: 'query' }, { browser });
          await tokens(first.visit, first.asking, await through(first.visit, first.page, provider));
          const { visit, asking, page } = await ask({ ...one, vector: 'Cl' }, { browser });
          const acr = way === 'floor' ? uri(levels[most]) : 'Cl';
          expect(await tokens(visit, asking, page)).to.deep.equal({ acr, vot: most });
        });

        it(`${title}: exceeded, in a word that counts for nothing`, async () => {
          const { visit, asking, page } = await ask(one);
          await endsAs(beyond, visit, asking, await through(visit, page, provider, { fault: 'higher-level' }));
        });

        if (typeof above === 'string') continue;
        it(`${title}: exceeded, in a word above what the provider is accredited for`, async () => {
          const { visit, asking, page } = await ask({ ...one, vector: above.asked }, { at: narrow });
          await endsAs(notBelieved, visit, asking, await through(visit, page, provider, { fault: 'higher-level' }));
        });
      }

      for (const vector of vectors) {
        const words = answerOf(provider, vector)?.words;
        if (words === undefined) continue;
        it(`is asked for ${vector} in its own words`, async () => {
          const { visit, page } = await ask({ provider, way: 'vtr', carrier: 'query', vector });
          const there = await flow.press(visit, page, { form: '/choice', fields: { provider } });
          expect(askedWith(new URL(there.url), words)).to.equal(words);
        });
      }
    });
  }

  /** What the provider's own address was asked with: one parameter, or the classes of a SAML request. */
  function askedWith({ searchParams }: URL, words: string): string {
    const message = searchParams.get('SAMLRequest');
    if (message === null) {
      const name = words.slice(0, words.indexOf('='));
      return `${name}=${searchParams.get(name) ?? ''}`;
    }
    const xml = inflateRawSync(Buffer.from(message, 'base64')).toString();
    const context = /<[^<>]*RequestedAuthnContext[\s\S]*RequestedAuthnContext>/.exec(xml)?.[0] ?? '';
    return [...context.matchAll(/AuthnContextClassRef[^>]*>([^<]+)</g)].map(([, word]) => word).join(' ');
  }

  describe('more than a provider can ever give', () => {
    for (const provider of names) {
      const { answers, outOfReach } = table[provider];
      for (const vector of vectors) {
        const reason = answers[vector];
        if (typeof reason !== 'string') continue;
        for (const { way, carrier } of requests) {
          const title = `${provider}, ${way} by ${carrier}: ${vector}`;
          const one = { provider, way, carrier, vector };

          if (way === 'acr_values') {
            it(`${title} is only a wish, though ${reason}`, async () => {
              const { visit, asking, page } = await ask(one);
              const vot = answerOf(provider, 'Cl')?.gives ?? 'Cl';
              const back = await through(visit, page, provider);
              expect(await tokens(visit, asking, back)).to.deep.equal({ acr: uri(levels[vot]), vot });
            });
            continue;
          }

          it(`${title} stops at once, because ${reason}`, async () => {
            const { visit, asking, page } = await ask(one);
            expect(pageOf(page)).to.equal('stopped');
            expect(await refusedWith(visit, asking, page)).to.equal('unmet_authentication_requirements');
          });
        }

        it(`${provider}, ${vector}: ${outOfReach} beside one that can give it, and nobody is sent there`, async () => {
          const visit = await flow.visit(house, `${provider}-too`);
          const { page } = await flow.arrive(visit, ways.vtr(vector));
          const shown = flow.providersOn(page).map(({ value, disabled }) => [value, disabled]);
          expect(shown).to.deep.equal([['central', false], ...(outOfReach === 'grey' ? [[provider, true]] : [])]);
          const forced = await flow.press(visit, page, { form: '/choice', fields: { provider } });
          expect([pageOf(forced), new URL(forced.url).origin]).to.deep.equal(['choice', house.issuer]);
        });
      }
    }
  });

  it('leaves no combination out', function () {
    expect(names).to.have.members([...house.config.providers.keys()]);
    expect(requests).to.have.length(4 * 3 + 1);
    const suites = this.test?.parent?.suites ?? [];
    // For each of the 13 requests: one a level that can be reached, two not reached, two exceeded, and one more where a provider can
    // say too much; then its words for each level.
    expect(suites.map(({ title, tests }) => [title, tests.length])).to.deep.equal([
      ['central', 13 * (4 + 2 + 2 + 1) + 4],
      ['nhs', 13 * (4 + 2 + 2 + 1) + 4],
      ['local', 13 * (2 + 2 + 2) + 2],
      ['scotland', 13 * (4 + 2 + 2) + 4],
      ['staff', 13 * (2 + 2 + 2 + 1) + 2],
      ['more than a provider can ever give', 2 * 2 * (13 + 1)],
    ]);
  });
});
