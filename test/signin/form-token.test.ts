import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { createFormTokens } from '../../src/signin/form-token.ts';

describe('signin/form-token', () => {
  const tokens = createFormTokens(randomBytes(32));

  it('takes its own token for its own sign-in only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (uid, other) => {
        expect(tokens.matches(uid, tokens.make(uid))).to.equal(true);
        expect(tokens.matches(other, tokens.make(uid))).to.equal(other === uid);
        expect(tokens.matches(uid, other)).to.equal(false);
      }),
    );
  });

  it('takes no token of another key, cut, longer or missing', () => {
    const token = tokens.make('uid');
    const foreign = createFormTokens(randomBytes(32)).make('uid');
    for (const wrong of [foreign, token.slice(1), `${token}A`, '', 'é'.repeat(token.length), undefined]) {
      expect(tokens.matches('uid', wrong)).to.equal(false);
    }
  });
});
