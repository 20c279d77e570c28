// What an authority can carry and when it ends: never more than its evidence, never past a birthday on which it is reviewed.
import { expect } from 'chai';
import fc from 'fast-check';
import { atLeast, authenticatorScale, identityScale } from '../../src/assurance/level.ts';
import { dayAfter, endOf, evidenceAtLeast, lastDayOf, levelOf } from '../../src/representation/authority.ts';
import { evidences } from '../../src/representation/words.ts';

const level = fc.record({
  identity: fc.constantFrom(...identityScale),
  authenticator: fc.constantFrom(...authenticatorScale),
});
const evidence = fc.constantFrom(...evidences);
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('an authority', () => {
  it('carries no more than the one who acts, and more evidence never carries less (D3)', () => {
    fc.assert(
      fc.property(level, evidence, evidence, (actor, a, b) => {
        expect(atLeast(actor, levelOf(a, actor))).to.equal(true);
        if (evidenceAtLeast(a, b)) expect(atLeast(levelOf(a, actor), levelOf(b, actor))).to.equal(true);
        expect(levelOf('self-asserted', actor).identity).to.equal('none');
      }),
    );
  });

  it('ends on its day, or on the next birthday on which it is reviewed (D4)', () => {
    const today = '2026-11-26';
    expect(endOf({ until: '2040-01-01', today })).to.equal('2040-01-01');
    expect(endOf({ until: '2040-01-01', born: '2017-05-04', today })).to.equal('2030-05-04');
    expect(endOf({ until: '2027-01-01', born: '2017-05-04', today })).to.equal('2027-01-01');
    expect(endOf({ until: '2040-01-01', born: '2012-05-04', today })).to.equal('2028-05-04');
    expect(endOf({ until: '2040-01-01', born: '2009-05-04', today })).to.equal('2027-05-04');
    expect(endOf({ until: '2040-01-01', born: '1929-02-27', today })).to.equal('2040-01-01');
    // 13 in 2029, a common year.
    expect(endOf({ until: '2040-01-01', born: '2016-02-29', today })).to.equal('2029-03-01');
  });

  it('holds through its last day, and not on the birthday on which it is reviewed', () => {
    const endsAt = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;
    expect(lastDayOf(endsAt(dayAfter('2027-12-31')))).to.equal('2027-12-31');
    expect(dayAfter('2028-02-28')).to.equal('2028-02-29');
    const over = endOf({ until: dayAfter('2040-01-01'), born: '2017-05-04', today: '2026-11-26' });
    expect(lastDayOf(endsAt(over))).to.equal('2030-05-03');
  });

  it('never outlives its day, nor a review that lies ahead', () => {
    fc.assert(
      fc.property(day, day, day, (until, born, today) => {
        const end = endOf({ until, born, today });
        expect(end <= until).to.equal(true);
        for (const age of [13, 16, 18]) {
          const year = String(Number(born.slice(0, 4)) + age);
          const after = `${year}-03-01`;
          const birthday = born.endsWith('02-29') ? after : `${year}${born.slice(4)}`;
          if (birthday > today && !born.endsWith('02-29')) expect(end <= birthday).to.equal(true);
        }
      }),
    );
  });
});
