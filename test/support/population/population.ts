// An invented population that looks like Britain's: households with shared names and homes, streets, towns, ages, twins, estimated dates.
// Nobody in it is meant: towns, streets and postcode areas do not exist, and UPRNs are from a range that is nobody's.
import type { PostalAddress } from '../../../src/connectors/contract.ts';
import type { Described } from '../../../src/matching/traits.ts';
import { createDraw, type Draw } from './draw.ts';
import { givenNames, type Origin, origins, pools, surname } from './names.ts';

export interface Person {
  id: number;
  household: number;
  origin: Origin;
  sex: 'female' | 'male';
  age: number;
  described: Described & { birthdate: string; address: PostalAddress };
}

/** The day on which everybody's age is counted. */
export const today = '2026-06-01';
const thisYear = 2026;

const towns =
  'Exampleton Fairwater Littlemere Oakhaven Stonebridge Millbrook Netherby Westhollow Marlford Ashcombe Pendale Corrow Dunmarsh Eastfold Highmoor Kingsley Lowbeck Merriton Northgate Ravensea Saltwick Thornley Underhill Winterbourne'.split(
    ' ',
  );
const streetNames =
  'High Station Church Park Victoria Albert Mill School Green Manor Kings Queens Larkspur Orchard Chapel Hawthorn Cedar Beech Elm Willow Castle Bridge Priory Meadow Springfield Grange Windsor Alexandra Stanley Clarence Derwent Avon Severn Foxglove Primrose Heather Bramble Sycamore Juniper Poplar'.split(
    ' ',
  );
const ways = 'Road Street Avenue Close Lane Drive Gardens Crescent'.split(' ');
const letters = 'ABDEFGHJLNPQRSTUWXYZ'.split('');

/** Streets of about thirty houses, with two postcodes each. */
export function homeOf(house: number): PostalAddress & { postal_code: string } {
  const street = Math.floor(house / 30);
  const postcode = Math.floor(house / 15);
  const name = streetNames[street % streetNames.length];
  const way = ways[Math.floor(street / streetNames.length) % ways.length];
  const block = Math.floor(street / (streetNames.length * ways.length));
  const town = towns[block % towns.length];
  const outward = `Z${letters[block % 20]}${1 + (Math.floor(block / 20) % 98)}`;
  const inward = `${(postcode % 9) + 1}${letters[Math.floor(postcode / 9) % 20]}${letters[Math.floor(postcode / 180) % 20]}`;
  return {
    street_address: `${1 + (house % 30)} ${name} ${way}`,
    locality: town ?? '',
    postal_code: `${outward} ${inward}`,
    uprn: String(999_000_000_000 + house),
  };
}

/** Ages as they are spread in Britain, roughly: even to sixty, then fewer. */
function anyAge(draw: Draw, least = 0): number {
  for (;;) {
    const age = draw.whole(least, 99);
    if (age < 60 || draw.chance((100 - age) / 40)) return age;
  }
}

function bornAt(age: number, draw: Draw, estimated: number): string {
  const year = thisYear - age - 1;
  if (draw.chance(estimated)) return `${year}-${draw.chance(0.85) ? '01' : '06'}-01`;
  const day = new Date(Date.UTC(year, 5, 2 + draw.whole(0, 364)));
  return day.toISOString().slice(0, 10);
}

function originOf(draw: Draw): Origin {
  let at = draw.number();
  for (const origin of origins) {
    at -= pools[origin].share;
    if (at < 0) return origin;
  }
  return 'english';
}

interface Member {
  age: number;
  sex: Person['sex'];
  /** Of another family than the household's. */
  own?: boolean;
  birthdate?: string;
}

const anySex = (draw: Draw): Person['sex'] => (draw.chance(0.5) ? 'female' : 'male');

/** Who lives together: alone, couples, families with children and sometimes a grandparent, people who share a flat. */
function membersOf(draw: Draw): Member[] {
  const kind = draw.number();
  const first: Member = { age: anyAge(draw, 18), sex: anySex(draw) };
  if (kind < 0.3) return [first];
  const partner: Member = {
    age: Math.max(18, first.age + draw.whole(-6, 6)),
    sex: anySex(draw),
    own: draw.chance(0.25),
  };
  if (kind < 0.6) return [first, partner];
  if (kind < 0.68)
    return [first, partner, { age: anyAge(draw, 18), sex: anySex(draw), own: true }].map((one) => ({
      ...one,
      own: true,
    }));
  const eldest = Math.max(0, Math.min(30, first.age - draw.whole(20, 35)));
  const children: Member[] = Array.from({ length: draw.whole(1, 3) }, (_, index) => ({
    age: Math.max(0, eldest - 3 * index),
    sex: anySex(draw),
  }));
  const [child] = children;
  // Twins: born on one day.
  if (child && draw.chance(0.03)) {
    const birthdate = bornAt(child.age, draw, 0);
    children[0] = { ...child, birthdate };
    children.push({ ...child, birthdate, sex: anySex(draw) });
  }
  const grandparent = draw.chance(0.06) ? [{ age: Math.min(99, first.age + 25), sex: anySex(draw) }] : [];
  return [first, partner, ...children, ...grandparent];
}

/** People without end, household by household; the same seed gives the same people. `even`: as many of each origin. */
export function* population(seed: number, even = false): Generator<Person> {
  const draw = createDraw(seed);
  let id = 0;
  for (let household = 0; ; household++) {
    const origin = even ? draw.pick(origins) : originOf(draw);
    const family = surname(origin, draw);
    const address = homeOf(household);
    const { single, estimated } = pools[origin];
    for (const member of membersOf(draw)) {
      const { age, sex, own, birthdate = bornAt(age, draw, estimated) } = member;
      const names = givenNames(origin, sex, draw);
      const known = draw.chance(single)
        ? { family_name: names.split(' ')[0] ?? names }
        : { given_name: names, family_name: own ? surname(origin, draw) : doubled(family, origin, draw) };
      yield { id: id++, household, origin, sex, age, described: { ...known, birthdate, address } };
    }
  }
}

/** Some have two surnames, with or without a hyphen. */
function doubled(family: string, origin: Origin, draw: Draw): string {
  if (!draw.chance(0.03)) return family;
  return `${family}${draw.chance(0.6) ? '-' : ' '}${surname(origin, draw)}`;
}

/** So many people. */
export function people(seed: number, count: number, even = false): Person[] {
  const found: Person[] = [];
  for (const person of population(seed, even)) {
    if (found.length === count) break;
    found.push(person);
  }
  return found;
}
