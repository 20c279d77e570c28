import { expect } from 'chai';
import fc from 'fast-check';
import { randomly, randomText } from '../src/random.ts';

describe('random bytes', () => {
  it('are as many as were asked for, and never the same twice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 16, max: 5000 }), { minLength: 2, maxLength: 60 }), (lengths) => {
        const drawn = lengths.map(randomly);
        expect(drawn.map(({ length }) => length)).to.deep.equal(lengths);
        expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).to.equal(lengths.length);
        // Nor a part of one in another: each begins with other bytes.
        expect(new Set(drawn.map((bytes) => bytes.toString('hex', 0, 16))).size).to.equal(lengths.length);
      }),
    );
  });

  it('are their own: what is written into some changes no others', () => {
    const first = randomly(32);
    const before = first.toString('hex');
    const second = randomly(32);
    second.fill(0);
    const third = randomly(32);
    expect(first.toString('hex')).to.equal(before);
    expect(third.some((byte) => byte !== 0)).to.equal(true);
  });

  it('can be had as text', () => {
    expect(randomText(32)).to.match(/^[\w-]{43}$/);
  });
});
