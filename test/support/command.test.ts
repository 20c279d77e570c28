// What the commands that measure make of their arguments.
import { expect } from 'chai';
import { Misused, numbersOf, partsOf } from './command.ts';
import { ended } from './measured.ts';

describe('the arguments of a command that measures', () => {
  it('are numbers above 0', () => {
    expect(numbersOf({ rounds: '3', seconds: '0.5' }, 'rounds', 'seconds')).to.deep.equal({ rounds: 3, seconds: 0.5 });
    for (const wrong of ['', '0', '-1', 'many', 'Infinity', '3 or 4'])
      expect(() => numbersOf({ rounds: wrong }, 'rounds'), wrong).to.throw(Misused, `not “${wrong}”`);
  });

  it('are parts that there are, in their order', () => {
    const parts = ['ready', 'workers', 'memory'] as const;
    expect(partsOf(undefined, parts)).to.deep.equal(parts);
    expect(partsOf('memory,ready', parts)).to.deep.equal(['ready', 'memory']);
    for (const wrong of ['', 'work', 'ready,', 'ready,work'])
      expect(() => partsOf(wrong, parts), wrong).to.throw(Misused, 'ready, workers, memory');
  });

  for (const [script, words, says] of [
    ['test/fuzz/main.ts', ['--only', 'journey'], '--only takes journeys, '],
    ['test/fault/main.ts', ['--people', '2'], '--people takes a whole number'],
    ['test/fault/main.ts', ['--only', 'nothing'], 'no scenario has “nothing” in its name'],
    ['test/bench/main.ts', ['--seconds', 'long'], '--seconds takes a number above 0'],
    ['test/growth/main.ts', ['--folders', '/'], '--folders'],
  ] as const)
    it(`end with 2 where they are wrong, and what is right is said: ${script} ${words[0]}`, async () => {
      const { status, out, err } = await ended(script, words);
      expect([status, out]).to.deep.equal([2, '']);
      expect(err).to.include(says).and.include('--json FILE');
    });

  it('are told to whoever asks', async () => {
    const { status, out } = await ended('test/load/flood-main.ts', ['--help']);
    expect(status).to.equal(0);
    expect(out).to.include('--requests N').and.include('--json FILE');
  });
});
