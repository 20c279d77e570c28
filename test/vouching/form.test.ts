// The officer's form: what it lets through, and what it says is wrong, whatever is typed.
import { expect } from 'chai';
import fc from 'fast-check';
import { canReach } from '../../src/notices/kinds.ts';
import { readVouch, typed, type VouchProblem, vouchFields } from '../../src/vouching/form.ts';
import { coercionChecks, waysToHear } from '../../src/vouching/words.ts';
import { alone, filled } from '../flows/vouched.ts';

const now = new Date('2026-11-26T12:00:00Z');
const read = (fields: Record<string, string>, ways = waysToHear as readonly (typeof waysToHear)[number][]) =>
  readVouch(fields, { now, ways });
const wrongs = (fields: Record<string, string>): VouchProblem[] => {
  const found = read(fields);
  return 'wrong' in found ? found.wrong.map(({ problem }) => problem) : [];
};

describe('the form of an officer’s check', () => {
  it('V2: is read whole', () => {
    const found = read({ ...filled });
    if ('wrong' in found) throw new Error(JSON.stringify(found.wrong));
    expect(found.written).to.deep.include({
      method: 'desk',
      evidence: [
        { type: 'driving-licence', strength: 3, validity: 2 },
        { type: 'bus-pass', strength: 2, validity: 2 },
      ],
      coercion: coercionChecks,
      tell: { way: 'letter', to: ['14 Larkspur Road', 'Exampleton', 'ZZ1 4QF'], language: 'en' },
    });
    expect(found.written.details).to.deep.include({ birthdate: '1992-02-11', family_name: 'Fairweather' });
    const beside = read({ ...alone });
    expect('written' in beside && beside.written.voucher).to.deep.equal({
      name: 'Maud Tansley',
      relation: 'neighbour',
      knownSince: 1998,
      proof: 'documents',
    });
  });

  const cases: [VouchProblem, Record<string, string>][] = [
    ['name', { given_name: ' ', family_name: '' }],
    ['birthdate', { birth_day: '30', birth_month: '2' }],
    ['birthdate', { birth_year: '2027' }],
    ['birthdate', { birth_year: '1850' }],
    ['address', { address: 'Somewhere' }],
    ['address-letter', { address: 'Somewhere', address_checked: '' }],
    ['method', { method: 'by-phone' }],
    ['checks', { check_documents: '', check_face: '' }],
    ['evidence-row', { evidence_2_strength: '' }],
    ['evidence-row', { evidence_3_validity: '5' }],
    ['evidence-twice', { evidence_2_type: 'driving-licence' }],
    ['score', { fraud: '9' }],
    ['voucher-alone', { voucher_name: 'Maud' }],
    ['voucher-relation', { evidence_3_type: 'vouch', evidence_3_strength: '1', evidence_3_validity: '1' }],
    ['reason', { reason: '' }],
    ['coercion', { coercion_alone: '' }],
    ['tell', { tell: 'sms' }],
    ['email', { tell: 'email', email: 'nobody' }],
    ['language', { language: 'fr' }],
  ];
  for (const [problem, changed] of cases)
    it(`V2: says what is wrong: ${problem} (${Object.keys(changed).join(', ')})`, () => {
      expect(wrongs({ ...filled, ...changed })).to.include(problem);
    });

  it('V2: lets nothing through while one of the three about coercion is not ticked, however the rest is filled in', () => {
    const anything = fc.dictionary(
      fc.constantFrom(...vouchFields),
      fc.oneof(fc.string(), fc.constantFrom('yes', '1', '')),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(...coercionChecks), (fields, open) => {
        const found = read({ ...filled, ...fields, [`coercion_${open}`]: '' });
        return 'wrong' in found && found.wrong.some(({ problem }) => problem === 'coercion');
      }),
    );
  });

  it('V4: whoever is to be told can be told that way', () => {
    const anything = fc.dictionary(
      fc.constantFrom('tell', 'email', 'address', 'address_checked'),
      fc.oneof(fc.string(), fc.constantFrom('letter', 'email', 'hand', 'yes', 'ada@example.org', 'A\nB\nZZ1 1AA')),
    );
    fc.assert(
      fc.property(anything, (fields) => {
        const found = read({ ...filled, ...fields });
        if ('wrong' in found) return true;
        const { way, to } = found.written.tell;
        if (way === 'hand') return true;
        return way === 'email'
          ? canReach({ channel: way, to: String(to) })
          : canReach({ channel: way, to: to as string[] });
      }),
    );
    expect('wrong' in read({ ...filled }, ['hand'])).to.equal(true);
  });

  it('N5: takes one name only', () => {
    expect(wrongs({ ...filled, given_name: '' })).to.deep.equal([]);
  });

  it('V2: fills the form in again with every field that was typed', () => {
    expect(typed({ ...filled, other: 'x' }))
      .to.deep.include(filled)
      .and.not.have.property('other');
    expect(Object.keys(typed({}))).to.deep.equal(vouchFields);
  });
});
