// Every provider × every way of asking × reached, not reached, exceeded: what a service's client really gets, from the real hub and
// simulators that speak the real dialects. What is expected stands in two small tables here and is never computed by the hub's own code.
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import type { Level } from '../../src/assurance/level.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { type Asking, pageOf, type Walk } from '../support/relying-party.ts';
import * as flow from './visits.ts';

type Name = NonNullable<Walk['provider']>;
type Vector = 'Cl' | 'Cl.Cm' | 'Cl.Cm.P1' | 'Cl.Cm.P2';

const levels: Record<Vector, Level> = {
  Cl: { identity: 'none', authenticator: 'low' },
  'Cl.Cm': { identity: 'none', authenticator: 'medium' },
  'Cl.Cm.P1': { identity: 'low', authenticator: 'medium' },
  'Cl.Cm.P2': { identity: 'medium', authenticator: 'medium' },
};
const vectors = Object.keys(levels) as Vector[];

interface Row {
  persona: string;
  /** The most that it can be asked for. */
  most: Vector;
  /** What is left when it answers lower than that. */
  lower: Vector;
  /** What it is asked with, in its own words, for each level; undefined where it cannot reach that. */
  words: Record<Vector, string | undefined>;
}

const nhsIdentity = 'vtr=["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]';
const classes = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';
const twoFactors = `${classes}MobileTwoFactorContract ${classes}TimeSyncToken`;

/** The providers, as the reference says they speak. */
const table: Record<Name, Row> = {
  central: {
    persona: 'hannah-fairweather',
    most: 'Cl.Cm.P2',
    lower: 'Cl.Cm.P1',
    words: {
      Cl: 'vtr=["Cl"]',
      'Cl.Cm': 'vtr=["Cl.Cm"]',
      'Cl.Cm.P1': 'vtr=["Cl.Cm.P1"]',
      'Cl.Cm.P2': 'vtr=["Cl.Cm.P2"]',
    },
  },
  nhs: {
    persona: 'hannah-fairweather',
    most: 'Cl.Cm.P2',
    lower: 'Cl.Cm',
    words: { Cl: 'vtr=["P0.Cp"]', 'Cl.Cm': 'vtr=["P0.Cp.Cd"]', 'Cl.Cm.P1': nhsIdentity, 'Cl.Cm.P2': nhsIdentity },
  },
  local: {
    persona: 'hannah-fairweather',
    most: 'Cl.Cm',
    lower: 'Cl',
    words: {
      Cl: `${classes}PasswordProtectedTransport ${twoFactors}`,
      'Cl.Cm': twoFactors,
      'Cl.Cm.P1': undefined,
      'Cl.Cm.P2': undefined,
    },
  },
  scotland: {
    persona: 'morag-sutherland',
    most: 'Cl.Cm.P2',
    lower: 'Cl.Cm',
    words: {
      Cl: 'scope=openid',
      'Cl.Cm': 'scope=openid',
      'Cl.Cm.P1': 'scope=openid scotaccount.gpg45.medium',
      'Cl.Cm.P2': 'scope=openid scotaccount.gpg45.medium',
    },
  },
  staff: {
    persona: 'olive-operator',
    most: 'Cl.Cm',
    lower: 'Cl',
    words: { Cl: 'acr_values=', 'Cl.Cm': 'acr_values=mfa', 'Cl.Cm.P1': undefined, 'Cl.Cm.P2': undefined },
  },
};
const names = Object.keys(table) as Name[];

/** The ways of asking for a level. `floor` asks nothing: the service is registered for it. */
const ways = {
  acr_values: (vector: Vector) => ({ acr_values: vector }),
  'essential acr value': (vector: Vector) => essential({ value: vector }),
  'essential acr values': (vector: Vector) => essential({ values: ['http://eidas.europa.eu/LoA/high', vector] }),
  vtr: (vector: Vector) => ({ vtr: JSON.stringify([vector]) }),
  floor: () => ({}),
} satisfies Record<string, (vector: Vector) => Record<string, string>>;
type Way = keyof typeof ways;
const carriers = ['query', 'pushed', 'signed'] as const;
type Carrier = (typeof carriers)[number];

function essential(acr: object): Record<string, string> {
  return { claims: JSON.stringify({ id_token: { acr: { essential: true, ...acr } } }) };
}

/** The floor travels in no request, so that it has one carrier. */
const cases = names.flatMap((provider) =>
  (Object.keys(ways) as Way[]).flatMap((way) =>
    (way === 'floor' ? (['query'] as const) : carriers).map((carrier) => ({ provider, way, carrier })),
  ),
);

