// An officer's check in the words of OpenID Identity Assurance: held against the published schema.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Json } from '../../src/connectors/contract.ts';
import { evidenceFor } from '../../src/release/evidence-wish.ts';
import { recordAsFile, vouchEvidence } from '../../src/vouching/evidence.ts';
import { isAboutThemselves, objectionTo, restsOnVouchAlone } from '../../src/vouching/officers.ts';
import { checkMethods, evidenceTypes } from '../../src/vouching/words.ts';
import { asRead, content, newVouch } from './sample.ts';

const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (to: Ajv2020) => void)(ajv);
const schema = JSON.parse(
  readFileSync(new URL('../release/schemas/verified-claims.schema.json', import.meta.url), 'utf8'),
);
const isAnswer = ajv.compile(schema);
const around = (evidence: Json | undefined) => ({
  verified_claims: { verification: { trust_framework: 'uk_diatf', evidence: [evidence] }, claims: { given_name: 'A' } },
});

const score = fc.nat(4);
const records = fc.record({
  evidence: fc.array(fc.record({ type: fc.constantFrom(...evidenceTypes), strength: score, validity: score }), {
    minLength: 1,
    maxLength: 3,
  }),
  checks: fc.subarray(
    checkMethods.map((method) => ({ method, at: 1_790_000_000 })),
    { minLength: 1 },
  ),
});

describe('the export of an officer’s check', () => {
  it('V2: is `vouch` evidence that the published schema allows, whatever was seen', () => {
    fc.assert(
      fc.property(records, (changed) => {
        const { id, content: written, times } = newVouch(changed);
        const evidence = vouchEvidence({ ...times, id, checks: written.checks, organisation: 'Exampleton Council' });
        return isAnswer(around(evidence));
      }),
    );
    expect(isAnswer(around({ type: 'vouch', attestation: { voucher: {} } }))).to.equal(false);
  });

  it('V2: tells a service neither the officer, nor who else vouched, nor which papers', () => {
    const voucher = { name: 'PLANTED-voucher', relation: 'neighbour', knownSince: 1998, proof: 'documents' } as const;
    const { id, content: written, times } = newVouch({ voucher });
    const text = JSON.stringify(vouchEvidence({ ...times, id, ...written, organisation: 'Exampleton Council' }));
    expect(text).not.to.match(/PLANTED|licence|bus/);
  });

  it('V2: is a whole record for whoever audits it: all that was written down, with officers as pseudonyms', () => {
    fc.assert(
      fc.property(records, (changed) => {
        const { verified_claims } = recordAsFile(asRead(newVouch(changed)), (one) => one) as { verified_claims: Json };
        return isAnswer({ verified_claims });
      }),
    );
    const voucher = { name: 'Maud Tansley', relation: 'neighbour', knownSince: 1998, proof: 'documents' } as const;
    const read = asRead(newVouch({ voucher }), { approved: { at: 1_790_000_000, by: 'PLANTED-second' } });
    const { record } = recordAsFile(read, () => 'pseudonym') as { record: Record<string, Json> };
    const { organisation, method, evidence, reason, coercion, frameworkVersion } = content();
    expect(record).to.deep.include({ organisation, method, evidence, voucher, reason, coercion, frameworkVersion });
    expect(record).to.have.property('expires');
    expect(record).to.deep.include({ officer: 'pseudonym' });
    expect(JSON.stringify(record)).not.to.match(/PLANTED-(?:officer|second)/);
  });
});

describe('evidence that a service asks for', () => {
  const has = vouchEvidence({
    id: 'v',
    recordedAt: 1,
    endsAt: 2,
    organisation: 'Exampleton Council',
    checks: [{ method: 'face', at: 1 }],
  });

  it('V2: is the parts that it named, and what the schema wants beside them', () => {
    expect(evidenceFor([{ type: { value: 'vouch' } }], has)).to.deep.equal({ type: 'vouch' });
    expect(evidenceFor([{ type: null, check_details: [{ organization: null }] }], has)).to.deep.equal({
      type: 'vouch',
      check_details: [{ check_method: 'pvp', organization: 'Exampleton Council' }],
    });
    const voucher = { voucher: { occupation: null } };
    expect(evidenceFor([{ type: null, attestation: voucher }], has)).to.deep.equal({
      type: 'vouch',
      attestation: { type: 'digital_attestation', voucher: { occupation: 'council officer' } },
    });
    expect(isAnswer(around(evidenceFor([{ type: null, attestation: null }], has)))).to.equal(true);
  });

  const others: [string, unknown][] = [
    ['a document', { type: { value: 'document' } }],
    ['another attestation', { type: { value: 'vouch' }, attestation: { type: { values: ['written_attestation'] } } }],
    ['a part that is not there', { type: null, attestation: { voucher: { birthdate: { essential: true } } } }],
    ['another check', { type: null, check_details: [{ check_method: { value: 'bvr' } }] }],
    ['a check of an age', { type: null, check_details: [{ time: { max_age: 5 } }] }],
  ];
  for (const [what, wish] of others)
    it(`V2: is nothing where it is not what was asked for: ${what}`, () => {
      expect(evidenceFor([wish], has)).to.equal(undefined);
      expect(evidenceFor([wish, { type: { value: 'vouch' } }], has)).to.deep.equal({ type: 'vouch' });
      expect(evidenceFor([wish], undefined)).to.equal(undefined);
    });
});

describe('officers', () => {
  const officer = (given: string, family: string) => ({
    person: 'omar',
    attributes: {
      given_name: { value: given, verified: true },
      family_name: { value: family, verified: true },
    },
  });

  it('V1: nobody vouches for themselves, however their name is written', () => {
    const details = { given_name: 'Siân Mary', family_name: 'O’Hara', birthdate: '1970-01-01' };
    expect(isAboutThemselves(officer('Sian', "O'HARA"), details)).to.equal(true);
    expect(isAboutThemselves(officer('Mary', "O'HARA"), details)).to.equal(false);
    expect(isAboutThemselves(officer('', ''), { birthdate: '1970-01-01' })).to.equal(false);
  });

  it('V1: whoever recorded it does not bring it into force above low', () => {
    const record = { ...content({ officer: 'omar' }) };
    expect(objectionTo(officer('Omar', 'Castell'), record)).to.equal('same-officer');
    expect(objectionTo(officer('Omar', 'Castell'), { ...record, identity: 'low' })).to.equal(undefined);
    expect(objectionTo({ ...officer('Olga', 'Winterbourne'), person: 'olga' }, record)).to.equal(undefined);
  });

  it('V1: an officer whom nobody knows but by another’s check vouches for nobody', () => {
    const account = (identity: 'none' | 'low') => ({
      account: 'a',
      person: 'omar',
      rule: 'new-account' as const,
      linkedAt: 0,
      link: { level: { identity, authenticator: 'medium' as const }, details: {} },
    });
    expect(restsOnVouchAlone([account('none')], true)).to.equal(true);
    expect(restsOnVouchAlone([account('none'), account('low')], true)).to.equal(false);
    expect(restsOnVouchAlone([account('none')], false)).to.equal(false);
  });
});
