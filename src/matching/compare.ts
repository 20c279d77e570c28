// Holds two people's traits against each other: for each field one level of agreement, by the first line that fits. Pure.
// What one side does not have must never count for or against: it is `missing`.
import { asScanned, jaroWinkler, osa } from './similar.ts';
import { rootOf, soundsOf } from './sounds.ts';
import type { Traits } from './traits.ts';

/** The levels of each field, strongest first. */
export const levels = {
  given: ['exact', 'crossed', 'nickname', 'one-edit', 'jw92', 'jw88', 'phonetic', 'different', 'missing'],
  family: ['exact', 'crossed', 'one-edit', 'part', 'jw92', 'jw88', 'phonetic', 'different', 'missing'],
  birthdate: ['exact', 'swapped', 'two-parts', 'different', 'missing'],
  address: ['house', 'street-house', 'street-area', 'street', 'area', 'postcode', 'locality', 'different', 'missing'],
} as const;

export type Field = keyof typeof levels;
export const fields = Object.keys(levels) as Field[];

/** How far two people agree, by field. */
export type Agreements = { readonly [F in Field]: (typeof levels)[F][number] };

/** Shorter names have too many neighbours for one letter to mean a slip; were it four, many Chinese names could have none. */
export const shortest = 3;

function oneEdit(a: string, b: string): boolean {
  const [one, other] = [asScanned(a), asScanned(b)];
  return one.length >= shortest && other.length >= shortest && osa(one, other) <= 1;
}

const soundAlike = (a: string, b: string): boolean => {
  const other = soundsOf(b);
  return soundsOf(a).some((sound) => other.includes(sound));
};

/** Compares two people on what they really are called. */
export function compare(a: Traits, b: Traits): Agreements {
  return {
    given: givenLevel(a, b),
    family: familyLevel(a, b),
    birthdate: birthdateLevel(a.birthdate, b.birthdate),
    address: addressLevel(a, b),
  };
}

/** The first name of one where the other has the family name, and the other way round; a slip in either may be. */
const crossed = (a: Traits, b: Traits): boolean => near(a.given, b.family) && near(a.family, b.given);

const near = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && (a === b || oneEdit(a, b));

/** Middle names that both have, and that begin otherwise: a slip at best. */
const middlesDiffer = (a: Traits, b: Traits): boolean =>
  a.middle.length > 0 && b.middle.length > 0 && a.middle[0]?.[0] !== b.middle[0]?.[0];

function givenLevel(a: Traits, b: Traits): Agreements['given'] {
  if (a.given === undefined || b.given === undefined) return 'missing';
  if (a.given === b.given) return middlesDiffer(a, b) ? 'nickname' : 'exact';
  if (rootOf(a.given) === rootOf(b.given)) return 'nickname';
  return crossed(a, b) ? 'crossed' : likeness(a.given, b.given);
}

function familyLevel(a: Traits, b: Traits): Agreements['family'] {
  if (a.family === undefined || b.family === undefined) return 'missing';
  if (a.family === b.family) return 'exact';
  if (crossed(a, b)) return 'crossed';
  const found = likeness(a.family, b.family);
  return found !== 'one-edit' && shareAPart(a, b) ? 'part' : found;
}

const shareAPart = (a: Traits, b: Traits): boolean => {
  const [ours, theirs] = [a, b].map(({ families, family = '' }) => (families.length > 0 ? families : [family]));
  return ours?.some((name) => name !== '' && theirs?.includes(name)) ?? false;
};

function likeness(a: string, b: string) {
  if (oneEdit(a, b)) return 'one-edit';
  const similarity = jaroWinkler(a, b);
  if (similarity > 0.92) return 'jw92';
  if (similarity > 0.88) return 'jw88';
  return soundAlike(a, b) ? 'phonetic' : 'different';
}

/** The day and the month the other way round, as a date; undefined where that is none, or the same. */
export function swappedDay(birthdate: string): string | undefined {
  const [year, month = '', day = ''] = birthdate.split('-');
  return Number(day) <= 12 && day !== month ? `${year}-${day}-${month}` : undefined;
}

/** Every two of the three parts of a date, each with what it lacks. */
export function partsOf(birthdate: string): string[] {
  const [year, month, day] = birthdate.split('-');
  return [`${year}-${month}-`, `${year}--${day}`, `-${month}-${day}`];
}

function birthdateLevel(a: string | undefined, b: string | undefined): Agreements['birthdate'] {
  if (a === undefined || b === undefined) return 'missing';
  if (a === b) return 'exact';
  if (swappedDay(a) === b) return 'swapped';
  return partsOf(a).some((part) => partsOf(b).includes(part)) ? 'two-parts' : 'different';
}

function addressLevel(a: Traits, b: Traits): Agreements['address'] {
  if (!hasAddress(a) || !hasAddress(b)) return 'missing';
  const same = (name: 'uprn' | 'house' | 'postcode') => a[name] !== undefined && a[name] === b[name];
  const likeEach = (name: 'street' | 'locality') => {
    const [ours, theirs] = [a[name], b[name]];
    return ours !== undefined && theirs !== undefined && alike(ours, theirs);
  };
  return addressBy({
    uprn: same('uprn'),
    otherUprn: a.uprn !== undefined && b.uprn !== undefined && a.uprn !== b.uprn,
    house: same('house'),
    street: likeEach('street'),
    postcode: same('postcode'),
    locality: likeEach('locality'),
  });
}

type Places = Record<'uprn' | 'otherUprn' | 'house' | 'street' | 'postcode' | 'locality', boolean>;

/**
 * The level of two addresses by which of their parts agree. `house` is what a link may rest on: never without the postcode, never where two
 * properties are named, and a part that is not known never helps to it.
 */
export function addressBy({ uprn, otherUprn, house, street, postcode, locality }: Places): Agreements['address'] {
  if (uprn || (house && postcode && street && !otherUprn)) return 'house';
  if (street) return house ? 'street-house' : postcode || locality ? 'street-area' : 'street';
  if (postcode) return locality ? 'area' : 'postcode';
  return locality ? 'locality' : 'different';
}

/** Whether anything is known of where somebody lives. */
export const hasAddress = ({ uprn, street, postcode }: Traits): boolean =>
  uprn !== undefined || street !== undefined || postcode !== undefined;

/** Letters at the beginning of a place's name that tell it from others, mostly. */
export const placeStart = 6;

/** Places are compared by sound and by how they begin: they are misspelt more often than they are alike. */
const alike = (a: string, b: string): boolean => a.slice(0, placeStart) === b.slice(0, placeStart) || soundAlike(a, b);
