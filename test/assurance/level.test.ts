import { expect } from 'chai';
import fc from 'fast-check';
import { atLeast, chained, effective, join, type Level, meet, nothing, sameLevel } from '../../src/assurance/level.ts';
import { anyLevel, everyLevel } from './arbitrary.ts';

const runs = { numRuns: 10_000 };
const two = (law: (a: Level, b: Level) => boolean) => fc.assert(fc.property(anyLevel, anyLevel, law), runs);
const three = (law: (a: Level, b: Level, c: Level) => boolean) =>
  fc.assert(fc.property(anyLevel, anyLevel, anyLevel, law), runs);
const implies = (premise: boolean, conclusion: boolean) => !premise || conclusion;

describe('levels', () => {
  it('are a partial order: reflexive, antisymmetric, transitive, with nothing at the bottom', () => {
    two((a, b) => atLeast(a, a) && atLeast(a, nothing) && implies(atLeast(a, b) && atLeast(b, a), sameLevel(a, b)));
    three((a, b, c) => implies(atLeast(a, b) && atLeast(b, c), atLeast(a, c)));
  });

  it('are not ranked where one scale says more and the other less', () => {
    const surePerson: Level = { identity: 'medium', authenticator: 'low' };
    const sureKey: Level = { identity: 'low', authenticator: 'medium' };
    expect(atLeast(surePerson, sureKey)).to.equal(false);
    expect(atLeast(sureKey, surePerson)).to.equal(false);
  });

  it('meet in the greatest level that is at most both', () => {
    two((a, b) => atLeast(a, meet(a, b)) && atLeast(b, meet(a, b)) && sameLevel(meet(a, b), meet(b, a)));
    three((a, b, c) => implies(atLeast(a, c) && atLeast(b, c), atLeast(meet(a, b), c)));
    three((a, b, c) => sameLevel(meet(a, meet(b, c)), meet(meet(a, b), c)));
  });

  it('join in the least level that is at least both', () => {
    two((a, b) => atLeast(join(a, b), a) && atLeast(join(a, b), b) && sameLevel(join(a, b), join(b, a)));
    three((a, b, c) => implies(atLeast(c, a) && atLeast(c, b), atLeast(c, join(a, b))));
    three((a, b, c) => sameLevel(join(a, join(b, c)), join(join(a, b), c)));
  });

  it('absorb each other: meet and join are one lattice', () => {
    two((a, b) => sameLevel(meet(a, join(a, b)), a) && sameLevel(join(a, meet(a, b)), a));
  });

  it('never make a high of two mediums', () => {
    two(
      (a, b) =>
        [a.identity, b.identity].includes(join(a, b).identity) &&
        [a.identity, b.identity].includes(meet(a, b).identity),
    );
  });

  it('lose identity without two factors, and nothing else', () => {
    two((a, b) => {
      const served = effective(a);
      const sound = served.identity === 'none' || atLeast(served, { identity: 'none', authenticator: 'medium' });
      const monotone = implies(atLeast(a, b), atLeast(effective(a), effective(b)));
      return sound && monotone && atLeast(a, served) && sameLevel(effective(served), served);
    });
    for (const level of everyLevel.filter(({ authenticator }) => authenticator === 'medium')) {
      expect(effective(level)).to.deep.equal(level);
    }
  });

  it('of a chain are the meet of all parties, without the identity of what has run out', () => {
    const vouching = fc.record({
      level: anyLevel,
      until: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    });
    const law = (first: { level: Level; until: number | undefined }, rest: (typeof first)[], now: number) => {
      const links: [typeof first, ...(typeof first)[]] = [first, ...rest];
      const served = chained(links, now);
      const over = links.some(({ until }) => until !== undefined && until <= now);
      const reversed = links.toReversed() as typeof links;
      return (
        links.every(({ level }) => atLeast(level, served)) &&
        (!over || served.identity === 'none') &&
        sameLevel(served, chained(reversed, now)) &&
        sameLevel(effective(served), served) &&
        (over || sameLevel(served, effective(links.map(({ level }) => level).reduce(meet))))
      );
    };
    const chain = fc.property(vouching, fc.array(vouching, { maxLength: 4 }), fc.nat(20), law);
    fc.assert(chain, runs);
  });
});
