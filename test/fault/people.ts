// The people of the fault test: invented, each of another household, name and birth date, so that nobody can be taken for anybody else by right.
// They must never be fewer than the sign-ins that want somebody new.
import { type Personas, personasSchema } from '../../src/config/schema/personas.ts';
import { fdcSubject } from '../../src/simulators/kit/subject.ts';
import { population } from '../support/population/population.ts';

/** Somebody with one account at the simulated provider. */
export interface Person {
  /** Id of the persona. */
  id: string;
  /** The provider's name for them. */
  subject: string;
  /** What userinfo has to say about them. */
  claims: Readonly<Record<'given_name' | 'family_name' | 'birthdate' | 'email', string>>;
}

const adult = 18;

/** So many people. */
export function invented(count: number): Person[] {
  const found: Person[] = [];
  const seen = new Set<unknown>();
  for (const { household, age, described } of population(7, true)) {
    if (found.length === count) break;
    const { given_name, family_name, birthdate } = described;
    if (age < adult || !given_name || !family_name || seen.has(household) || seen.has(birthdate)) continue;
    seen.add(household).add(birthdate);
    const id = `person-${found.length}`;
    const claims = { given_name, family_name, birthdate, email: `${id}@example.org` };
    found.push({ id, subject: fdcSubject('central', id), claims });
  }
  return found;
}

const street = { street: 'Larkspur Road', town: 'Exampleton', postcode: 'ZZ1 4QF' };

/** The same as personas that prove everything at the central account. */
export function personasOf(people: readonly Person[]): Personas {
  return personasSchema.parse({
    people: people.map(({ id, claims }, index) => ({
      id,
      description: 'Signs in while things break.',
      names: [{ given: claims.given_name, family: claims.family_name }],
      birthDate: claims.birthdate,
      nation: 'england',
      addresses: [{ ...street, number: String(index + 1), uprn: String(999_000_000_000 + index) }],
      email: claims.email,
      devices: ['smartphone'],
      documents: ['passport'],
      footprint: 'full',
      central: { reaches: ['Cl.Cm.P2'] },
    })),
    staff: [],
  });
}
