// Both documented shapes are read, and nothing that is not certainly a success counts as one.
import { expect } from 'chai';
import fc from 'fast-check';
import { readVerifiedClaims } from '../../../../src/connectors/oidc/dialects/scotaccount-claims.ts';

const read = (verified_claims: unknown) => readVerifiedClaims({ verified_claims });
const person = { given_name: 'Eilidh', family_name: 'Sample', birth_date: '1990-02-28' };
const verified = { outcome: 'VERIFIED_SUCCESSFULLY', confidence_level: 'medium' };
const names = {
  given_name: { value: 'Eilidh', verified: true },
  family_name: { value: 'Sample', verified: true },
  birthdate: { value: '1990-02-28', verified: true },
};
const home = { buildingNumber: '4', streetName: 'Mains Road', addressLocality: 'Perth', postalCode: 'PH1 1AA' };

describe('connectors/oidc/dialects/scotaccount-claims', () => {
  it('reads the older shape, claims beside or inside the verification', () => {
    const outcome = 'IDENTITY VERIFIED SUCCESSFULLY';
    for (const value of [
      { verification: { outcome }, claims: person },
      { verification: { outcome, claims: person } },
    ]) {
      expect(read(value)).to.deep.equal({ identity: true, attributes: names });
    }
  });

  it('reads the older shape with the claims beside everything, at the medium level only', () => {
    const token = (assurance_level: string) =>
      readVerifiedClaims({
        verified_claims: { verification: { outcome: 'x VERIFIED SUCCESSFULLY', assurance_level } },
        claims: person,
      });
    expect(token('GPG45-Medium')).to.deep.equal({ identity: true, attributes: names });
    expect(token('GPG45-Low')).to.deep.equal({ identity: false, attributes: {} });
  });

  it('reads the newer shape, an entry a scope', () => {
    const { identity, attributes } = read([
      { scope: 'scotaccount.gpg45.medium', verification: verified, claims: person },
      {
        scope: 'scotaccount.email',
        verification: { outcome: 'VERIFIED_SUCCESSFULLY' },
        claims: { email: 'e@example.com' },
      },
    ]);
    expect(identity).to.equal(true);
    expect(attributes).to.deep.equal({ ...names, email: { value: 'e@example.com', verified: true } });
  });

  it('reads an address in camelCase and in snake_case alike', () => {
    const older = read({ verification: { outcome: 'VERIFIED SUCCESSFULLY' }, claims: { address: home } });
    const snake = {
      building_number: '4',
      street_name: 'Mains Road',
      address_locality: 'Perth',
      postal_code: 'PH1 1AA',
    };
    const newer = read([{ scope: 'scotaccount.address', verification: verified, claims: { address: snake } }]);
    expect(older.attributes.address).to.deep.equal(newer.attributes.address);
    expect(newer.attributes.address?.value).to.include({ street_address: '4 Mains Road', postal_code: 'PH1 1AA' });
    expect(newer.identity).to.equal(false);
  });

  it('keeps what succeeded of a partial success', () => {
    const { identity, attributes } = read([
      { scope: 'scotaccount.gpg45.medium', verification: verified, claims: person },
      { scope: 'scotaccount.address', verification: { outcome: 'NOT_VERIFIED' }, claims: { address: home } },
    ]);
    expect(identity).to.equal(true);
    expect(attributes).to.deep.equal(names);
  });

  const negatives = [
    'IDENTITY NOT VERIFIED',
    'NOT VERIFIED SUCCESSFULLY',
    'NOT_VERIFIED',
    'UNVERIFIED SUCCESSFULLY',
    'PENDING',
    '',
  ];
  for (const outcome of negatives) {
    it(`takes “${outcome}” for a negative in both shapes`, () => {
      expect(read({ verification: { outcome }, claims: person })).to.deep.equal({
        identity: false,
        attributes: {},
      });
      const entry = { scope: 'scotaccount.gpg45.medium', verification: { ...verified, outcome }, claims: person };
      expect(read([entry])).to.deep.equal({ identity: false, attributes: {} });
    });
  }

  it('takes another confidence level for a negative', () => {
    const low = { outcome: 'VERIFIED_SUCCESSFULLY', confidence_level: 'low' };
    expect(read([{ scope: 'scotaccount.gpg45.medium', verification: low, claims: person }]).identity).to.equal(false);
  });

  it('never throws, and verifies nobody without one of the two success words', () => {
    const noise = fc.oneof(fc.string(), fc.constantFrom('NOT VERIFIED', 'verified successfully', 'VERIFIED'));
    const entry = fc.record({
      scope: fc.string(),
      verification: fc.record({ outcome: noise, confidence_level: fc.constant('medium') }),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), entry, fc.array(entry)), (value) => {
        fc.pre(!/VERIFIED.SUCCESSFULLY/.test(JSON.stringify(value, (_k, v) => (typeof v === 'bigint' ? 0 : v)) ?? ''));
        expect(read(value).identity).to.equal(false);
      }),
    );
  });
});
