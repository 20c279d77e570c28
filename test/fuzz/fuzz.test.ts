// A few seconds of each fuzz, always with the same inputs; `npm run fuzz` is the long version, with others each time.
import { expect } from 'chai';
import { journeyFuzz } from './journey/journey.ts';

describe('fuzz', () => {
  it('journeys keep the promises of the hub, whatever is done in whatever order', async function () {
    this.timeout(60_000);
    const { failure, met } = await journeyFuzz.run({ runs: 40, seed: 7 });
    expect(failure).to.equal(undefined);
    expect(met.get('released')).to.be.greaterThan(5);
  });
});
