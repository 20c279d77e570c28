// Invented people of chosen ages, for the flow tests about ages. They are as old as they say on whatever day the tests run.
import { londonDay } from '../../src/ages/calendar.ts';
import { type Personas, personasSchema } from '../../src/config/schema/personas.ts';

/** The birth date (YYYY-MM-DD) of somebody who has been an age for a while, on a day that does not look like an estimate. */
export function bornAt(age: number): string {
  const day = new Date(Date.now() - 40 * 86_400_000);
  const [year = '', ...rest] = londonDay(day).split('-');
  const monthDay = rest.join('-').replace('02-29', '02-28').replace('01-01', '01-02');
  return `${Number(year) - age}-${monthDay}`;
}

const letters = 'abcdefghijklmnopqrst';
/** A name that is like no other's. */
const nameOf = (index: number): string => `Q${(letters[index] ?? 'z').repeat(3)}u${letters[19 - index]}`;

/** People with a central account that proves who they are, one of each birth date. */
export function peopleBorn(dates: Readonly<Record<string, string>>): Personas {
  const people = Object.entries(dates).map(([id, birthDate], index) => ({
    id,
    description: 'Is there for the tests about ages.',
    names: [{ given: nameOf(index), family: `${nameOf(index)}son` }],
    birthDate,
    nation: 'england',
    addresses: [
      {
        number: String(index + 1),
        street: `${nameOf(index)} Row`,
        town: 'Exampleton',
        postcode: `ZZ${index + 1} 1AA`,
        uprn: `9990000009${String(index + 10)}`,
      },
    ],
    email: `${id}@example.org`,
    phone: `+447700900${String(100 + index)}`,
    devices: ['smartphone'],
    documents: ['passport'],
    footprint: 'full',
    central: { reaches: ['Cl.Cm.P2'] },
    nhs: { nhsNumber: nhsNumber(index), reaches: ['P9.Cp.Cd'] },
  }));
  return personasSchema.parse({ people, staff: [] });
}

/** An invented number with its check digit (modulus 11). */
function nhsNumber(index: number): string {
  for (let tail = index * 20; ; tail += 1) {
    const first = `9998${String(tail).padStart(5, '0')}`;
    const sum = [...first].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${first}${check}`;
  }
}
