// Which level two people agree at, on plain values and on tokens.
import { expect } from 'chai';
import fc from 'fast-check';
import { compare, levels } from '../../src/matching/compare.ts';
import { compareTokens, keysOf, lookupKeysOf, packTokens, tokensOf, unpackTokens } from '../../src/matching/tokens.ts';
import type { Described } from '../../src/matching/traits.ts';
import { anybody, person, tokeniser } from './people.ts';

const both = (a: Described, b: Described) => {
  const [one, other] = [person(a), person(b)];
  return [compare(one, other), compareTokens(tokensOf(one, tokeniser), tokensOf(other, tokeniser))];
};

describe('matching/compare and matching/tokens', () => {
  const rows: [string, Described, Described, Record<string, string>][] = [
    ['the same', {}, { given_name: 'SIAN' }, { given: 'exact', family: 'exact', birthdate: 'exact', address: 'house' }],
    ['a nickname', { given_name: 'Liz' }, { given_name: 'Elizabeth' }, { given: 'nickname' }],
    ['a slip', { family_name: 'Sample' }, { family_name: 'Smaple' }, { family: 'one-edit' }],
    ['a slip of the scanner', { given_name: 'Amina' }, { given_name: 'Arnina' }, { given: 'one-edit' }],
    ['a slip in a short name', { given_name: 'Wei' }, { given_name: 'Wci' }, { given: 'one-edit' }],
    ['two very short names', { given_name: 'Bo' }, { given_name: 'Jo' }, { given: 'different' }],
    ['one of two surnames', { family_name: 'Morgan' }, { family_name: 'Morgan-Sample' }, { family: 'part' }],
    ['day and month', { birthdate: '1984-03-09' }, { birthdate: '1984-09-03' }, { birthdate: 'swapped' }],
    ['another day', { birthdate: '1984-03-09' }, { birthdate: '1984-03-19' }, { birthdate: 'two-parts' }],
    [
      'crossed names',
      { given_name: 'Morgan', family_name: 'Blythe' },
      { given_name: 'Blythe', family_name: 'Morgan' },
      { given: 'crossed', family: 'crossed' },
    ],
    [
      'a mononym',
      { given_name: 'Suharto', family_name: '' },
      { given_name: '', family_name: 'Suharto' },
      { given: 'missing', family: 'exact' },
    ],
    ['no address', {}, { address: {} }, { address: 'missing' }],
    [
      'a neighbour',
      { address: { street_address: '7 Sample St', postal_code: 'ZZ1 2AB' } },
      { address: { street_address: '9 Sample Street', postal_code: 'ZZ1 2AB' } },
      { address: 'street-area' },
    ],
    ['other middle names', { given_name: 'Ann Mary' }, { given_name: 'Ann Jo' }, { given: 'nickname' }],
  ];
  for (const [name, a, b, expected] of rows) {
    it(`sees ${name}, in both forms`, () => {
      for (const found of both(a, b)) expect(found).to.include(expected);
    });
  }

  it('does not mind who comes first, and calls everybody the same as themselves', () => {
    fc.assert(
      fc.property(anybody, anybody, (a, b) => {
        const [ta, tb] = [a, b].map((one) => tokensOf(one, tokeniser));
        expect(compare(a, b)).to.deep.equal(compare(b, a));
        if (ta && tb) expect(compareTokens(ta, tb)).to.deep.equal(compareTokens(tb, ta));
        for (const level of Object.values(compare(a, a))) expect(level).not.to.equal('different');
      }),
    );
  });

  it('sees by tokens exact, missing and house exactly where plain values do', () => {
    const firm = ['exact', 'missing', 'house', 'swapped', 'two-parts'];
    fc.assert(
      fc.property(anybody, anybody, (a, b) => {
        const plain = compare(a, b);
        const tokens = compareTokens(tokensOf(a, tokeniser), tokensOf(b, tokeniser));
        for (const field of Object.keys(levels) as (keyof typeof levels)[]) {
          for (const level of firm)
            expect(tokens[field] === level, `${field} ${level}`).to.equal(plain[field] === level);
        }
      }),
    );
  });

  it('packs tokens small, and unpacks the same; garbage is refused', () => {
    fc.assert(
      fc.property(anybody, (one) => {
        const packed = packTokens(tokensOf(one, tokeniser));
        expect(unpackTokens(packed)).to.deep.equal(tokensOf(one, tokeniser));
        expect(packed.length).to.be.below(600);
        expect(() => unpackTokens(packed.subarray(0, -1))).to.throw('not packed tokens');
        expect(() => unpackTokens(Buffer.concat([packed, Buffer.of(0)]))).to.throw('not packed tokens');
      }),
    );
    expect(() => unpackTokens(Buffer.alloc(0))).to.throw('not packed tokens');
    expect(() => unpackTokens(Buffer.from([9, 0, 0]))).to.throw('not packed tokens');
  });

  it('packs a name of any length', () => {
    const long = person({ given_name: 'abcdefghij'.repeat(60), family_name: 'k l m n o p q r s t u v w'.repeat(40) });
    expect(unpackTokens(packTokens(tokensOf(long, tokeniser)))).to.deep.equal(tokensOf(long, tokeniser));
  });

  it('shows as many tokens whether a birth date can be swapped or not', () => {
    const sizes = ['1984-03-09', '1984-03-31', '1984-03-03'].map(
      (birthdate) => packTokens(tokensOf(person({ birthdate }), tokeniser)).length,
    );
    expect(new Set(sizes).size).to.equal(1);
  });

  it('finds by key who swapped a birth date or names, and nobody by a name or a birth date alone', () => {
    const kept = keysOf(person(), tokeniser);
    const meets = (changed: Described) => lookupKeysOf(person(changed), tokeniser).some((key) => kept.includes(key));
    const elsewhere = { address: { street_address: '1 Far Lane', locality: 'Farham', postal_code: 'ZZ8 8ZZ' } };
    expect(meets({ birthdate: '1984-09-03', ...elsewhere })).to.equal(true);
    expect(meets({ given_name: 'Example-Morgan', family_name: 'Siân', ...elsewhere })).to.equal(true);
    expect(meets({ given_name: 'Bob', family_name: 'Quill', ...elsewhere })).to.equal(false);
    // Born the same day: by either name, by the postcode or by the street, and by each of several surnames.
    expect(meets({ given_name: 'Bob', ...elsewhere })).to.equal(true);
    expect(meets({ given_name: 'Bob', family_name: 'Morgan', ...elsewhere })).to.equal(true);
    expect(meets({ given_name: 'Bob', family_name: 'Quill' })).to.equal(true);
    // Born another day: by a name in the same home.
    expect(meets({ birthdate: '1990-01-02', given_name: 'Bob' })).to.equal(true);
    expect(meets({ birthdate: '1990-01-02', family_name: 'Quill' })).to.equal(true);
    expect(meets({ birthdate: '1990-01-02', ...elsewhere })).to.equal(false);
    expect(keysOf(person({ birthdate: '', address: {} }), tokeniser)).to.deep.equal([]);
    expect(keysOf(person({ given_name: '', family_name: '', address: {} }), tokeniser)).to.deep.equal([]);
  });
});
