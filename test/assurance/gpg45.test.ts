import { expect } from 'chai';
import fc from 'fast-check';
import {
  dominated,
  type Evidence,
  evaluate,
  evidenceOf,
  meets,
  type Piece,
  readEvidence,
} from '../../src/assurance/gpg45.ts';
import { identityAtLeast } from '../../src/assurance/level.ts';
import { shipped } from './arbitrary.ts';

const table = shipped.gpg45;
const profiles = Object.entries(table.profiles);
const runs = { numRuns: 10_000 };
const score = fc.integer({ min: 0, max: 4 });
const piece: fc.Arbitrary<Piece> = fc.record({ strength: score, validity: score });
const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  pieces: fc.array(piece, { maxLength: 5 }),
  activity: score,
  fraud: score,
  verification: score,
});

/** Every order of some pieces. */
function orders<T>(of: readonly T[]): T[][] {
  return of.length === 0
    ? [[]]
    : of.flatMap((one, index) => orders(of.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

/** Tries every order of the pieces against a profile, one after the other. */
const meetsByTrying = (evidence: Evidence, profile: (typeof profiles)[number][1]): boolean => {
  const wanted = evidenceOf(profile);
  const scores = (['activity', 'fraud', 'verification'] as const).every((name) => evidence[name] >= wanted[name]);
  const fits = (order: readonly Piece[]) =>
    wanted.pieces.every((want, at) => {
      const has = order[at];
      return has !== undefined && has.strength >= want.strength && has.validity >= want.validity;
    });
  return scores && orders(evidence.pieces).some(fits);
};

describe('GPG 45', () => {
  it('has every profile of the guide', () => {
    const counts = Object.groupBy(profiles, ([, { identity }]) => identity);
    expect(Object.entries(counts).map(([identity, rows]) => [identity, rows?.length])).to.deep.equal([
      ['low', 6],
      ['medium', 8],
      ['high', 9],
      ['very-high', 9],
    ]);
  });

  for (const [name, profile] of profiles) {
    it(`${name} is met by just what it asks, and by nothing less`, () => {
      const own = evidenceOf(profile);
      expect(meets(own, profile)).to.equal(true);
      expect(identityAtLeast(evaluate(own, table).identity, profile.identity)).to.equal(true);
      for (const key of ['activity', 'fraud', 'verification'] as const)
        if (own[key] > 0) expect(meets({ ...own, [key]: own[key] - 1 }, profile), key).to.equal(false);
      own.pieces.forEach((one, at) => {
        for (const key of ['strength', 'validity'] as const)
          expect(meets({ ...own, pieces: own.pieces.with(at, { ...one, [key]: one[key] - 1 }) }, profile)).to.equal(
            false,
          );
        expect(meets({ ...own, pieces: own.pieces.toSpliced(at, 1) }, profile)).to.equal(false);
      });
    });
  }

  it('agrees with trying every order of the pieces, and does not care for their order', () => {
    const law = (evidence: Evidence) =>
      profiles.every(([, profile]) => meets(evidence, profile) === meetsByTrying(evidence, profile)) &&
      evaluate(evidence, table).identity ===
        evaluate({ ...evidence, pieces: evidence.pieces.toReversed() }, table).identity;
    const small = anyEvidence.filter(({ pieces }) => pieces.length <= 4);
    fc.assert(fc.property(small, law), runs);
  }).timeout(60_000);

  it('never gives less for more', () => {
    const law = (evidence: Evidence, more: Piece, key: 'activity' | 'fraud' | 'verification') => {
      const before = evaluate(evidence, table).identity;
      const another = evaluate({ ...evidence, pieces: [...evidence.pieces, more] }, table).identity;
      const higher = evaluate({ ...evidence, [key]: Math.min(4, evidence[key] + 1) }, table).identity;
      return identityAtLeast(another, before) && identityAtLeast(higher, before);
    };
    fc.assert(fc.property(anyEvidence, piece, fc.constantFrom('activity', 'fraud', 'verification'), law), runs);
  });

  it('never makes a high of two mediums: one piece counts once', () => {
    const m1a = evidenceOf(table.profiles.M1A as never);
    expect(evaluate({ ...m1a, pieces: [...m1a.pieces, ...m1a.pieces] }, table).identity).to.equal('medium');
    const one: Evidence = { pieces: [{ strength: 2, validity: 2 }], activity: 4, fraud: 4, verification: 2 };
    expect(evaluate(one, table)).to.include({ identity: 'low', profile: 'L1A' });
    expect(evaluate({ ...one, pieces: [...one.pieces, ...one.pieces] }, table).profile).to.equal('M2A');
  });

  it('says which profile, and by which version', () => {
    const own = evidenceOf(table.profiles.M2B as never);
    expect(evaluate(own, table)).to.deep.include({
      identity: 'medium',
      profile: 'M2B',
      framework: 'gpg45',
      frameworkVersion: '0.4',
    });
    const nothing = evaluate({ pieces: [], activity: 4, fraud: 4, verification: 4 }, table);
    expect(nothing).to.deep.equal({ identity: 'none', satisfied: [], framework: 'gpg45', frameworkVersion: '0.4' });
  });

  it('reports rows that are never needed, and leaves them', () => {
    expect(dominated(table)).to.deep.include({ profile: 'H2C', by: 'H2D' });
    for (const { profile, by } of dominated(table)) {
      const { profiles: rows } = table;
      expect(meets(evidenceOf(rows[profile] as never), rows[by] as never)).to.equal(true);
    }
    expect(table.profiles).to.include.keys('H2C', 'H2D');
  });

  it('reads what people type, and says what is wrong with it', () => {
    const typed = { evidence: '32, 22', activity: '1', fraud: '1', verification: '2' };
    expect(evaluate(readEvidence(typed), table).profile).to.equal('M2B');
    expect(() => readEvidence({ ...typed, evidence: '32,5' }))
      .to.throw()
      .with.property('detail')
      .that.includes('"5"');
    expect(() => readEvidence({ ...typed, fraud: '9' }))
      .to.throw()
      .with.property('detail')
      .that.includes('for fraud');
    expect(() => readEvidence({ ...typed, evidence: `${'11,'.repeat(20)}11` })).to.throw();
  });
});
