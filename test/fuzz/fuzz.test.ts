// A few seconds of each fuzz, always with the same inputs; `npm run fuzz` is the long version, with others each time.
import { expect } from 'chai';
import { fuzzes } from './all.ts';
import { figuresOf, tableOf } from './figures.ts';

/** How many inputs of each, and what has to be met among them for it to mean anything. */
const short: Readonly<Record<string, { runs: number; met: readonly RegExp[] }>> = {
  journeys: { runs: 20, met: [/^released$/, /^store failed: statement$/] },
  addresses: { runs: 150, met: [/^GET 200$/, /^GET 404$/] },
  requests: { runs: 60, met: [/^choice$/] },
  forms: { runs: 80, met: [/^page: 303/] },
  saml: { runs: 120, met: [/^authenticated$/] },
  'saml-documents': { runs: 100, met: [/^metadata: read$/] },
  'openid-documents': { runs: 60, met: [/^authenticated$/] },
  configuration: { runs: 60, met: [/^problems$/] },
};

describe('fuzz', () => {
  for (const one of fuzzes) {
    it(`of ${one.name} finds nothing`, async () => {
      const { runs, met } = short[one.name] ?? expect.fail(`${one.name} has no short version`);
      const result = await one.run({ runs, seed: 7 });
      expect(result.failure).to.equal(undefined);
      const unmet = met.filter((one) => ![...result.met.keys()].some((what) => one.test(what)));
      expect(unmet, 'what was not met').to.deep.equal([]);
      expect(tableOf([result])).to.match(new RegExp(`^${one.name} .* yes$`, 'm'));
      expect(figuresOf([result])[0]).to.deep.include({ name: `${one.name}/failures`, value: 0, holds: true });
    });
  }
});
