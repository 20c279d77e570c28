// The rule about ages and the claims of age, as functions: whatever a service asks, the birth date is not in what it gets.
import { expect } from 'chai';
import fc from 'fast-check';
import { hasReached } from '../../src/ages/calendar.ts';
import { checkedBirthdate, withAges } from '../../src/ages/claims.ts';
import { ageAnswer, bandIn, comesIn, needsBirthdate, policyFor, stillHolds } from '../../src/ages/policy.ts';
import { ageBands, agePolicies } from '../../src/config/schema/ages.ts';
import type { AttributeRow } from '../../src/config/schema/attributes.ts';
import type { Service } from '../../src/config/schema/services.ts';
import { writtenOut } from '../../src/config/thresholds.ts';
import type { Attribute } from '../../src/connectors/contract.ts';
import { claimsOf } from '../../src/release/claims.ts';
import { shownAs } from '../../src/release/readable.ts';
import { verifiedClaims } from '../../src/release/verified-claims.ts';

const label = { en: 'If you are NN or over', cy: 'A ydych yn NN oed neu’n hŷn' };
const table: AttributeRow[] = [
  {
    name: 'birthdate',
    claim: 'birthdate',
    scope: 'profile',
    kind: 'date',
    label: { en: 'Born', cy: 'Geni' },
    saml: [],
  },
  { name: 'age_band', claim: 'age_band', scope: 'age', kind: 'age-band', label: { en: 'Age', cy: 'Oed' }, saml: [] },
  { name: 'age_over_NN', claim: 'age_over_NN', scope: 'age', kind: 'age-over', label, saml: [] },
];
const serviceWith = (attributes: string[]) => ({ attributes }) as unknown as Service;
const rowsFor = (attributes: string[]) => writtenOut(table, [serviceWith(attributes)]);

const born = fc
  .date({ min: new Date('1905-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2050-01-01'), noInvalidDate: true });
const asked = fc
  .uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 6 })
  .map((ages) => ['age_band', ...ages.map((age) => `age_over_${age}`)])
  .chain((names) => fc.subarray(names, { minLength: 1 }));
const policies = fc.option(
  fc.record(Object.fromEntries([...ageBands, 'unknown'].map((band) => [band, fc.constantFrom(...agePolicies)])), {
    requiredKeys: [],
  }),
  { nil: undefined },
);

const person = (birthdate: string, changed: Partial<Attribute> = {}): Record<string, Attribute> => ({
  birthdate: { value: birthdate, verified: true, ...changed },
});

