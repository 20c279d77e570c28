// What an officer may say of an age: closed words, and a yes that ends within a year, whatever is typed.
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type AgeCase,
  askedFrom,
  dayOf,
  endOfDay,
  lastDay,
  lastYes,
  readAnswer,
  without,
} from '../../src/ages/case.ts';
import { noReasons, yesReasons } from '../../src/ages/words.ts';

const days = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const fieldsOf = (answer: string, written: string) => {
  const [year = '', month = '', day = ''] = written.split('-');
  return { answer, year, month: String(Number(month)), day: ` ${day} ` };
};

describe('ages/case', () => {
  it('C2: a yes holds from today to a year from now, and for no other day', () => {
    const reason = fc.constantFrom(...yesReasons);
    fc.assert(
      fc.property(days, days, reason, (today, until, why) => {
        const read = readAnswer(fieldsOf(`yes.${why}`, until), today);
        const may = until >= today && until <= lastYes(today);
        expect(read).to.deep.equal(may ? { said: { answer: 'yes', reason: why }, until } : 'until');
      }),
    );
    expect(lastYes('2028-02-29')).to.equal('2029-02-28');
    expect(readAnswer(fieldsOf('yes.papers', '2029-02-28'), '2028-02-29')).to.have.property('until', '2029-02-28');
  });

  it('C2: a no needs no day, and holds for 30 days', () => {
    for (const reason of noReasons)
      expect(readAnswer({ answer: `no.${reason}` }, '2026-11-26')).to.deep.equal({
        said: { answer: 'no', reason },
        until: '2026-12-25',
      });
  });

  it('takes nothing else, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (answer, typed) => {
        fc.pre(![...yesReasons.map((one) => `yes.${one}`), ...noReasons.map((one) => `no.${one}`)].includes(answer));
        expect(readAnswer({ answer, day: typed, month: typed, year: typed }, '2026-11-26')).to.equal('answer');
        expect(readAnswer({ answer: 'yes.known', day: typed, month: '2', year: '2027' }, '2026-11-26')).to.satisfy(
          (read: ReturnType<typeof readAnswer>) =>
            read === 'until' || (typeof read === 'object' && Number(typed) === Number(read.until.slice(8))),
        );
      }),
    );
    expect(readAnswer(fieldsOf('yes.known', '2027-02-30'), '2026-11-26')).to.equal('until');
    expect(readAnswer({}, '2026-11-26')).to.equal('answer');
  });

  it('holds through its last day', () => {
    fc.assert(
      fc.property(days, (day) => {
        const end = endOfDay(day);
        expect([lastDay(end), dayOf(end - 1), dayOf(end) > day]).to.deep.equal([day, day, true]);
      }),
    );
  });

  it('C2: is one question for each service, by the age of the last time', () => {
    const content = { person: 'p', provider: 'central', band: '13-15' as const, services: ['a'] };
    const one: AgeCase = { reference: 'r', kind: 'age', account: 'a', openedAt: 0, content };
    expect(askedFrom(one, 'a', '13-15')).to.deep.equal(content);
    const both = { ...one, content: askedFrom(one, 'b', '16-17') };
    expect(both.content).to.deep.equal({ ...content, band: '16-17', services: ['a', 'b'] });
    expect(without(both, 'a')?.services).to.deep.equal(['b']);
    expect(without(one, 'a')).to.equal(undefined);
  });
});
