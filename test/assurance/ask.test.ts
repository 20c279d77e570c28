import { expect } from 'chai';
import fc from 'fast-check';
import { createAcr } from '../../src/assurance/acr.ts';
import { type LevelParameters, readAsked, satisfied, wantedLevels } from '../../src/assurance/ask.ts';
import { atLeast, type Level, nothing } from '../../src/assurance/level.ts';
import { HubError } from '../../src/errors.ts';
import { anyLevel, shipped } from './arbitrary.ts';

const level = (identity: Level['identity'], authenticator: Level['authenticator']): Level => ({
  identity,
  authenticator,
});
const acr = createAcr('https://hub.example', shipped);
const read = (parameters: LevelParameters, floor = nothing) => readAsked(parameters, acr, floor, shipped.vtr);
const essential = (claim: object) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, ...claim } } }) });

const medium = level('medium', 'medium');
const low = level('low', 'medium');
const factors = level('none', 'medium');

describe('what a service asks', () => {
  it('is its floor when it asks nothing', () => {
    const asked = read({}, factors);
    expect(asked).to.deep.include({ floor: factors, required: undefined, preferred: [] });
    expect(wantedLevels(asked)).to.deep.equal([factors]);
    expect(satisfied(asked, medium)).to.deep.equal({ acr: 'https://hub.example/assurance/medium/medium' });
    expect(satisfied(asked, level('very-high', 'low'))).to.equal(undefined);
  });

  it('is a wish with acr_values: the best that was reached, in its order of preference, and never a refusal', () => {
    const asked = read({ acr_values: 'Cl.Cm.P2 unknown  Cl.Cm.P1' });
    expect(asked.preferred.map((wish) => wish.acr)).to.deep.equal(['Cl.Cm.P2', 'Cl.Cm.P1']);
    expect(wantedLevels(asked)).to.deep.equal([medium, low, nothing]);
    expect(satisfied(asked, medium)).to.deep.equal({ acr: 'Cl.Cm.P2' });
    expect(satisfied(asked, low)).to.deep.equal({ acr: 'Cl.Cm.P1' });
    expect(satisfied(asked, nothing)).to.deep.equal({ acr: 'https://hub.example/assurance/none/none' });
  });

  it('is a requirement with an essential acr claim, and a wish without essential', () => {
    const required = read(essential({ values: ['Cl.Cm.P2', 'http://eidas.europa.eu/LoA/high'] }));
    expect(wantedLevels(required)).to.deep.equal([medium, level('high', 'high')]);
    expect(satisfied(required, low)).to.equal(undefined);
    expect(satisfied(required, medium)).to.deep.equal({ acr: 'Cl.Cm.P2' });
    expect(satisfied(read({ claims: { id_token: { acr: { value: 'Cl.Cm.P2' } } } }), low)).to.deep.equal({
      acr: 'https://hub.example/assurance/low/medium',
    });
    for (const claims of [
      '{}',
      '{"id_token":null}',
      '{"id_token":{"email":null}}',
      '{"id_token":{"acr":null}}',
      '{"id_token":{"acr":{"essential":true}}}',
    ]) {
      expect(read({ claims }).required, claims).to.equal(undefined);
    }
  });

  it('keeps an essential acr beside acr_values, which oidc-provider would drop', () => {
    const asked = read({ ...essential({ value: 'Cl.Cm.P2' }), acr_values: 'Cl' });
    expect(asked.required).to.deep.equal([{ acr: 'Cl.Cm.P2', level: medium }]);
    expect(satisfied(asked, factors)).to.equal(undefined);
  });

  it('cannot be met when every required name is unknown', () => {
    const asked = read(essential({ values: ['urn:example:gold'] }));
    expect(asked.required).to.deep.equal([]);
    expect(wantedLevels(asked)).to.deep.equal([]);
    expect(satisfied(asked, level('very-high', 'high'))).to.equal(undefined);
  });

  it('is a requirement with vtr, alternatives in order, components in any order', () => {
    const asked = read({ vtr: '["P2.Cl.Cm","Cl.Cm.P1"]' });
    expect(asked.required).to.deep.equal([
      { acr: 'Cl.Cm.P2', level: medium },
      { acr: 'Cl.Cm.P1', level: low },
    ]);
    expect(satisfied(asked, low)).to.deep.equal({ acr: 'Cl.Cm.P1' });
    expect(satisfied(asked, factors)).to.equal(undefined);
  });

  it('is never less than the floor', () => {
    const asked = read({ vtr: '["Cl"]' }, level('low', 'medium'));
    expect(wantedLevels(asked)).to.deep.equal([low]);
    expect(satisfied(asked, factors)).to.equal(undefined);
    expect(wantedLevels(read({ acr_values: 'Cl Cl.Cm' }, low))).to.deep.equal([low]);
  });

  const malformed: Record<string, LevelParameters> = {
    'vtr that is no JSON': { vtr: 'Cl.Cm' },
    'vtr that is no list': { vtr: '"Cl.Cm"' },
    'an empty vtr': { vtr: '[]' },
    'vtr with a number': { vtr: '[1]' },
    'eleven vectors': { vtr: JSON.stringify(Array(11).fill('Cl')) },
    'an empty vector': { vtr: '[""]' },
    'an unknown component': { vtr: '["Cl.Cx"]' },
    'a vector that is not registered': { vtr: '["P2"]' },
    'a repeated component': { vtr: '["Cl.Cl.Cm"]' },
    'vectors with and without identity': { vtr: '["Cl.Cm.P2","Cl.Cm"]' },
    'a vector with spaces': { vtr: '["Cl. Cm"]' },
    'vtr beside acr_values': { vtr: '["Cl"]', acr_values: 'Cl' },
    'vtr beside an essential acr': { vtr: '["Cl"]', ...essential({ value: 'Cl' }) },
    'claims that is no JSON': { claims: '{' },
    'claims that is a list': { claims: '[]' },
    'an acr claim that is a text': { claims: '{"id_token":{"acr":"Cl"}}' },
    'no values at all': essential({ values: [] }),
    'values that are no texts': essential({ values: [2] }),
    'values that is a text': essential({ values: 'Cl' }),
    'a value that is no text': essential({ value: ['Cl'] }),
    'value and values': essential({ value: 'Cl', values: ['Cl'] }),
  };
  for (const [name, parameters] of Object.entries(malformed)) {
    it(`refuses ${name} as invalid_request`, () => {
      expect(() => read(parameters))
        .to.throw(HubError)
        .that.includes({ code: 'bad_request', oauth: 'invalid_request' });
    });
  }

  it('is met only at or above the floor and an alternative; the acr that is given never claims more than was reached', () => {
    const names = fc.subarray(acr.supported, { maxLength: 4 });
    fc.assert(
      fc.property(names, names, anyLevel, anyLevel, (required, wished, floor, reached) => {
        const claims = required.length > 0 ? essential({ values: required }) : {};
        const asked = read({ ...claims, acr_values: wished.join(' ') }, floor);
        const result = satisfied(asked, reached);
        const enough = atLeast(reached, floor) && (asked.required?.some((one) => atLeast(reached, one.level)) ?? true);
        if (!result) return !enough;
        const claimed = acr.levelOf(result.acr);
        return enough && claimed !== undefined && atLeast(reached, claimed);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is met by every level that is wanted', () => {
    const names = fc.subarray(acr.supported, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, anyLevel, fc.boolean(), (wished, floor, required) => {
        const asked = read(required ? essential({ values: wished }) : { acr_values: wished.join(' ') }, floor);
        return wantedLevels(asked).every((wanted) => satisfied(asked, wanted) !== undefined);
      }),
      { numRuns: 10_000 },
    );
  });
});
