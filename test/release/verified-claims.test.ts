// What is verified of a person, in the words of OpenID Connect for Identity Assurance: every request and every answer is held against its schemas.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import fc from 'fast-check';
import { identityScale } from '../../src/assurance/level.ts';
import type { AttributeRow } from '../../src/config/schema/attributes.ts';
import { type Verified, verifiedClaims } from '../../src/release/verified-claims.ts';
import { namesIn, purposesIn, readVerifiedWishes } from '../../src/release/verified-claims-request.ts';

const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (to: Ajv2020) => void)(ajv);
const schema = (name: string) =>
  ajv.compile(JSON.parse(readFileSync(new URL(`./schemas/${name}.schema.json`, import.meta.url), 'utf8')));
const isAnswer = schema('verified-claims');
const isRequest = schema('verified-claims-request');

const label = { en: 'Label', cy: 'Label' };
const rows: AttributeRow[] = ['given_name', 'family_name', 'birthdate', 'email'].map((name) => ({
  name,
  claim: name,
  scope: 'profile',
  kind: 'text',
  label,
  saml: [],
}));
const attributes = {
  given_name: { value: 'Asha', verified: true },
  family_name: { value: 'Example', verified: true },
  birthdate: { value: '1948-06-02', verified: true },
  email: { value: 'asha@post.example', verified: false },
};
const all = rows.map(({ name }) => name);
const asha: Verified = { identity: 'medium', profile: 'M1A', attributes, agreed: all, rows };
const wishes = (verified_claims: unknown, place = 'userinfo') =>
  readVerifiedWishes(JSON.stringify({ [place]: { verified_claims } }));
const answer = (verified_claims: unknown, verified = asha) =>
  verifiedClaims(wishes(verified_claims).userinfo, verified);
const any = { trust_framework: null };
const names = { given_name: null, family_name: null };