describe('ages/policy', () => {
  it('C1: no release, page or verified claim of ages holds the birth date, for any service and anybody', () => {
    fc.assert(
      fc.property(born, moment, asked, policies, (birthdate, now, names, ages) => {
        const rows = rowsFor(names);
        const attributes = withAges(person(birthdate), rows, now);
        const plain = claimsOf(attributes, names, rows);
        const wish = {
          verification: { trust_framework: null },
          claims: Object.fromEntries(names.map((name) => [name, null])),
        };
        const verified = verifiedClaims([wish], { identity: 'medium', attributes, agreed: names, rows });
        const shown = rows
          .filter(({ name }) => names.includes(name) && attributes[name])
          .map((row) => shownAs(attributes[row.name] ?? { value: '', verified: true }, row, 'en'));
        const service = { ages } as Pick<Service, 'ages' | 'own'>;
        const said = JSON.stringify([plain, verified, shown, bandIn(person(birthdate), now)]);
        const [year, month, day] = birthdate.split('-');
        for (const spelling of [birthdate, `${year}${month}${day}`, `${day}/${month}/${year}`])
          expect(said).not.to.include(spelling);
        // What is kept beside the answer, sealed: not the birth date either, unless a birthday is what it waits for.
        const { band, until } = ageAnswer({ service, attributes: person(birthdate), agreed: names, rows }, now);
        expect(band).not.to.equal(birthdate);
        expect(until).not.to.equal(birthdate);
        for (const [name, value] of Object.entries(plain)) {
          const age = /\d+$/.exec(name)?.[0];
          expect(value).to.equal(age ? hasReached(birthdate, Number(age), now) : bandIn(person(birthdate), now));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('C1: an unverified, a former and a broken birth date give no claim', () => {
    const rows = rowsFor(['age_band', 'age_over_18']);
    const now = new Date('2026-11-26T12:00:00Z');
    const ages = (attributes: Record<string, Attribute>) => Object.keys(withAges(attributes, rows, now));
    expect(ages(person('1984-03-09'))).to.have.members(['birthdate', 'age_band', 'age_over_18']);
    // Where papers say 1 January, that is the birth date in law (N5).
    expect(ages(person('1990-01-01'))).to.include('age_band');
    const none = [
      person('1984-03-09', { verified: false }),
      person('1984-03-09', { to: '2020-01-01' }),
      person('1984'),
      person('2030-05-05'),
    ];
    for (const attributes of none) expect(ages(attributes)).to.deep.equal(['birthdate']);
    expect(withAges({}, rows, now)).to.deep.equal({});
    expect(checkedBirthdate({ birthdate: { value: { formatted: 'x' }, verified: true } })).to.equal(undefined);
  });

  it('C1: there are rows for registered ages only, from 1 to 120', () => {
    const names = [
      'age_over_16',
      'age_over_0',
      'age_over_007',
      'age_over_121',
      'age_over_1',
      'age_over_120',
      'age_over_NN',
      'age_over_',
    ];
    const rows = rowsFor(names);
    expect(rows.map(({ name }) => name)).to.deep.equal([
      'birthdate',
      'age_band',
      'age_over_1',
      'age_over_16',
      'age_over_120',
    ]);
    expect(rows[3]).to.deep.include({
      claim: 'age_over_16',
      over: 16,
      label: { en: 'If you are 16 or over', cy: 'A ydych yn 16 oed neu’n hŷn' },
    });
  });

  it('C2: a parent is needed under 13 unless the service says otherwise, and the hub’s own pages are for everybody', () => {
    expect(ageBands.map((band) => policyFor({}, band))).to.deep.equal([
      'require-parental-authority',
      'allow',
      'allow',
      'allow',
      'allow',
    ]);
    expect(policyFor({}, 'unknown')).to.equal('allow');
    expect(policyFor({ ages: { '0-12': 'allow' } }, '0-12')).to.equal('allow');
    expect(policyFor({ own: true }, '0-12')).to.equal('allow');
    for (const policy of agePolicies)
      expect(comesIn({ ages: { unknown: policy } }, 'unknown')).to.equal(policy === 'allow');
  });

  it('C1, C2: the birth date is needed for a rule about ages, and for a claim of age that is asked for', () => {
    const rows = rowsFor(['age_over_18']);
    expect(needsBirthdate({}, ['birthdate'], rows)).to.equal(false);
    expect(needsBirthdate({}, ['age_over_18'], rows)).to.equal(true);
    expect(needsBirthdate({ ages: {} }, [], rows)).to.equal(true);
  });

  it('C1, C2: a stored answer holds exactly as long as it is true and the rule lets the person in', () => {
    fc.assert(
      fc.property(
        born,
        moment,
        asked,
        policies,
        fc.integer({ min: 0, max: 40_000 }),
        (birthdate, now, names, ages, days) => {
          const rows = rowsFor(names);
          const service = { ages } as Pick<Service, 'ages' | 'own'>;
          const attributes = person(birthdate);
          const answer = ageAnswer({ service, attributes, agreed: names, rows }, now);
          const later = new Date(now.getTime() + days * 86_400_000);
          const told = (at: Date) =>
            names.map((name) => {
              const age = /\d+$/.exec(name)?.[0];
              return age ? hasReached(birthdate, Number(age), at) : bandIn(attributes, at);
            });
          fc.pre(bandIn(attributes, now) !== 'unknown' && comesIn(service, bandIn(attributes, now)));
          const holds = stillHolds(answer, service, later);
          // It may end early only where the person would be stopped meanwhile.
          if (holds) {
            expect(told(later)).to.deep.equal(told(now));
            expect(comesIn(service, bandIn(attributes, later))).to.equal(true);
          } else {
            const same = JSON.stringify(told(later)) === JSON.stringify(told(now));
            const between = ageBands.slice(
              ageBands.indexOf(answer.band as never),
              ageBands.indexOf(bandIn(attributes, later) as never) + 1,
            );
            expect(same && between.every((band) => comesIn(service, band))).to.equal(false);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('C2: an answer from before ages were kept goes by the rule for unknown ages', () => {
    const now = new Date();
    expect(stillHolds(undefined, {}, now)).to.equal(true);
    expect(stillHolds(undefined, { ages: { unknown: 'officer-review' } }, now)).to.equal(false);
  });
});
