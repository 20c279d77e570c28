import { expect } from 'chai';
import { compare, worse } from '../../src/assessment/compare.ts';
import type { Attempt } from '../../src/assessment/report.ts';
import { cellWith, inAt, report, stopped } from './sample.ts';

const one = (attempt: Attempt) => report([cellWith('one', 'permit', [attempt])]);
const changeOf = (before: Attempt, after: Attempt) => compare(one(after), one(before))[0]?.change;

describe('comparing with an earlier assessment', () => {
  it('calls it worse when somebody who got in no longer does, or not as high on both scales', () => {
    expect(changeOf(inAt('none', 'low'), stopped)).to.equal('worse');
    expect(changeOf(inAt('medium', 'medium'), inAt('low', 'medium'))).to.equal('worse');
    expect(changeOf(inAt('low', 'medium'), inAt('medium', 'low'))).to.equal('worse');
    expect(changeOf(inAt('none', 'low'), { ...stopped, outcome: 'broken' })).to.equal('worse');
  });

  it('calls it better when somebody gets in who did not, or higher', () => {
    expect(changeOf(stopped, inAt('none', 'low'))).to.equal('better');
    expect(changeOf(inAt('low', 'low'), inAt('low', 'medium'))).to.equal('better');
  });

  it('calls it the same when nothing but time and pages has changed', () => {
    expect(changeOf(inAt('low', 'low', 4), { ...inAt('low', 'low', 9), seconds: 9 })).to.equal('same');
    expect(changeOf(stopped, { ...stopped, provider: 'central' })).to.equal('same');
  });

  it('looks only at what was run this time, and calls what was not there before new', () => {
    const before = report([
      cellWith('one', 'permit', [inAt('low', 'low')]),
      cellWith('two', 'bins', [inAt('low', 'low')]),
    ]);
    const now = report([cellWith('one', 'permit', [inAt('low', 'low')]), cellWith('one', 'bins', [stopped])]);
    expect(compare(now, before).map(({ change }) => change)).to.deep.equal(['same', 'new']);
    expect(compare(now, undefined).map(({ change }) => change)).to.deep.equal(['new', 'new']);
    expect(worse(now, before)).to.deep.equal([]);
  });
});
