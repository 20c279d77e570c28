import { expect } from 'chai';
import fc from 'fast-check';
import { longest, mayGetMore, moreTime } from '../../src/signin/time.ts';

describe('the time of a page', () => {
  it('N4: can be moved ten times at least by whoever asks in the last two minutes, and not for ever (WCAG 2.2.1)', () => {
    const lifetime = fc.integer({ min: 150, max: 86_400 });
    const waits = fc.infiniteStream(fc.integer({ min: 0, max: 119 }));
    fc.assert(
      fc.property(lifetime, waits, (seconds, before) => {
        const time = { began: 1000, endsAt: 1000 + seconds };
        let moved = 0;
        while (mayGetMore(time, seconds) && moved < 1000) {
          const now = time.endsAt - (before.next().value ?? 0);
          const endsAt = moreTime(time, { now, lifetime: seconds });
          expect(endsAt).to.be.above(time.endsAt);
          time.endsAt = endsAt;
          moved += 1;
        }
        expect(moved).to.be.at.least(10);
        expect(time.endsAt).to.equal(1000 + longest * seconds);
      }),
    );
  });

  it('never moves an end to an earlier moment, nor past the cap', () => {
    const any = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(any, any, any, fc.nat(1_000_000), (began, first, lifetime, later) => {
        const time = { began, endsAt: began + first };
        const endsAt = moreTime(time, { now: began + later, lifetime });
        expect(endsAt).to.be.at.least(time.endsAt);
        if (endsAt > time.endsAt) expect(endsAt).to.be.at.most(began + longest * lifetime);
      }),
    );
  });
});
