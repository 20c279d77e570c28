// People of the simulated provider who sign in while growth is measured: drawn as the town is, under names of their own.
// Nobody of them may be in the town that fills the database.
import type { Persona, Personas } from '../../src/config/schema/personas.ts';
import { homeOf, type Person, population } from '../support/population/population.ts';

export interface Visitor {
  id: string;
  /** What userinfo has to say about them. */
  claims: Record<string, string>;
}

/** The seed of the visitors, and the first of their houses: the town has others. */
const [seed, house] = [29, 4_000_000];

function personaOf(base: Persona, id: string, { described, household }: Person): Persona {
  const { given_name: given = '', family_name: family = '', birthdate } = described;
  const {
    street_address: street = '',
    locality: town = '',
    postal_code: postcode,
    uprn = '',
  } = homeOf(house + household);
  const addresses = [{ street, town, postcode, uprn }];
  return { ...base, id, names: [{ given, family }], birthDate: birthdate, addresses };
}

/** So many grown people with two names each, who can prove there who they are. */
export function visitorsOf(personas: Personas, count: number): { personas: Personas; visitors: Visitor[] } {
  const base = personas.people.find(({ id }) => id === 'hannah-fairweather');
  if (!base) throw new Error('the shipped people lack Hannah Fairweather');
  const { nhs: _nhs, local: _local, councilTaxNumber: _number, ...kept } = base;
  const people: Persona[] = [];
  for (const person of population(seed)) {
    if (people.length === count) break;
    const { given_name: given, family_name: family } = person.described;
    if (person.age >= 19 && given && family) people.push(personaOf(kept, `visitor-${people.length}`, person));
  }
  const visitors = people.map(({ id, names: [name], birthDate }) => ({
    id,
    claims: { given_name: name?.given ?? '', family_name: name?.family ?? '', birthdate: birthDate },
  }));
  return { personas: { ...personas, people }, visitors };
}
