// The targets of matching on the Febrl sets, where they are: the first set here, all three by hand (see febrl.ts).
import { expect } from 'chai';
import { optionalSuite } from '../../support/optional.ts';
import { febrlQuality, missingFebrl } from './febrl.ts';

optionalSuite('matching on the first Febrl set', missingFebrl, () => {
  it('is precise and finds nearly all, on plain values and on tokens', function febrl() {
    this.timeout(120_000);
    for (const { form, precision, f1 } of febrlQuality('dataset1')) {
      expect(precision, `precision on ${form}`).to.be.at.least(0.999);
      expect(f1, `F1 on ${form}`).to.be.at.least(form === 'plain' ? 0.99 : 0.985);
    }
  });
});