describe('flows: the table of assurance', () => {
  let house: House;
  const serviceOf = (provider: Name, way: Way, vector: Vector) =>
    way === 'floor' ? `${provider}-${vectors.indexOf(vector)}` : `${provider}-0`;
  const uri = ({ identity, authenticator }: Level) => `${house.issuer}/assurance/${identity}/${authenticator}`;
  /** The `acr` that names a level which was asked for in some way. */
  const named = (way: Way, vector: Vector) => (way === 'floor' ? uri(levels[vector]) : vector);

  before(async () => {
    const services = names.flatMap((provider) =>
      vectors.map((vector) => [
        `${provider}-${vectors.indexOf(vector)}`,
        { providers: [provider], minimumLevel: levels[vector] },
      ]),
    );
    const ofStaff = vectors.map((_, index) => `staff-${index}`);
    house = await startHouse({
      services: Object.fromEntries(services),
      providers: { staff: { services: ofStaff, visible: true } },
    });
  });
  after(() => house.close());

  interface Case {
    provider: Name;
    way: Way;
    carrier: Carrier;
    vector: Vector;
  }

  async function ask({ provider, way, carrier, vector }: Case, browser = createBrowser()) {
    const visit = await flow.visit(house, serviceOf(provider, way, vector), browser);
    const asking = await visit.party.ask(ways[way](vector), carrier);
    return { visit, asking, page: await visit.browser.visit(asking.url.href, visit.party.isHere) };
  }

  /** Chooses the provider, signs in there with a person or a fault, and comes back. */
  async function through(visit: flow.Visit, page: Page, provider: Name, fault?: string): Promise<Page> {
    const there = await flow.press(visit, page, { form: '/choice', fields: { provider } });
    const fields = { persona: table[provider].persona, ...(fault && { x_fault: fault }) };
    const back = await flow.press(visit, there, { form: '/simulator/continue', fields });
    const posted = back.forms.find((form) => 'SAMLResponse' in form.fields);
    return posted ? flow.press(visit, back, { form: posted.action }) : back;
  }

  async function tokens(visit: flow.Visit, asking: Asking, page: Page) {
    return (await flow.collected(visit, asking, flow.answerIn(visit, page))).claims;
  }

  async function refusedWith(visit: flow.Visit, asking: Asking, page: Page): Promise<string> {
    const end = await flow.press(visit, page, { form: '/cancel' });
    return flow.errorIn(visit, asking, flow.answerIn(visit, end));
  }

  for (const { provider, way, carrier } of cases) {
    const { most, lower } = table[provider];
    const one = { provider, way, carrier, vector: most };
    const title = `${provider}, ${way} by ${carrier}`;

    it(`${title}: reached`, async () => {
      const { visit, asking, page } = await ask(one);
      const claims = await tokens(visit, asking, await through(visit, page, provider));
      expect(claims).to.include({ acr: named(way, most), vot: most, vtm: `${house.issuer}/trust-mark` });
    });

    it(`${title}: not reached`, async () => {
      const { visit, asking, page } = await ask(one);
      let back = await through(visit, page, provider, 'lower-level');
      if (way !== 'acr_values') {
        const error = await refusedWith(visit, asking, back);
        // ScotAccount has no lower level to say: it does not confirm, and the person may try again.
        expect(error).to.equal(provider === 'scotland' ? 'access_denied' : 'unmet_authentication_requirements');
        return;
      }
      if (pageOf(back) === 'choice') back = await through(visit, back, provider);
      expect(await tokens(visit, asking, back)).to.include({ acr: uri(levels[lower]), vot: lower });
    });

    it(`${title}: exceeded, by a session that has more`, async () => {
      const browser = createBrowser();
      const first = await ask({ ...one, way: 'vtr', carrier: 'query' }, browser);
      await tokens(first.visit, first.asking, await through(first.visit, first.page, provider));
      const { visit, asking, page } = await ask({ ...one, vector: 'Cl' }, browser);
      const claims = await tokens(visit, asking, page);
      expect(claims).to.include({ acr: way === 'floor' ? uri(levels[most]) : 'Cl', vot: most });
    });

    it(`${title}: exceeded, beyond what the provider may say`, async () => {
      const { visit, asking, page } = await ask(one);
      const back = await through(visit, page, provider, 'higher-level');
      expect(visit.party.isHere(new URL(back.location ?? back.url)), 'nothing may come of it').to.equal(false);
      const error = await refusedWith(visit, asking, back);
      expect(error).to.equal(provider === 'scotland' ? 'access_denied' : 'unmet_authentication_requirements');
    });
  }

  for (const provider of names) {
    for (const vector of vectors) {
      const words = table[provider].words[vector];
      it(`${provider} is ${words ? `asked for ${vector} in its own words` : `never asked for ${vector}: nobody can be sent there`}`, async () => {
        const { visit, asking, page } = await ask({ provider, way: 'vtr', carrier: 'query', vector });
        if (words === undefined) {
          expect(pageOf(page)).to.equal('stopped');
          expect(await refusedWith(visit, asking, page)).to.equal('unmet_authentication_requirements');
          return;
        }
        const there = await flow.press(visit, page, { form: '/choice', fields: { provider } });
        expect(asked(new URL(there.url), words)).to.equal(words);
      });
    }
  }

  /** What the provider's own address was asked with: one parameter, or the classes of a SAML request. */
  function asked({ searchParams }: URL, words: string): string {
    const message = searchParams.get('SAMLRequest');
    if (message === null) {
      const name = words.slice(0, words.indexOf('='));
      return `${name}=${searchParams.get(name) ?? ''}`;
    }
    const xml = inflateRawSync(Buffer.from(message, 'base64')).toString();
    return [...xml.matchAll(/AuthnContextClassRef[^>]*>([^<]+)</g)].map(([, word]) => word).join(' ');
  }

  it('leaves no combination out', () => {
    expect(names).to.have.members([...house.config.providers.keys()]);
    expect(cases).to.have.length(5 * (4 * 3 + 1));
  });
});
