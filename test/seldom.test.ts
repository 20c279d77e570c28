import { expect } from 'chai';
import { createSeldom } from '../src/seldom.ts';

describe('trail/seldom', () => {
  it('tells each thing at once, and again after a minute', () => {
    let now = 1_000_000;
    const isTime = createSeldom(() => now);
    expect([isTime('a'), isTime('a'), isTime('b'), isTime('a')]).to.deep.equal([true, false, true, false]);
    now += 59_999;
    expect(isTime('a')).to.equal(false);
    now += 1;
    expect([isTime('a'), isTime('a')]).to.deep.equal([true, false]);
  });
});
