// The circuit breaker, step by step, and what holds for any run of findings.
import { expect } from 'chai';
import fc from 'fast-check';
import { after, type Condition, wellSince } from '../../src/registry/breaker.ts';

const run = (findings: readonly boolean[], from = wellSince(0)): Condition[] => {
  const seen: Condition[] = [];
  for (const [index, up] of findings.entries()) seen.push(after(seen.at(-1) ?? from, { up, at: index + 1 }));
  return seen;
};
const words = (findings: string): string =>
  run([...findings].map((one) => one === '+'))
    .map(({ availability }) => availability[0])
    .join('');

describe('the circuit breaker', () => {
  const table: [string, string][] = [
    ['++++', 'oooo'],
    ['-+++', 'dddo'],
    ['--+++', 'dddddo'.slice(1)],
    ['---', 'ddu'],
    ['---+', 'ddud'],
    ['---+++', 'dduddo'],
    ['---+-', 'ddudd'],
    ['---+---', 'ddudddu'],
    ['----', 'dduu'],
  ];
  for (const [findings, expected] of table) {
    it(`goes ${findings} → ${expected}`, () => {
      expect(words(findings)).to.equal(expected);
    });
  }

  it('opens only after three failures in a row, is well only after three successes, and knows since when', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (findings) => {
        const seen = run(findings);
        return seen.every((condition, index) => {
          const before = seen[index - 1] ?? wellSince(0);
          const lastThree = findings.slice(Math.max(0, index - 2), index + 1);
          const opened = condition.availability === 'unavailable' && before.availability !== 'unavailable';
          const healed = condition.availability === 'operational' && before.availability !== 'operational';
          const since = condition.availability === before.availability ? before.since : index + 1;
          return (
            (!opened || lastThree.every((up) => !up)) &&
            (!healed || (lastThree.length === 3 && lastThree.every((up) => up))) &&
            condition.since === since
          );
        });
      }),
    );
  });
});
