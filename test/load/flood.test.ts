// The short version of `npm run flood`: some hundreds of requests against a cap of tens.
import { expect } from 'chai';
import { flood } from './flood.ts';

describe('load: a flood of /authorize', () => {
  it('leaves the database no larger than its cap', async () => {
    const figures = await flood({ requests: 450, cap: 40, journey: 1, say: () => undefined });
    expect(figures.filter(({ holds }) => holds === false)).to.deep.equal([]);
    expect(figures.filter(({ holds }) => holds)).to.have.length(6);
    for (const name of ['let in from one address', 'let in from many addresses'])
      expect(figures.find((figure) => figure.name === name)?.value).to.be.greaterThan(0);
  });
});
