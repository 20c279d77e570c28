import { expect } from 'chai';
import fc from 'fast-check';
import { atLeast, type Level } from '../../src/assurance/level.ts';
import { askOf, type EligibleInput, eligible } from '../../src/choice/eligible.ts';
import {
  type IdentityProvider,
  identityProvidersSchema,
  type OidcProvider,
} from '../../src/config/schema/identity-providers.ts';
import { type Service, servicesSchema } from '../../src/config/schema/services.ts';
import { levelsFor } from '../../src/registry/life.ts';
import { anyLevel, shipped, vocabulary } from '../assurance/arbitrary.ts';

const level = (identity: Level['identity'], authenticator: Level['authenticator']): Level => ({
  identity,
  authenticator,
});
const medium = level('medium', 'medium');
const factors = level('none', 'medium');

function provider(id: string, changes: Partial<OidcProvider> = {}): OidcProvider {
  const record = {
    protocol: 'oidc',
    dialect: 'plain',
    vocabulary: 'one-login',
    name: { en: id, cy: id },
    description: { en: 'x', cy: 'x' },
    issuer: 'https://provider.example',
    clientId: 'hub',
    clientAssertionAlgorithm: 'PS256',
    signatureAlgorithms: ['ES256'],
    accreditedLevels: [medium],
    attributes: [],
  };
  const parsed = identityProvidersSchema.parse({ providers: { [id]: record } }).providers[id];
  if (parsed?.protocol !== 'oidc') throw new Error('no provider');
  return { ...parsed, id, ...changes };
}

function service(changes: Partial<Service> = {}): Service {
  const record = {
    organisation: 'council',
    name: { en: 'Bins', cy: 'Biniau' },
    home: 'https://council.example',
    redirectUris: ['https://council.example/back'],
    authentication: 'private_key_jwt',
    minimumLevel: factors,
  };
  const parsed = servicesSchema.parse({ organisations: {}, services: { bins: record } }).services.bins;
  if (!parsed) throw new Error('no service');
  return { ...parsed, id: 'bins', ...changes };
}

/** Providers in the middle of their lives, that answer. */
const always: Pick<EligibleInput, 'shownAs' | 'isUp'> = { shownAs: () => 'everybody', isUp: () => true };

function offers(providers: IdentityProvider[], changes: Partial<EligibleInput> = {}) {
  const input = { service: service(), wanted: [medium], tried: [], ...always, ...changes };
  return eligible({ providers, vocabularies: shipped.vocabularies, ...input }).offers.map(({ id, grey }) =>
    grey ? `${id}: ${grey}` : id,
  );
}

describe('the providers on offer', () => {
  const weak = provider('weak', { accreditedLevels: [factors] });
  const cases: [string, string[], string[]][] = [
    ['come in the order of the configuration', offers([provider('b'), provider('a')]), ['b', 'a']],
    ['leave out what is off the page', offers([provider('a')], { shownAs: () => 'nobody' }), []],
    [
      'show one that cannot take new people any more, tried',
      offers([provider('a')], { tried: [{ provider: 'a', how: 'closed-to-new' }], isUp: () => false }),
      ['a: tried'],
    ],
    ['show one that is down', offers([provider('a')], { isUp: () => false }), ['a: unavailable']],
    ['leave out what is switched off', offers([provider('a', { enabled: false })]), []],
    [
      'leave out what the service does not allow',
      offers([provider('a'), provider('b')], { service: service({ providers: ['b'] }) }),
      ['b'],
    ],
    [
      'leave out what does not serve this service',
      offers([provider('a', { services: ['other'] }), provider('b', { services: ['bins'] })]),
      ['b'],
    ],
    ['leave out what serves no service', offers([provider('a', { services: [] })]), []],
    ['grey what is down', offers([provider('a', { temporarilyUnavailable: true })]), ['a: unavailable']],
    ['grey what cannot reach the level', offers([weak, provider('a')]), ['weak: level-too-low', 'a']],
    [
      'grey what is not accredited for the level, whatever its words can ask',
      offers([weak], { wanted: [level('low', 'none')] }),
      ['weak: level-too-low'],
    ],
    [
      'hide instead of greying where the record says so',
      offers([{ ...weak, visible: false }, provider('a', { visible: false })]),
      ['a'],
    ],
    [
      'say the lasting reason rather than the passing one',
      offers([{ ...weak, temporarilyUnavailable: true }]),
      ['weak: level-too-low'],
    ],
    ['serve when one alternative is in reach', offers([weak], { wanted: [medium, factors] }), ['weak']],
    [
      'keep to what is required, where wishes go further',
      offers([weak], { wanted: [medium], minimum: [factors] }),
      ['weak'],
    ],
    [
      'are all grey when what is required does not exist',
      offers([provider('a')], { wanted: [], minimum: [] }),
      ['a: level-too-low'],
    ],
    [
      'grey what was tried and cannot do it',
      offers([provider('a'), provider('b')], { tried: [{ provider: 'a', how: 'no-context' }] }),
      ['a: tried', 'b'],
    ],
    [
      'grey what was tried and gave too little',
      offers([provider('a')], {
        tried: [
          { provider: 'a', how: 'cancelled' },
          { provider: 'a', how: 'level-too-low' },
        ],
      }),
      ['a: tried'],
    ],
    [
      'stay open to another try after anything else',
      offers([provider('a')], {
        tried: [
          { provider: 'a', how: 'cancelled' },
          { provider: 'a', how: 'invalid' },
        ],
      }),
      ['a'],
    ],
  ];
  for (const [name, found, expected] of cases) {
    it(name, () => {
      expect(found).to.deep.equal(expected);
    });
  }

  it('hold nothing of a record but what the page shows', () => {
    const [offer] = eligible({
      providers: [provider('a')],
      vocabularies: shipped.vocabularies,
      service: service(),
      wanted: [factors],
      tried: [],
      ...always,
    }).offers;
    expect(offer).to.deep.equal({ id: 'a', name: { en: 'a', cy: 'a' }, description: { en: 'x', cy: 'x' } });
  });
});

describe('what is asked of the chosen provider', () => {
  it('is the first wanted level that it can reach', () => {
    const nhs = provider('nhs', { vocabulary: 'nhs-login' });
    expect(
      askOf(vocabulary('nhs-login'), levelsFor(nhs, 'bins'), [level('high', 'high'), factors, medium]),
    ).to.deep.equal({
      level: factors,
      send: { vtr: '["P0.Cp.Cd"]' },
    });
    expect(askOf(vocabulary('nhs-login'), levelsFor(nhs, 'bins'), [level('high', 'high')])).to.equal(undefined);
    expect(askOf(undefined, levelsFor(nhs, 'bins'), [factors])).to.equal(undefined);
  });

  it('exists exactly where the provider is not grey for its level, is enough, and is within its accreditation', () => {
    const wanted = fc.array(anyLevel, { maxLength: 3 });
    const ceilings = fc.array(anyLevel, { minLength: 1, maxLength: 2 });
    const names = fc.constantFrom(...Object.keys(shipped.vocabularies));
    fc.assert(
      fc.property(wanted, names, ceilings, (levels, name, accreditedLevels) => {
        const one = provider('a', { vocabulary: name, accreditedLevels });
        const ask = askOf(vocabulary(name), levelsFor(one, 'bins'), levels);
        const open = offers([one], { wanted: levels })[0] === 'a';
        if (!ask) return !open;
        return (
          open &&
          accreditedLevels.some((most) => atLeast(most, ask.level)) &&
          levels.some((some) => atLeast(ask.level, some))
        );
      }),
      { numRuns: 10_000 },
    );
  });
});
