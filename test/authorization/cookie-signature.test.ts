import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { createCookieSignature } from '../../src/authorization/cookie-signature.ts';

describe('the signature of cookies', () => {
  const { sign, verify, index } = createCookieSignature(randomBytes(32));

  it('holds for what was signed, by the same key, and for nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (data, other) => {
        expect([verify(data, sign(data)), index(data, sign(data))]).to.deep.equal([true, 0]);
        if (other !== data) expect([verify(other, sign(data)), index(other, sign(data))]).to.deep.equal([false, -1]);
        expect(createCookieSignature(randomBytes(32)).verify(data, sign(data))).to.equal(false);
        expect(verify(data, other)).to.equal(false);
      }),
    );
  });
});
