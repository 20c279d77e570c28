import { expect } from 'chai';
import fc from 'fast-check';
import { grade } from '../../src/assurance/grade.ts';
import { atLeast, type Level, nothing } from '../../src/assurance/level.ts';
import { stampOf, wordLevel } from '../../src/assurance/vocabulary.ts';
import { anyLevel, shipped, upTo, vocabulary } from './arbitrary.ts';

const level = (identity: Level['identity'], authenticator: Level['authenticator']): Level => ({
  identity,
  authenticator,
});
const ceilings = fc.array(anyLevel, { minLength: 1, maxLength: 3 });
const top = level('very-high', 'high');
const central = vocabulary('one-login');

describe('grading', () => {
  it('takes a word for what the table says, with its qualifiers beside it', () => {
    expect(
      grade({ vocabulary: central, says: 'Cl.Cm.P2', asked: level('medium', 'medium'), accredited: upTo(top) }),
    ).to.deep.equal({
      kind: 'graded',
      level: level('medium', 'medium'),
      qualifiers: [],
      stamp: stampOf(central),
    });
    expect(
      grade({ vocabulary: vocabulary('nhs-login'), says: 'P5.Cp.Cd', asked: nothing, accredited: upTo(top) }),
    ).to.deep.equal({
      kind: 'graded',
      level: level('none', 'medium'),
      qualifiers: ['claimed-pds-match'],
      stamp: stampOf(vocabulary('nhs-login')),
    });
  });

  it('refuses silence, and words that it does not know, as (none, none), even when nothing was asked', () => {
    for (const says of [undefined, '']) {
      const silent = grade({ vocabulary: central, says, asked: nothing, accredited: upTo(top) });
      expect(silent).to.deep.equal({ kind: 'refused', why: 'no-level', level: nothing });
    }
    for (const says of ['Cl.Cm.P3', 'P9.Cm', 'toString']) {
      const unknown = grade({ vocabulary: central, says, asked: nothing, accredited: upTo(top) });
      expect(unknown).to.deep.equal({ kind: 'refused', why: 'unknown-word', level: nothing });
    }
  });

  it('refuses less than was asked, also where the levels are incomparable', () => {
    for (const asked of [level('medium', 'medium'), level('low', 'low'), level('none', 'high')]) {
      const result = grade({ vocabulary: central, says: 'Cl.Cm', asked, accredited: upTo(top) });
      expect(result).to.deep.equal({ kind: 'refused', why: 'lower-than-asked', level: level('none', 'medium') });
    }
  });

  it('refuses more than the provider is accredited for', () => {
    const accredited = upTo(level('low', 'medium'), level('none', 'high'));
    const result = grade({ vocabulary: central, says: 'Cl.Cm.P2', asked: nothing, accredited });
    expect(result).to.deep.equal({ kind: 'refused', why: 'higher-than-accredited', level: level('medium', 'medium') });
  });

  it('takes identity off a word without two factors, but not its excess over the accredited level', () => {
    const said = { word: 'X', level: level('medium', 'low'), qualifiers: [], status: 'derived' as const, off: false };
    const loose = { ...central, says: [said] };
    const asked = nothing;
    expect(grade({ vocabulary: loose, says: 'X', asked, accredited: upTo(top) })).to.deep.include({
      level: level('none', 'low'),
    });
    expect(grade({ vocabulary: loose, says: 'X', asked, accredited: upTo(level('low', 'low')) })).to.include({
      why: 'higher-than-accredited',
    });
  });

  it('never serves more than was said, less than was asked, or more than is accredited; each refusal has its reason', () => {
    const said = fc
      .constantFrom(...Object.values(shipped.vocabularies))
      .chain((table) =>
        fc.constantFrom(...table.says, { word: 'zz' }).map(({ word }) => ({ vocabulary: table, says: word })),
      );
    fc.assert(
      fc.property(said, anyLevel, ceilings, (input, asked, accredited) => {
        const worth = wordLevel(input.vocabulary, input.says)?.level ?? nothing;
        const result = grade({ ...input, asked, accredited: upTo(...accredited) });
        if (!atLeast(worth, result.level)) return false;
        if (result.kind === 'graded')
          return atLeast(result.level, asked) && accredited.some((most) => atLeast(most, result.level));
        if (result.why === 'lower-than-asked') return !atLeast(result.level, asked);
        if (result.why === 'higher-than-accredited') return !accredited.some((most) => atLeast(most, worth));
        return result.level === nothing;
      }),
      { numRuns: 10_000 },
    );
  });
});
