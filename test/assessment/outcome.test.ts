import { expect } from 'chai';
import fc from 'fast-check';
import { nearestOf } from '../../src/assessment/outcome.ts';
import { type Attempt, bestOf } from '../../src/assessment/report.ts';
import { cellWith, inAt, stopped } from './sample.ts';

const none: Attempt = { provider: 'local', outcome: 'no-account', pages: [], seconds: 0 };
const broken: Attempt = { ...none, provider: 'scotland', outcome: 'broken' };

describe('the outcome of a cell', () => {
  const ranked: Attempt[] = [
    { ...inAt('medium', 'low', 3), provider: 'a' },
    { ...inAt('medium', 'low', 6), provider: 'b' },
    { ...inAt('low', 'medium', 3), provider: 'c' },
    { ...inAt('none', 'medium', 2), provider: 'd' },
    broken,
    stopped,
    { ...none },
  ];

  it('is its best attempt, in whatever order they were made: the highest level, then the fewest pages', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ranked, { minLength: 1 }), (attempts) => {
        const cell = cellWith('one', 'permit', attempts);
        const places = attempts.map((attempt) => ranked.indexOf(attempt));
        expect(bestOf(cell)).to.equal(ranked[Math.min(...places)]);
      }),
    );
  });

  it('is no entry where nobody got in, and unknown where something broke before that could be said', () => {
    expect(cellWith('one', 'permit', [none]).outcome).to.equal('stopped');
    expect(cellWith('one', 'permit', [none, stopped]).outcome).to.equal('stopped');
    expect(cellWith('one', 'permit', [stopped, broken]).outcome).to.equal('broken');
    expect(cellWith('one', 'permit', [stopped, broken, inAt('none', 'low')]).outcome).to.equal('in');
  });

  it('names the nearest way on only to those who need one', () => {
    expect(cellWith('one', 'permit', [stopped]).nearest).to.include({ kind: 'phone' });
    expect(cellWith('one', 'permit', [stopped, inAt('none', 'low')])).not.to.have.property('nearest');
  });

  it('calls in person nearer than a phone to those who have none', () => {
    const ways = stopped.stop?.ways ?? [];
    expect(nearestOf(ways, ['tablet'])?.kind).to.equal('place');
    expect(nearestOf(ways, ['landline', 'tablet'])?.kind).to.equal('phone');
    expect(nearestOf(ways.slice(0, 1), ['landline'])?.kind).to.equal('later');
    expect(nearestOf([], ['landline'])).to.equal(undefined);
  });
});
