// What is kept of somebody so that others can be compared with them: keyed tokens, from which nobody can read a name. Pure; the caller
// brings the key. A birth date or a name must never stand in them, nor be told by how many there are.
import { type Agreements, addressBy, hasAddress, partsOf, placeStart, shortest, swappedDay } from './compare.ts';
import { asScanned } from './similar.ts';
import { rootOf, soundsOf } from './sounds.ts';
import type { Traits } from './traits.ts';

/** Makes a keyed one-way token (base64url, 128 bits or more) of a value under a label. */
export type Tokeniser = (label: string, value: string) => string;

/** The places in which tokens stand, in the order in which they are packed: never change it without a new version. */
const slots = [
  'given',
  'root',
  'middle',
  'givenEdits',
  'givenSounds',
  'family',
  'families',
  'familyEdits',
  'familySounds',
  'birthdate',
  'swapped',
  'dateParts',
  'uprn',
  'house',
  'houseStreet',
  'street',
  'postcode',
  'locality',
] as const;
type Slot = (typeof slots)[number];

/** Tokens by place: eight bytes each, as text of as many characters (latin1), so that those of many people are read in one go. */
export type Tokens = Readonly<Record<Slot, readonly string[]>>;

const version = 1;
const length = 8;

/** A name as it is scanned, and the same without one of its letters: two names one edit apart share one of them. */
function neighbours(name = ''): string[] {
  const scanned = asScanned(name);
  if (scanned.length < shortest) return [];
  return [scanned, ...[...scanned].map((_, index) => scanned.slice(0, index) + scanned.slice(index + 1))];
}

const all = (...values: (string | undefined)[]): string[] => values.filter((value) => value !== undefined);

const together = (...values: (string | undefined)[]): string | undefined =>
  values.every((value) => value !== undefined) ? values.join('|') : undefined;

/** All tokens of somebody, about 39. Names of both kinds are keyed alike, so that crossed ones are seen. */
export function tokensOf(traits: Traits, tokeniser: Tokeniser): Tokens {
  const short = (label: string) => (value: string) =>
    Buffer.from(tokeniser(label, value), 'base64url').toString('latin1', 0, length);
  const of = (label: string, values: readonly string[]) => [...new Set(values)].map(short(label));
  const { given, middle, family, families, birthdate, uprn, house, street, locality, postcode } = traits;
  const sounds = (name = '') => (name === '' ? [] : soundsOf(name));
  // A street goes by how it sounds and by how it begins; either is enough.
  const streets = street ? [...sounds(street), street.slice(0, placeStart)] : [];
  return {
    given: of('name', all(given)),
    root: of('root', all(given && rootOf(given))),
    middle: of('initial', all(middle[0]?.[0])),
    givenEdits: of('edit', neighbours(given)),
    givenSounds: of('sound', sounds(given)),
    family: of('name', all(family)),
    families: of('name', families),
    familyEdits: of('edit', neighbours(family)),
    familySounds: of('sound', sounds(family)),
    birthdate: of('date', all(birthdate)),
    // Where there is no such date, a token that nobody else has stands in: else it would tell that the day is above twelve.
    swapped: of('date', birthdate ? [swappedDay(birthdate) ?? `none ${birthdate}`] : []),
    dateParts: of('date-part', birthdate ? partsOf(birthdate) : []),
    uprn: of('uprn', all(uprn)),
    house: of('house', all(together(house, postcode))),
    houseStreet: of('house-street', house ? streets.map((sound) => `${house}|${sound}`) : []),
    street: of('street', streets),
    postcode: of('postcode', all(postcode)),
    locality: of('locality', locality ? [...sounds(locality), locality.slice(0, placeStart)] : []),
  };
}

/** Tokens as bytes: a version, then for each place how many there are and the tokens. */
export function packTokens(tokens: Tokens): Buffer {
  const parts = slots.flatMap((slot) => [
    Buffer.of(tokens[slot].length),
    ...tokens[slot].map((token) => Buffer.from(token, 'latin1')),
  ]);
  return Buffer.concat([Buffer.of(version), ...parts]);
}

/** The same backwards. @throws Error for what was not packed here */
export function unpackTokens(packed: Buffer): Tokens {
  const text = packed.toString('latin1');
  let at = 1;
  const read = (): string[] => {
    const found: string[] = [];
    const end = at + 1 + (packed[at] ?? 0) * length;
    for (at += 1; at < end; at += length) found.push(text.slice(at, at + length));
    return found;
  };
  const tokens = Object.fromEntries(slots.map((slot) => [slot, read()])) as unknown as Tokens;
  if (packed[0] !== version || at !== packed.length) throw new Error('these are not packed tokens of this version');
  return tokens;
}

