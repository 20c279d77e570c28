import { expect } from 'chai';
import fc from 'fast-check';
import type { AttributeRow } from '../../src/config/schema/attributes.ts';
import type { Service } from '../../src/config/schema/services.ts';
import { claimsOf, requestedAttributes } from '../../src/release/claims.ts';

const label = { en: 'Label', cy: 'Label' };
const rows: AttributeRow[] = [
  { name: 'given_name', claim: 'given_name', scope: 'profile', kind: 'text', label, saml: [] },
  { name: 'birthdate', claim: 'birthdate', scope: 'profile', kind: 'date', label, saml: [] },
  { name: 'email', claim: 'email', scope: 'email', kind: 'email', verifiedClaim: 'email_verified', label, saml: [] },
  { name: 'nhs_number', claim: 'nhs', scope: 'nhs', kind: 'nhs-number', label, saml: [] },
];
const names = rows.map(({ name }) => name);
const service = (attributes: string[]) => ({ attributes }) as unknown as Service;

describe('release/claims', () => {
  it('asks for what scopes and the claims parameter name, in the order of the table', () => {
    const all = service(names);
    expect(requestedAttributes({}, all, rows)).to.deep.equal([]);
    expect(requestedAttributes({ scope: 'openid email profile' }, all, rows)).to.deep.equal(names.slice(0, 3));
    const claims = JSON.stringify({ id_token: { nhs: null }, userinfo: { birthdate: { essential: true } } });
    expect(requestedAttributes({ scope: 'openid', claims }, all, rows)).to.deep.equal(['birthdate', 'nhs_number']);
    expect(requestedAttributes({ claims: '{"userinfo":{"nhs_number":null,"unknown":null}}' }, all, rows)).to.deep.equal(
      [],
    );
  });

  it('never goes beyond the record of the service, nor releases what was not asked for', () => {
    const some = fc.subarray(names);
    const value = fc.record({ value: fc.string(), verified: fc.boolean() });
    const account = fc.dictionary(fc.constantFrom(...names, 'secret'), value);
    fc.assert(
      fc.property(
        some,
        fc.subarray(['openid', 'profile', 'email', 'nhs']),
        some,
        account,
        (has, scopes, asks, said) => {
          const claims = JSON.stringify({ userinfo: Object.fromEntries(asks.map((name) => [name, null])) });
          const wanted = requestedAttributes({ scope: scopes.join(' '), claims }, service(has), rows);
          for (const name of wanted) expect(has).to.include(name);
          const released = claimsOf(said, wanted, rows);
          const allowed = rows.filter(({ name }) => wanted.includes(name) && said[name]);
          expect(Object.keys(released)).to.deep.equal(
            allowed.flatMap(({ claim, verifiedClaim }) => (verifiedClaim ? [claim, verifiedClaim] : [claim])),
          );
          for (const { name, claim } of allowed) expect(released[claim]).to.equal(said[name]?.value);
          if ('email' in released) expect(released.email_verified).to.equal(said.email?.verified);
        },
      ),
    );
  });
});
