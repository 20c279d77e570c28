// How old somebody is, at the edges of days, years and time zones.
import { expect } from 'chai';
import fc from 'fast-check';
import { bandOf, hasReached, isAdult, isEstimated, londonDay, nextOf } from '../../src/ages/calendar.ts';
import { ageBands } from '../../src/config/schema/ages.ts';

const pad = (number: number, places = 2) => String(number).padStart(places, '0');
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });

/** Full years as people count them, written another way: the difference of years, less one before the birthday. */
function counted(born: string, today: string): number {
  const [y = 0, m = 0, d = 0] = born.split('-').map(Number);
  const [ty = 0, tm = 0, td = 0] = today.split('-').map(Number);
  return ty - y - (tm < m || (tm === m && td < d) ? 1 : 0);
}

describe('ages/calendar', () => {
  it('C1: takes somebody for an adult from their eighteenth birthday on, as London has it', () => {
    const at = (time: string) => (born: string | undefined) => isAdult(born, new Date(time));
    const summer = at('2026-06-01T12:00:00Z');
    expect(['2008-06-01', '2008-05-31', '1920-01-01'].map(summer)).to.deep.equal([true, true, true]);
    expect(['2008-06-02', '2026-06-01', '2030-01-01'].map(summer)).to.deep.equal([false, false, false]);
    expect([undefined, '', '1984', '1984-3-9', '84-03-09', 'yesterday'].map(summer)).to.not.include(true);
    // In summer it is tomorrow in London an hour before it is in UTC; in winter it is not.
    expect(at('2026-06-01T22:59:59Z')('2008-06-02')).to.equal(false);
    expect(at('2026-06-01T23:00:00Z')('2008-06-02')).to.equal(true);
    expect(at('2026-12-01T23:59:59Z')('2008-12-02')).to.equal(false);
    expect(at('2026-12-02T00:00:00Z')('2008-12-02')).to.equal(true);
    // Born on a leap day, in a year that has none.
    expect(at('2026-02-28T12:00:00Z')('2008-02-29')).to.equal(false);
    expect(at('2026-03-01T12:00:00Z')('2008-02-29')).to.equal(true);
  });

  it('C1: a leap day’s child turns 16 on 29 February where there is one, and on 1 March where there is none', () => {
    const at = (time: string) => hasReached('2012-02-29', 16, new Date(time));
    expect([at('2028-02-28T23:59:59Z'), at('2028-02-29T00:00:00Z')]).to.deep.equal([false, true]);
    const next = (time: string) => hasReached('2012-02-29', 17, new Date(time));
    expect([next('2029-02-28T23:59:59Z'), next('2029-03-01T00:00:00Z')]).to.deep.equal([false, true]);
  });

  it('C1: the hours in which the clocks change belong to the right day', () => {
    // Clocks go forward on 28 March 2027 at 01:00, and back on 31 October 2027 at 02:00.
    expect(londonDay(new Date('2027-03-27T23:30:00Z'))).to.equal('2027-03-27');
    expect(londonDay(new Date('2027-03-28T23:30:00Z'))).to.equal('2027-03-29');
    expect(londonDay(new Date('2027-10-30T23:30:00Z'))).to.equal('2027-10-31');
    expect(londonDay(new Date('2027-10-31T23:30:00Z'))).to.equal('2027-10-31');
  });

  it('C1: names the band by its first and last day', () => {
    const on = (today: string) => bandOf('2010-03-02', new Date(`${today}T12:00:00Z`));
    const seen = ['2010-03-02', '2023-03-01', '2023-03-02', '2026-03-01', '2026-03-02', '2028-03-01', '2028-03-02'];
    expect(seen.map(on)).to.deep.equal(['0-12', '0-12', '13-15', '13-15', '16-17', '16-17', '18-64']);
    expect(['2075-03-01', '2075-03-02'].map(on)).to.deep.equal(['18-64', '65+']);
    expect(on('2010-03-01')).to.equal(undefined);
    expect(bandOf('1929', new Date())).to.equal(undefined);
  });

  it('C1: agrees with counting years, for any birth date and any moment', () => {
    fc.assert(
      fc.property(day, moment, fc.integer({ min: 1, max: 120 }), (born, now, age) => {
        const years = counted(born, londonDay(now));
        expect(hasReached(born, age, now)).to.equal(years >= age);
        const band = ageBands.find((one) => {
          const [from = 0, to = 999] = one.split(/[-+]/).map((text) => (text === '' ? 999 : Number(text)));
          return years >= from && years <= to;
        });
        expect(bandOf(born, now)).to.equal(years < 0 ? undefined : band);
      }),
      { numRuns: 2000 },
    );
  });

  it('C1: an answer holds up to the day before the next age, and not on it', () => {
    fc.assert(
      fc.property(
        day,
        moment,
        fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 5 }),
        (born, now, ages) => {
          const until = nextOf(born, ages, now);
          const answers = (at: Date) => ages.map((age) => hasReached(born, age, at)).join();
          if (until === undefined) {
            expect(ages.every((age) => hasReached(born, age, now))).to.equal(true);
            return;
          }
          // 29 February of a year that has none is the day before 1 March, to JavaScript as well.
          const first = new Date(`${until}T12:00:00Z`);
          const before = new Date(first.getTime() - 2 * 86_400_000);
          expect(until > londonDay(now)).to.equal(true);
          expect(answers(first)).not.to.equal(answers(now));
          if (before > now) expect(answers(before)).to.equal(answers(now));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('C1: takes 1 January for an estimate, and no other day', () => {
    expect(['1990-01-01', `${pad(1990, 4)}-01-02`, '1990-11-01', undefined].map(isEstimated)).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
  });
});