describe('verified claims', () => {
  it('are those that were asked for, with what was asked for of their verification', () => {
    expect(answer({ verification: any, claims: names })).to.deep.equal({
      verification: { trust_framework: 'uk_diatf' },
      claims: { given_name: 'Asha', family_name: 'Example' },
    });
    const asked = {
      trust_framework: { value: 'uk_diatf' },
      assurance_level: null,
      assurance_process: { policy: null, procedure: null },
    };
    expect(answer({ verification: asked, claims: { birthdate: { essential: true } } })).to.deep.equal({
      verification: {
        trust_framework: 'uk_diatf',
        assurance_level: 'medium',
        assurance_process: { policy: 'gpg45', procedure: 'M1A' },
      },
      claims: { birthdate: '1948-06-02' },
    });
  });

  it('come as a list where several wishes are met', () => {
    const two = [
      { verification: any, claims: { given_name: null } },
      { verification: { trust_framework: { value: 'eidas' } }, claims: { given_name: null } },
      { verification: any, claims: { birthdate: null } },
    ];
    expect(answer(two)).to.deep.equal([
      { verification: { trust_framework: 'uk_diatf' }, claims: { given_name: 'Asha' } },
      { verification: { trust_framework: 'uk_diatf' }, claims: { birthdate: '1948-06-02' } },
    ]);
  });

  const omitted: [string, unknown, Partial<Verified>?][] = [
    ['another trust framework', { verification: { trust_framework: { value: 'eidas' } }, claims: names }],
    ['another level', { verification: { ...any, assurance_level: { value: 'high' } }, claims: names }],
    [
      'another level, of several',
      { verification: { ...any, assurance_level: { values: ['high', 'very_high'] } }, claims: names },
    ],
    [
      'another procedure',
      { verification: { ...any, assurance_process: { procedure: { value: 'H1A' } } }, claims: names },
    ],
    [
      'a procedure that is not known',
      { verification: { ...any, assurance_process: { procedure: { essential: true } } }, claims: names },
      { profile: undefined },
    ],
    ['a time that is essential', { verification: { ...any, time: { essential: true } }, claims: names }],
    ['a time with an age', { verification: { ...any, time: { max_age: 100 } }, claims: names }],
    [
      'a transaction that is essential',
      { verification: { ...any, verification_process: { essential: true } }, claims: names },
    ],
    ['evidence', { verification: { ...any, evidence: [{ type: { value: 'document' } }] }, claims: names }],
    ['claims that nobody checked', { verification: any, claims: { email: null } }],
    ['claims that do not exist', { verification: any, claims: { constructor: null, nonsense: { essential: true } } }],
    ['claims of another value', { verification: any, claims: { given_name: { value: 'Ben' } } }],
    ['no claims by name', { verification: any, claims: null }],
    ['an identity that was not proven', { verification: any, claims: names }, { identity: 'none' }],
    ['what the person did not agree to', { verification: any, claims: names }, { agreed: ['birthdate'] }],
  ];
  for (const [why, wish, but] of omitted) {
    it(`are left out, without an error: ${why}`, () => {
      expect(isRequest({ userinfo: { verified_claims: wish } })).to.equal(true);
      expect(answer(wish, { ...asha, ...but })).to.equal(undefined);
    });
  }

  it('leave an essential claim out that is not there, and give the others', () => {
    const wish = { verification: { ...any, time: null }, claims: { email: { essential: true }, given_name: null } };
    expect(answer(wish)).to.deep.include({ claims: { given_name: 'Asha' } });
  });

  it('are refused where the wish is malformed', () => {
    const wrong: unknown[] = [
      {},
      null,
      'text',
      { verification: any },
      { claims: names },
      { verification: {}, claims: names },
      { verification: any, claims: {} },
      { verification: any, claims: [] },
      { verification: any, claims: { given_name: 'yes' } },
      { verification: any, claims: names, more: 1 },
      { verification: { trust_framework: 'uk_diatf' }, claims: names },
      { verification: { trust_framework: { values: [] } }, claims: names },
      { verification: { ...any, time: { max_age: -1 } }, claims: names },
      { verification: { ...any, evidence: [] }, claims: names },
    ];
    for (const one of wrong) {
      expect(isRequest({ userinfo: { verified_claims: one } }), JSON.stringify(one)).to.equal(false);
      expect(() => wishes(one), JSON.stringify(one))
        .to.throw()
        .with.property('oauth', 'invalid_request');
    }
    for (const purpose of ['no', 'x'.repeat(301), 'a\u202eb', 'a\nb'])
      expect(() => wishes({ verification: any, claims: { given_name: { purpose } } })).to.throw();
  });

  it('carry the service’s reasons to the share page', () => {
    const read = wishes(
      { verification: any, claims: { given_name: { purpose: 'To address you' }, birthdate: null } },
      'id_token',
    );
    expect([...purposesIn(read)]).to.deep.equal([['given_name', 'To address you']]);
    expect(namesIn(read)).to.deep.equal(['given_name', 'birthdate']);
    expect(readVerifiedWishes(undefined)).to.deep.equal({ id_token: [], userinfo: [] });
  });

  const constraint = fc.constantFrom(
    null,
    {},
    { essential: true },
    { value: 'uk_diatf' },
    { values: ['medium', 'gpg45', 'M1A'] },
  );
  const wish = fc.record({
    verification: fc.record(
      {
        trust_framework: constraint,
        assurance_level: constraint,
        assurance_process: fc.record({ policy: constraint, procedure: constraint }, { requiredKeys: [] }),
        time: fc.constantFrom(null, { essential: false }, { max_age: 5 }),
        verification_process: fc.constantFrom(null, { essential: true }),
      },
      { requiredKeys: ['trust_framework'] },
    ),
    claims: fc.dictionary(
      fc.constantFrom(...all, 'other', 'constructor'),
      fc.constantFrom(null, { essential: true }, { value: 'Asha' }, { purpose: 'To address you' }),
      { minKeys: 1 },
    ),
  });
  const standing = fc.record({
    identity: fc.constantFrom(...identityScale),
    profile: fc.constantFrom(undefined, 'M1A'),
    agreed: fc.subarray(all),
    attributes: fc.dictionary(
      fc.constantFrom(...all, 'other'),
      fc.record({ value: fc.string(), verified: fc.boolean() }),
    ),
  });

  it('always fit the published schemas, and hold nothing that was not asked for, agreed to and checked', () => {
    const law = (asked: unknown[], so: Omit<Verified, 'rows'>) => {
      if (!isRequest({ userinfo: { verified_claims: asked } })) return false;
      const said = verifiedClaims(wishes(asked).userinfo, { ...so, rows });
      if (said === undefined) return true;
      const claims = [said].flat().map((one) => (one as { claims: Record<string, unknown> }).claims);
      const requested = namesIn(wishes(asked));
      return (
        isAnswer({ verified_claims: said }) &&
        so.identity !== 'none' &&
        claims
          .flatMap(Object.keys)
          .every(
            (name) => requested.includes(name) && so.agreed.includes(name) && so.attributes[name]?.verified === true,
          )
      );
    };
    fc.assert(fc.property(fc.array(wish, { minLength: 1, maxLength: 3 }), standing, law), { numRuns: 10_000 });
  });

  it('are read exactly where the published schema allows the wish', () => {
    const part = fc.constantFrom(
      null,
      {},
      1,
      'x',
      [],
      { essential: 'yes' },
      { value: 1 },
      { values: [] },
      { max_age: 1.5 },
      any,
      names,
    );
    const near = fc.record(
      {
        verification: fc.oneof(
          part,
          fc.record({ trust_framework: part, time: part, assurance_level: part }, { requiredKeys: [] }),
        ),
        claims: part,
      },
      { requiredKeys: [] },
    );
    const law = (asked: unknown) => {
      const allowed = isRequest({ userinfo: { verified_claims: asked } });
      try {
        wishes(asked);
        return allowed;
      } catch {
        return !allowed;
      }
    };
    fc.assert(fc.property(fc.oneof(near, fc.array(near, { maxLength: 2 })), law), { numRuns: 10_000 });
  });
});
