import { expect } from 'chai';
import fc from 'fast-check';
import { hashSecret, newSecret, secretMatches } from '../../src/authorization/secret.ts';
import { servicesSchema } from '../../src/config/schema/services.ts';

describe('authorization/secret', () => {
  it('matches the secret whose hash is kept, and no other text, the hash itself included', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (secret, other) => {
        const kept = hashSecret(secret);
        expect(secretMatches(kept, secret)).to.equal(true);
        expect(secretMatches(kept, other)).to.equal(other === secret);
        expect(secretMatches(kept, kept)).to.equal(false);
        expect(secretMatches('', secret)).to.equal(false);
      }),
    );
  });

  it('makes secrets of 256 bits, each with the hash that services.yaml takes', () => {
    const made = Array.from({ length: 20 }, newSecret);
    expect(new Set(made.map(({ secret }) => secret)).size).to.equal(20);
    const { secretHash } = servicesSchema.shape.services.valueType.shape;
    for (const { secret, hash } of made) {
      expect(Buffer.from(secret, 'base64url')).to.have.length(32);
      expect(secretMatches(hash, secret)).to.equal(true);
      expect(secretHash.safeParse(hash).success).to.equal(true);
      expect(hash).not.to.include(secret);
    }
  });
});
