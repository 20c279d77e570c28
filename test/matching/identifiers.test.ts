// Numbers from the range 999, which is nobody's; CHI numbers are made here by their rule.
import { expect } from 'chai';
import fc from 'fast-check';
import { chiFits, isChi, isNhsNumber } from '../../src/matching/identifiers.ts';
import { seeded } from '../support/seeded.ts';

/** The number that begins with nine digits, or undefined where none does. */
const completed = (nine: string): string | undefined =>
  [...'0123456789'].map((digit) => nine + digit).find((number) => isNhsNumber(number));

describe('matching/identifiers', () => {
  it('knows an NHS number by its check digit, with or without spaces', () => {
    expect(isNhsNumber('9990000018')).to.equal(true);
    expect(isNhsNumber('999 000 0018')).to.equal(true);
    expect(isNhsNumber('9990000017')).to.equal(false);
    expect(isNhsNumber('999000001')).to.equal(false);
    expect(isNhsNumber('99900000180')).to.equal(false);
    for (const digit of '0123456789') expect(isNhsNumber(digit.repeat(10)), digit).to.equal(false);
  });

  it('refuses a number with any one digit changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = [...'9990000018'].map(Number);
        digits[at] = ((digits[at] ?? 0) + by) % 10;
        expect(isNhsNumber(digits.join(''))).to.equal(false);
      }),
    );
  });

  it('lets one in eleven random numbers through, which is why a number alone proves nothing', () => {
    const random = seeded(11);
    const drawn = Array.from({ length: 50_000 }, () => String(Math.floor(random() * 1e10)).padStart(10, '0'));
    expect(drawn.filter(isNhsNumber).length / drawn.length).to.be.closeTo(1 / 11, 0.005);
  });

  it('wants a real day at the beginning of a CHI number, and that of the person', () => {
    const [real, leap, never] = ['010190123', '290204123', '310204124'].map(completed);
    expect(isChi(real ?? '')).to.equal(true);
    expect(isChi(leap ?? '')).to.equal(true);
    expect(never).to.be.a('string');
    expect(isChi(never ?? '')).to.equal(false);
    expect(chiFits(real ?? '', '1990-01-01')).to.equal(true);
    expect(chiFits(real ?? '', '1990-01-02')).to.equal(false);
  });
});
