import { expect } from 'chai';
import { personasSchema } from '../../src/config/schema/personas.ts';
import { personas } from './rig.ts';

/** Age on the last day of 2026. */
const age = (birthDate: string): number => 2026 - Number(birthDate.slice(0, 4));
const { people, staff } = personas;
const ages = people.map(({ birthDate }) => age(birthDate));
const as = (change: Record<string, unknown>) =>
  personasSchema.safeParse({ people: [{ ...asFile(people[0]), ...change }], staff: [] });

/** A parsed persona is what the file may hold: expanding `reaches` a second time changes nothing. */
const asFile = (person: unknown): Record<string, unknown> => structuredClone(person) as Record<string, unknown>;

describe('personas.yaml', () => {
  it('has at least eighteen people from 9 to 97, in three nations', () => {
    expect(people.length).to.be.at.least(18);
    expect([Math.min(...ages), Math.max(...ages)]).to.deep.equal([9, 97]);
    expect(new Set(people.map(({ nation }) => nation))).to.deep.equal(new Set(['england', 'wales', 'scotland']));
    expect(ages).to.include.members([9, 12, 13, 15, 16, 17, 84]);
  });

  it('says no age that is not theirs, and has those birthdays in November, so that it stays theirs for a year', () => {
    const said = people.flatMap(({ id, description, birthDate }) => {
      const years = /\bIs (\d+)\b/.exec(description)?.[1];
      return years === undefined ? [] : { id, years: Number(years), birthDate };
    });
    expect(said).to.have.lengthOf(10);
    for (const { id, years, birthDate } of said) {
      expect(age(birthDate), id).to.equal(years);
      expect(birthDate, id).to.match(/-11-/);
    }
  });

  it('has the people whom online proofing leaves out', () => {
    const some = (test: (person: (typeof people)[number]) => boolean) => people.filter(test).length;
    expect(some(({ language }) => language === 'cy')).to.be.at.least(2);
    expect(some(({ names }) => names[0]?.given === undefined)).to.be.at.least(1);
    expect(some(({ names }) => /\p{Diacritic}/u.test(names[0]?.family?.normalize('NFD') ?? ''))).to.be.at.least(1);
    expect(some(({ birthDate }) => birthDate.endsWith('-01-01'))).to.be.at.least(1);
    expect(some(({ email }) => email === undefined)).to.be.at.least(1);
    expect(some(({ devices }) => devices.includes('screen-reader'))).to.be.at.least(1);
    expect(some(({ helpers }) => helpers.some(({ as: role }) => role === 'attorney'))).to.be.at.least(1);
    expect(some(({ nhs, central, scotland }) => !nhs && !central && !scotland)).to.be.at.least(3);
  });

  it('has a couple with one phone, and twins at one address', () => {
    const [harold, joan] = ['harold-whitlock', 'joan-whitlock'].map((id) => people.find((person) => person.id === id));
    expect(harold?.phone).to.equal(joan?.phone).and.not.equal(undefined);
    const [one, other] = ['callum-strachan', 'cameron-strachan'].map((id) => people.find((person) => person.id === id));
    expect(one?.birthDate).to.equal(other?.birthDate);
    expect(one?.addresses[0]?.uprn).to.equal(other?.addresses[0]?.uprn);
  });

  it('gives nobody under 13 an account, and no NHS number twice', () => {
    for (const person of people.filter(({ birthDate }) => age(birthDate) < 13))
      expect([person.central, person.nhs, person.scotland]).to.deep.equal([undefined, undefined, undefined]);
    const numbers = people.flatMap(({ nhs }) => nhs?.nhsNumber ?? []);
    expect(new Set(numbers).size).to.equal(numbers.length);
  });

  it('has staff of every role', () => {
    expect(new Set(staff.flatMap(({ roles }) => roles))).to.deep.equal(
      new Set(['operator', 'officer', 'assessor', 'auditor']),
    );
  });

  it('expands what is reached to everything within it', () => {
    const reaches = people.find(({ id }) => id === 'hannah-fairweather');
    expect(reaches?.central?.reaches).to.deep.equal(['Cl', 'Cl.Cm', 'Cl.Cm.P1', 'Cl.Cm.P2']);
    expect(reaches?.nhs?.reaches)
      .to.include.members(['P0.Cp', 'P5.Cp.Cd', 'P9.Cp.Cd', 'P9.Cm'])
      .and.not.include('P9.Cp.Ck');
  });
});

describe('personas schema', () => {
  const nhs = (nhsNumber: string) => ({ nhs: { nhsNumber, reaches: ['P0.Cp'] } });
  const refused: [string, Record<string, unknown>, string][] = [
    ['an NHS number with a wrong check digit', nhs('9991000004'), 'nhsNumber'],
    ['an NHS number outside the test range', nhs('4010232137'), 'nhsNumber'],
    ['a real phone number', { phone: '+447911123456' }, 'phone'],
    [
      'a real postcode area',
      { addresses: [{ street: 'A', town: 'B', postcode: 'SW1A 1AA', uprn: '999000000101' }] },
      'postcode',
    ],
    ['an e-mail address elsewhere', { email: 'someone@gmail.com' }, 'email'],
    ['an account without an e-mail address', { email: undefined }, 'email'],
    ['a name that is empty', { names: [{}] }, 'names'],
    ['a helper who does not exist', { helpers: [{ persona: 'nobody', who: 'X', as: 'friend' }] }, 'persona'],
    ['an unknown key', { shoeSize: 9 }, ''],
  ];
  for (const [name, change, where] of refused)
    it(`refuses ${name}`, () => {
      const problems = as(change).error?.issues ?? [];
      expect(problems.map(({ path }) => path.join('.')).join()).to.include(where);
      expect(problems).to.have.lengthOf(1);
    });

  it('accepts the persona that those are made from, and refuses it twice', () => {
    expect(as({}).success).to.equal(true);
    const twice = personasSchema.safeParse({ people: [asFile(people[0]), asFile(people[0])], staff: [] });
    expect(twice.error?.issues.map(({ path }) => path.join('.'))).to.deep.equal([
      'people.1.id',
      'people.1.email',
      'people.1.councilTaxNumber',
    ]);
  });
});
