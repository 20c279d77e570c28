// Codes of six digits, whatever people do with them: read with gaps, right once, never after their end or three wrong ones.
import { expect } from 'chai';
import fc from 'fast-check';
import { createCards } from '../../src/simulators/local/second-factor/card.ts';
import {
  allTries,
  type Issued,
  inGroups,
  issue,
  judge,
  readCode,
} from '../../src/simulators/local/second-factor/codes.ts';
import { createOffice, lifetimes, minute } from '../../src/simulators/local/second-factor/office.ts';
import { attempt, begin, issuedIn, obstacleFor } from '../../src/simulators/local/second-factor/step.ts';
import { wayNames } from '../../src/simulators/local/second-factor/ways.ts';

const account = {
  id: 'ann',
  name: 'Ann',
  about: '',
  reaches: ['second-factor'] as const,
  attributes: [],
  means: { smartphone: true, mobile: '1', landline: '2', key: true, enrolled: true, address: ['1 Row'] },
};
const login = { classes: [], locale: 'en' } as unknown as Parameters<typeof begin>[1]['login'];
const visitOf = { account, login, trouble: { fault: 'none', sticky: false } } as const;

describe('simulators/local/codes', () => {
  it('N4: are six digits, read with gaps, dots and dashes anywhere, and as they are pasted', () => {
    const gap = fc.constantFrom('', ' ', '\u00a0', '-', '–', '.', '\t', '\n');
    fc.assert(
      fc.property(fc.stringMatching(/^\d{6}$/), fc.array(gap, { minLength: 7, maxLength: 7 }), (code, gaps) => {
        const typed = [...code].map((digit, index) => `${gaps[index]}${digit}`).join('') + gaps[6];
        return readCode(typed) === code && readCode(inGroups(code)) === code;
      }),
    );
    for (const wrong of ['', '12345', '1234567', '12345a', 'O12345', ' '])
      expect(readCode(wrong), wrong).to.equal(undefined);
  });

  it('are right once at most, not after their end, and not after three wrong ones; slips cost nothing', () => {
    const until = 1_000;
    const event = fc.record({
      typed: fc.constantFrom('right', 'wrong', 'slip'),
      at: fc.integer({ min: 0, max: 2_000 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        let issued: Issued | undefined = issue(until, { code: '123456' });
        let wrong = 0;
        for (const { typed, at } of events) {
          if (!issued) return true;
          const text = { right: '123 456', wrong: '654321', slip: '12345' }[typed] ?? '';
          const { verdict, left } = judge(issued, text, at);
          if (verdict === 'right' && (typed !== 'right' || at >= until || wrong >= allTries)) return false;
          if (verdict === 'right' && left) return false;
          if (typed === 'wrong' && at < until) wrong += 1;
          if (wrong >= allTries && left) return false;
          if (typed === 'right' && at < until && verdict !== 'right') return false;
          issued = left;
        }
        return true;
      }),
    );
  });

  it('gives no more than three tries by a way, however often it is begun, in however many visits', () => {
    const way = fc.constantFrom('app', 'text', 'voice', 'card', 'key' as const);
    const act = fc.constantFrom('begin', 'again', 'wrong');
    fc.assert(
      fc.property(way, fc.array(act, { maxLength: 20 }), (name, acts) => {
        const office = createOffice();
        let visit = begin(office, visitOf, name);
        let wrong = 0;
        for (const one of acts) {
          if (one !== 'wrong') {
            if (obstacleFor(office, visit, name)) return wrong === allTries;
            visit = begin(office, one === 'again' ? visit : visitOf, name);
          } else {
            const { code = '' } = issuedIn(office, visit) ?? {};
            const tried = attempt(office, visit, code === '000000' ? '111111' : '000000');
            if (tried.verdict === 'wrong' || tried.verdict === 'no-more-tries') wrong += 1;
            visit = tried.visit;
          }
        }
        return wrong <= allTries;
      }),
    );
  });

  it('opens a way that was shut after an hour, and counts from the start after a right code', () => {
    const office = createOffice();
    const miss = () => {
      const visit = begin(office, visitOf, 'text');
      const { code = '' } = issuedIn(office, visit) ?? {};
      return attempt(office, visit, code === '000000' ? '111111' : '000000').verdict;
    };
    const hit = () => {
      const visit = begin(office, visitOf, 'text');
      return attempt(office, visit, issuedIn(office, visit)?.code ?? '').verdict;
    };
    expect([miss(), miss(), hit(), miss(), miss(), miss()]).to.deep.equal([
      ...['wrong', 'wrong', 'right', 'wrong', 'wrong', 'no-more-tries'],
    ]);
    expect(obstacleFor(office, visitOf, 'text')).to.equal('locked');
    office.pass(lifetimes.lock + minute);
    expect([obstacleFor(office, visitOf, 'text'), hit()]).to.deep.equal([undefined, 'right']);
  });

  it('asks for no square of a card twice, until the card is used up and there is a new one', () => {
    const cards = createCards();
    const seen = new Set<string>();
    const first = cards.printed('ann');
    for (let turn = 0; turn < 30; turn += 1) {
      const square = cards.pick('ann');
      seen.add(`${square.row}${square.number}`);
      expect(first.find(({ row }) => row === square.row)?.codes[square.number - 1]).to.equal(
        cards.codeAt('ann', square),
      );
      cards.cross('ann', square);
    }
    expect(seen.size).to.equal(30);
    expect(cards.printed('ann')).not.to.deep.equal(first);
    expect(cards.printed('bob')).not.to.deep.equal(cards.printed('ann'));
    expect(cards.pick('ann')).to.have.keys('row', 'number');
  });

  it('names every way that one person lacks, and asks nothing of the post and the desk', () => {
    const office = createOffice();
    const none = {
      ...visitOf,
      account: { ...account, means: { smartphone: false, key: false, enrolled: false, address: [] } },
    };
    expect(wayNames.map((way) => obstacleFor(office, none, way))).to.deep.equal([
      ...['no-smartphone', 'no-mobile', 'no-landline', 'no-card', 'no-key'],
      ...[undefined, undefined],
    ]);
  });
});
