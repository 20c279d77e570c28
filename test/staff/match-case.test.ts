// What officers' decisions come to, in whatever order: where two have to agree, one never suffices.
import { expect } from 'chai';
import fc from 'fast-check';
import { type CaseDecision, isOpenFor, type MatchCase, openedFor, weigh } from '../../src/staff/match-case.ts';

const caseWith = (fourEyes: boolean): MatchCase => ({
  reference: 'BCDF-2345',
  kind: 'match',
  account: 'account',
  openedAt: 0,
  content: { person: 'p0', provider: 'central', reason: 'child', persons: ['p1', 'p2'], fourEyes },
});

const decision: fc.Arbitrary<CaseDecision> = fc.constantFrom(
  { kind: 'apart' },
  { kind: 'ask' },
  { kind: 'link', person: 'p1' },
  { kind: 'link', person: 'p2' },
);
const turns = fc.array(fc.tuple(fc.constantFrom('omar', 'olga', 'otto'), decision), { maxLength: 12 });

describe('staff/match-case', () => {
  it('needs two different officers in a row who decide the same, whatever came before', () => {
    fc.assert(
      fc.property(turns, (all) => {
        let case_ = caseWith(true);
        let waiting: { by: string; said: string } | undefined;
        for (const [by, said] of all) {
          const weighed = weigh(case_, by, said);
          const agreed = waiting !== undefined && waiting.by !== by && waiting.said === JSON.stringify(said);
          expect(weighed.kind === 'decided').to.equal(agreed);
          if (weighed.kind === 'decided') return;
          case_ = { ...case_, content: weighed.content };
          waiting = weighed.kind === 'proposed' ? { by, said: JSON.stringify(said) } : undefined;
        }
      }),
    );
  });

  it('takes the word of one where nothing serious is at stake', () => {
    fc.assert(
      fc.property(decision, (said) => void expect(weigh(caseWith(false), 'omar', said).kind).to.equal('decided')),
    );
  });

  it('is open for the officer who opened it, until the time is over, and keeps nobody longer', () => {
    const case_ = caseWith(false);
    const opened = { ...case_, content: openedFor(case_, 'omar', { now: 100, until: 200 }) };
    expect([
      isOpenFor(opened, 'omar', 199),
      isOpenFor(opened, 'omar', 200),
      isOpenFor(opened, 'olga', 100),
    ]).to.deep.equal([true, false, false]);
    const later = openedFor(opened, 'olga', { now: 300, until: 400 });
    expect(later.opened).to.deep.equal({ olga: 400 });
  });
});
