// The bars beside the weights: each begins where the one before ended, and all of them are in the picture.
import { expect } from 'chai';
import fc from 'fast-check';
import { waterfallOf } from '../../src/staff/waterfall.ts';

const bits = fc.double({ min: -20, max: 20, noNaN: true });

describe('staff/waterfall', () => {
  it('draws a golden one', () => {
    const fields = [
      { field: 'given', level: 'exact', weight: 8 },
      { field: 'address', level: 'different', weight: -4 },
    ];
    const { prior, rows, total, percent } = waterfallOf({ weight: 4, probability: 1, fields }, 2 ** 16);
    expect([prior, total, percent]).to.deep.equal([-16, -12, '99.99']);
    expect(rows.map(({ from, width }) => [from, width])).to.deep.equal([
      [0, 50],
      [25, 25],
    ]);
  });

  it('keeps every bar inside, and as wide as its weight', () => {
    fc.assert(
      fc.property(fc.array(bits, { minLength: 1, maxLength: 6 }), (weights) => {
        const fields = weights.map((weight) => ({ field: 'given', level: 'exact', weight }));
        const { rows } = waterfallOf({ weight: 0, probability: 0.5, fields }, 250_000);
        const scale = Math.max(
          ...rows.map(({ width, weight }) => (Math.abs(weight) > 1 ? width / Math.abs(weight) : 0)),
        );
        for (const { from, width, weight } of rows) {
          expect(from).to.be.at.least(0);
          expect(from + width).to.be.at.most(100.02);
          if (scale > 0) expect(width).to.be.closeTo(Math.abs(weight) * scale, 0.2);
        }
      }),
    );
  });
});
