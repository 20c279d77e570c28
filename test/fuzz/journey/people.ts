// The people of a run: nobody else's run knows them, so that runs do not depend on each other. All are invented.
// Of three, two are twins at one address, who look alike to any matching; the third can prove little at one provider.
import type { z } from 'zod';
import type { Level } from '../../../src/assurance/level.ts';
import { type Personas, personasSchema } from '../../../src/config/schema/personas.ts';

export const providers = ['central', 'nhs', 'local', 'scotland'] as const;
export type Provider = (typeof providers)[number];

export interface Person {
  id: string;
  email: string;
  /** The most that they prove, at the providers where they have an account. */
  proves: ReadonlyMap<Provider, Level>;
}

const levelled = (identity: Level['identity']): Level => ({ identity, authenticator: 'medium' });

type Written = z.input<typeof personasSchema>['people'][number];

/** Letters for a number, so that names stand alone in a text. */
const letters = (number: number): string =>
  [...String(number).padStart(4, '0')].map((digit) => 'bcdfghjklm'[Number(digit)]).join('e');

function nhsNumber(place: number): string {
  for (let number = 999_100_000 + place * 20; ; number += 1) {
    const sum = [...String(number)].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${number}${check}`;
  }
}

/** The three of a cast, as a personas.yaml would have them. */
function written(cast: number): Written[] {
  const name = letters(cast);
  const person = (place: number, given: string, more: Partial<Written>): Written => ({
    id: `${given.toLowerCase()}-${name}`,
    description: 'Somebody invented for one run.',
    names: [{ given: `${given} ${name}`, family: `Twin${name}` }],
    birthDate: `19${60 + (cast % 40)}-0${1 + (cast % 9)}-1${cast % 10}`,
    nation: 'england',
    addresses: [
      {
        number: '1',
        street: `${name} Street`,
        town: 'Exampleton',
        postcode: `ZZ${1 + (cast % 90)} 1AB`,
        uprn: `9990${String(cast).padStart(8, '0')}`,
      },
    ],
    email: `${given.toLowerCase()}-${name}@example.org`,
    phone: `+447700900${String(cast * 3 + place).padStart(3, '0')}`,
    devices: ['smartphone'],
    documents: ['passport'],
    councilTaxNumber: `9990${String(cast * 3 + place).padStart(4, '0')}`,
    footprint: 'full',
    ...more,
  });
  const second: Written['local'] = { reaches: ['password', 'second-factor'] };
  return [
    person(0, 'Ada', {
      central: { reaches: ['Cl.Cm.P2'] },
      scotland: { verified: true },
      local: second,
    }),
    person(1, 'Ava', { central: { reaches: ['Cl.Cm.P2'] }, local: second }),
    person(2, 'Rory', {
      names: [{ given: `Rory ${name}`, family: `Other${name}` }],
      birthDate: '1971-01-01',
      central: { reaches: ['Cl.Cm'] },
      nhs: { nhsNumber: nhsNumber(cast), reaches: ['P9.Cp.Cd'] },
    }),
  ];
}

/** So many casts, and the file from which the simulators know them. */
export function castsOf(count: number): { casts: Person[][]; personas: Personas } {
  const all = Array.from({ length: count }, (_, cast) => written(cast));
  const personas = personasSchema.parse({ people: all.flat(), staff: [] });
  const casts = all.map((cast) =>
    cast.map(({ id, email = '', central, nhs, local, scotland }) => ({
      id,
      email,
      proves: new Map<Provider, Level>([
        ...(central ? [['central', levelled(central.reaches[0] === 'Cl.Cm' ? 'none' : 'medium')] as const] : []),
        ...(nhs ? [['nhs', levelled('medium')] as const] : []),
        ...(local ? [['local', levelled('none')] as const] : []),
        ...(scotland ? [['scotland', levelled('medium')] as const] : []),
      ]),
    })),
  );
  return { casts, personas };
}