const share = (a: readonly string[], b: readonly string[]): boolean => a.some((token) => b.includes(token));

/** Compares two people by their tokens alone: the levels of `compare` that can be seen so. Both were made with one key. */
export function compareTokens(a: Tokens, b: Tokens): Agreements {
  const none = (slot: Slot) => a[slot].length === 0 || b[slot].length === 0;
  const same = (slot: Slot) => share(a[slot], b[slot]);
  const cross = (one: Tokens, other: Tokens) =>
    share(one.given, other.family) || share(one.givenEdits, other.familyEdits);
  const crossed = cross(a, b) && cross(b, a);
  const middlesDiffer = !none('middle') && !same('middle');
  const given = (): Agreements['given'] => {
    if (none('given')) return 'missing';
    if (same('given')) return middlesDiffer ? 'nickname' : 'exact';
    if (same('root')) return 'nickname';
    if (crossed) return 'crossed';
    return same('givenEdits') ? 'one-edit' : same('givenSounds') ? 'phonetic' : 'different';
  };
  const family = (): Agreements['family'] => {
    if (none('family')) return 'missing';
    if (same('family')) return 'exact';
    if (crossed) return 'crossed';
    if (same('familyEdits')) return 'one-edit';
    if (share([...a.families, ...a.family], [...b.families, ...b.family])) return 'part';
    return same('familySounds') ? 'phonetic' : 'different';
  };
  const birthdate = (): Agreements['birthdate'] => {
    if (none('birthdate')) return 'missing';
    if (same('birthdate')) return 'exact';
    if (share(a.birthdate, b.swapped)) return 'swapped';
    return same('dateParts') ? 'two-parts' : 'different';
  };
  const address = (): Agreements['address'] => {
    const unknown = (side: Tokens) => side.uprn.length + side.street.length + side.postcode.length === 0;
    if (unknown(a) || unknown(b)) return 'missing';
    return addressBy({
      uprn: same('uprn'),
      otherUprn: !none('uprn') && !same('uprn'),
      house: same('house') || same('houseStreet'),
      street: same('street'),
      postcode: same('postcode'),
      locality: same('locality'),
    });
  };
  return { given: given(), family: family(), birthdate: birthdate(), address: address() };
}

/**
 * Combinations of traits that somebody can be found by: whatever one field has wrong, two others meet. Each is narrow enough for a handful of
 * people among a million, for all who stand behind one are read. Of 100,000 second accounts likely enough to ask about, these miss 16.
 */
function combinations(traits: Traits): (string | undefined)[] {
  const { families, birthdate, postcode, house, street, locality } = traits;
  const [family, given] = [traits.family?.slice(0, 3), traits.given?.slice(0, 3)];
  const [way, town] = [street?.slice(0, 6), locality?.slice(0, 4)];
  return [
    together('a', birthdate, family),
    ...families.map((one) => together('a', birthdate, one.slice(0, 3))),
    together('b', birthdate, given),
    together('c', birthdate, postcode),
    together('d', birthdate, street?.slice(0, 4)),
    together('e', postcode, family),
    together('f', postcode, given),
    together('g', house, way, town, family),
    together('h', house, way, town, given),
    together('i', way, town, family, given),
    together('j', house, town, family, given),
  ];
}

/** Keys of 96 bits: enough that no two combinations of a country meet by chance. */
const keyLength = 16;

const keysFor = (variants: readonly Traits[], tokeniser: Tokeniser): string[] =>
  [...new Set(variants.flatMap((traits) => all(...combinations(traits))))].map((value) =>
    tokeniser('key', value).slice(0, keyLength),
  );

/** The keys under which somebody is kept: ten, and one for each further surname. */
export const keysOf = (traits: Traits, tokeniser: Tokeniser): string[] => keysFor([traits], tokeniser);

/** The keys that somebody is looked for under: the same, and those of a birth date or of names that were written the other way round. */
export function lookupKeysOf(traits: Traits, tokeniser: Tokeniser): string[] {
  const { given, family, birthdate } = traits;
  const other = birthdate && swappedDay(birthdate);
  return keysFor(
    [
      traits,
      ...(other ? [{ ...traits, birthdate: other }] : []),
      ...(given && family ? [{ ...traits, given: family, family: given }] : []),
    ],
    tokeniser,
  );
}

/** Whether somebody can be matched by attributes at all: a name, a birth date and something of an address. */
export const isComparable = (traits: Traits): boolean =>
  traits.family !== undefined && traits.birthdate !== undefined && hasAddress(traits);
