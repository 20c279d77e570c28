import { expect } from 'chai';
import fc from 'fast-check';
import { identityAtLeast, type Level } from '../../src/assurance/level.ts';
import { continues, type Details, judgeRise } from '../../src/matching/continuity.ts';
import { plainName } from '../../src/matching/normalise.ts';
import { anyLevel } from '../assurance/arbitrary.ts';

const runs = { numRuns: 10_000 };
const asha: Details = { given_name: 'Asha', family_name: 'Example-Patel', birthdate: '1948-06-02' };
const at = (identity: Level['identity'], details: Details) => ({
  level: { identity, authenticator: 'medium' } as const,
  details,
});
const details: fc.Arbitrary<Details> = fc.record(
  {
    given_name: fc.constantFrom('Asha', 'ASHA', 'Siân', 'Sian', '', '  '),
    family_name: fc.constantFrom('Example', 'Exam-ple', 'Exa', 'Other', "O'Hara", ''),
    birthdate: fc.constantFrom('1948-06-02', '1948-02-06', '2010-01-01'),
  },
  { requiredKeys: [] },
);

describe('names before they are compared', () => {
  it('lose marks, case, spaces, hyphens and apostrophes, and nothing else', () => {
    expect(plainName('Siân O’Hara-Jones')).to.equal('sianoharajones');
    expect(plainName(' MARY  ANN ')).to.equal('maryann');
    expect(plainName('Łukasz')).not.to.equal(plainName('Lukasz'));
    expect(plainName('李 小龙')).to.equal('李小龙');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => plainName(plainName(name)) === plainName(name)),
      runs,
    );
  });
});

describe('continuity', () => {
  const same: [string, Details][] = [
    ['the same details', asha],
    ['another spelling', { ...asha, given_name: 'ASHA', family_name: 'Example Patel' }],
    ['a new family name', { ...asha, family_name: 'Newly-Wed' }],
    ['a new given name', { ...asha, given_name: 'Ash' }],
    ['a longer family name', { ...asha, given_name: 'A.', family_name: 'Example' }],
    ['one name alone', { given_name: 'Asha', birthdate: asha.birthdate ?? '' }],
  ];
  const others: [string, Details][] = [
    ['another date of birth', { ...asha, birthdate: '1948-02-06' }],
    ['two new names', { ...asha, given_name: 'Ben', family_name: 'Other' }],
    ['no date of birth', { given_name: 'Asha', family_name: 'Example-Patel' }],
    ['no names', { birthdate: asha.birthdate ?? '' }],
    ['names without a letter', { given_name: "'", family_name: '-', birthdate: asha.birthdate ?? '' }],
    ['nothing', {}],
  ];
  for (const [name, now] of same) it(`holds for ${name}`, () => expect(continues(asha, now)).to.equal(true));
  for (const [name, now] of others) {
    it(`does not hold for ${name}`, () => {
      expect(continues(asha, now)).to.equal(false);
      expect(continues(now, now)).to.equal(['another date of birth', 'two new names'].includes(name));
    });
  }

  it('says the same whichever side is asked first, and never without an equal date of birth', () => {
    const law = (a: Details, b: Details) =>
      continues(a, b) === continues(b, a) &&
      (!continues(a, b) || (a.birthdate !== undefined && a.birthdate === b.birthdate));
    fc.assert(fc.property(details, details, law), runs);
  });
});

describe('a known account that proves something', () => {
  it('is raised by the same person’s proof', () => {
    expect(judgeRise(at('low', asha), at('medium', asha))).to.deep.equal({
      kind: 'same',
      identity: 'medium',
      raise: true,
    });
    expect(judgeRise(at('medium', asha), at('medium', asha))).to.deep.equal({
      kind: 'same',
      identity: 'medium',
      raise: false,
    });
  });

  it('stands on its first proof, where none was ever given', () => {
    expect(judgeRise(at('none', {}), at('medium', asha))).to.deep.equal({
      kind: 'same',
      identity: 'medium',
      raise: true,
    });
  });

  it('is not raised where an earlier proof named nobody that it could continue', () => {
    expect(judgeRise(at('low', {}), at('medium', asha))).to.deep.equal({ kind: 'contradicted', identity: 'low' });
    expect(judgeRise(at('medium', {}), at('medium', asha))).to.deep.equal({
      kind: 'same',
      identity: 'medium',
      raise: true,
    });
    expect(judgeRise(at('medium', {}), at('medium', {}))).to.deep.equal({
      kind: 'same',
      identity: 'medium',
      raise: false,
    });
  });

  it('keeps its old level, and no more, when it speaks of somebody else', () => {
    const ben = { given_name: 'Ben', family_name: 'Other', birthdate: '1990-01-01' };
    expect(judgeRise(at('low', asha), at('medium', ben))).to.deep.equal({ kind: 'contradicted', identity: 'low' });
    expect(judgeRise(at('medium', asha), at('medium', ben))).to.deep.equal({ kind: 'contradicted', identity: 'none' });
    expect(judgeRise(at('low', asha), at('medium', {}))).to.deep.equal({ kind: 'contradicted', identity: 'low' });
  });

  it('never gets more than it proves now, nor more than the link without continuity, and never touches a link in dispute', () => {
    const law = (before: Level, now: Level, was: Details, is: Details) => {
      const verdict = judgeRise({ level: before, details: was }, { level: now, details: is });
      const silent = Object.keys(was).length === 0 && identityAtLeast(before.identity, now.identity);
      const held = continues(was, is) || silent || before.identity === 'none' || now.identity === 'none';
      return (
        identityAtLeast(now.identity, verdict.identity) &&
        (held ? verdict.kind === 'same' : verdict.kind === 'contradicted') &&
        (held || identityAtLeast(before.identity, verdict.identity))
      );
    };
    fc.assert(fc.property(anyLevel, anyLevel, details, details, law), runs);
  });
});
