// How a fuzz is run: what is found has to be found again.
import { expect } from 'chai';
import fc from 'fast-check';
import { fuzz } from './run.ts';

/** Fails from 1,000 on; the examples hold. */
const numbers = fuzz<number>({
  name: 'numbers',
  share: 1,
  open: async (met) => ({
    arbitrary: fc.nat(5000),
    examples: [1, 2],
    attempt: async (input) => {
      met(`input ${input}`);
      if (input >= 1000) throw new Error(`${input} is too much`);
    },
    close: async () => {},
  }),
});

describe('a run of a fuzz', () => {
  it('names the path of what failed, and that input is the first at it', async () => {
    const found = await numbers.run({ runs: 500, seed: 11 });
    expect(found.failure).to.match(/^Error: 1000 is too much/);
    const again = await numbers.run({ runs: 1, seed: found.seed, path: found.path });
    expect(again.failure).to.match(/^Error: 1000 is too much/);
    expect([...again.met.keys()][0]).to.equal('input 1000');
  });

  it('has no path where all holds', async () => {
    const { failure, path } = await numbers.run({ runs: 2, seed: 11 });
    expect([failure, path]).to.deep.equal([undefined, undefined]);
  });
});
