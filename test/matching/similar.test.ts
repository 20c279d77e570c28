// Golden values from the literature (Winkler 1990; Jaro 1989), and what must hold for any two texts.
import { expect } from 'chai';
import fc from 'fast-check';
import { jaroWinkler, osa } from '../../src/matching/similar.ts';

const name = fc.string({ unit: fc.constantFrom(...'abcde'), maxLength: 8 });

describe('matching/similar', () => {
  it('gives the published Jaro–Winkler values', () => {
    const golden: [string, string, number][] = [
      ['martha', 'marhta', 0.9611],
      ['dwayne', 'duane', 0.84],
      ['dixon', 'dicksonx', 0.8133],
      ['jellyfish', 'smellyfish', 0.8963],
      ['abc', 'xyz', 0],
      ['', '', 1],
    ];
    for (const [a, b, value] of golden) expect(jaroWinkler(a, b), `${a} ${b}`).to.be.closeTo(value, 0.0001);
  });

  it('gives the known optimal string alignment distances', () => {
    expect(osa('ca', 'abc')).to.equal(3);
    expect(osa('kitten', 'sitting')).to.equal(3);
    expect(osa('smith', 'simth')).to.equal(1);
    expect(osa('', 'abc')).to.equal(3);
  });

  it('is symmetric and bounded, and one only for what is the same', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const similarity = jaroWinkler(a, b);
        expect(similarity).to.be.within(0, 1).and.closeTo(jaroWinkler(b, a), 1e-9);
        expect(osa(a, b)).to.equal(osa(b, a)).and.at.most(Math.max(a.length, b.length));
        expect(osa(a, b) === 0).to.equal(a === b);
      }),
    );
  });
});
