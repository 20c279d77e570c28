// How the same person looks at another provider: mostly the same, and as often as not with something that differs.
// The rates are assumptions; nobody publishes them. They are kept in one table, so that whoever knows better changes them in one place.
import type { Described } from '../../../src/matching/traits.ts';
import { createDraw, type Draw } from './draw.ts';
import { surname } from './names.ts';
import { homeOf, type Person } from './population.ts';

/** Share of second accounts that differ so. */
export const rates = {
  move: 0.1,
  typo: 0.03,
  scan: 0.01,
  sound: 0.01,
  shortName: 0.04,
  middleName: 0.1,
  swappedDate: 0.005,
  wrongDigit: 0.005,
  marriage: 0.02,
  punctuation: 0.05,
  noUprn: 0.3,
  noAddress: 0.003,
  abbreviation: 0.1,
} as const;

export interface SecondAccount {
  described: Described;
  changes: (keyof typeof rates)[];
}

const shortNames: Readonly<Record<string, string>> = {
  Elizabeth: 'Liz',
  Margaret: 'Maggie',
  William: 'Bill',
  Robert: 'Bob',
  Thomas: 'Tom',
  Richard: 'Dick',
  Michael: 'Mike',
  Christopher: 'Chris',
  Daniel: 'Dan',
  Matthew: 'Matt',
  Benjamin: 'Ben',
  Samuel: 'Sam',
  Joseph: 'Joe',
  Stephen: 'Steve',
  Andrew: 'Andy',
  Catherine: 'Kate',
  Victoria: 'Vicky',
  Rebecca: 'Becky',
  Susan: 'Sue',
  Patricia: 'Pat',
  Edward: 'Ted',
  Frederick: 'Fred',
  Mohammed: 'Mo',
  Alexander: 'Alex',
  James: 'Jim',
  Charles: 'Charlie',
  Kenneth: 'Ken',
  Ronald: 'Ron',
};

const scanned: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['m', 'rn'],
  ['l', 'i'],
  ['e', 'c'],
  ['h', 'b'],
  ['o', 'a'],
];
const sounded: readonly (readonly [string, string])[] = [
  ['ph', 'f'],
  ['f', 'ph'],
  ['c', 'k'],
  ['ie', 'y'],
  ['y', 'i'],
  ['s', 'z'],
  ['ck', 'k'],
  ['ee', 'ea'],
];

function swapPart(text: string, table: readonly (readonly [string, string])[], draw: Draw): string {
  const fitting = table.filter(([from]) => text.toLowerCase().slice(1).includes(from));
  if (fitting.length === 0) return text;
  const [from, to] = draw.pick(fitting);
  return text[0] + text.slice(1).replace(from, to);
}

function slip(text: string, draw: Draw): string {
  if (text.length < 4) return text;
  const at = draw.whole(1, text.length - 2);
  const kind = draw.number();
  if (kind < 0.35) return text.slice(0, at) + text.slice(at + 1);
  if (kind < 0.6) return `${text.slice(0, at)}${text[at + 1]}${text[at]}${text.slice(at + 2)}`;
  const letter = String.fromCharCode(97 + draw.whole(0, 25));
  return text.slice(0, at) + letter + text.slice(kind < 0.8 ? at : at + 1);
}

type Change = (described: Described, person: Person, draw: Draw) => Described;

const onName = (described: Described, draw: Draw, change: (name: string) => string): Described => {
  const { given_name, family_name } = described;
  if (given_name === undefined || draw.chance(0.6))
    return { ...described, ...(family_name && { family_name: change(family_name) }) };
  const [first = '', ...middle] = given_name.split(' ');
  return { ...described, given_name: [change(first), ...middle].join(' ') };
};

const changes: Readonly<Record<keyof typeof rates, Change>> = {
  move: (described, _person, draw) => ({ ...described, address: homeOf(draw.whole(0, 400_000)) }),
  typo: (described, _person, draw) => onName(described, draw, (name) => slip(name, draw)),
  scan: (described, _person, draw) => onName(described, draw, (name) => swapPart(name, scanned, draw)),
  sound: (described, _person, draw) => onName(described, draw, (name) => swapPart(name, sounded, draw)),
  shortName(described) {
    const [first = '', ...middle] = described.given_name?.split(' ') ?? [];
    const short = Object.hasOwn(shortNames, first) ? shortNames[first] : undefined;
    return short === undefined ? described : { ...described, given_name: [short, ...middle].join(' ') };
  },
  middleName(described) {
    const [first = '', ...middle] = described.given_name?.split(' ') ?? [];
    return middle.length === 0 ? described : { ...described, given_name: first };
  },
  swappedDate(described) {
    const [year, month = '', day = ''] = described.birthdate?.split('-') ?? [];
    return Number(day) > 12 ? described : { ...described, birthdate: `${year}-${day}-${month}` };
  },
  wrongDigit(described, _person, draw) {
    const [year = '', month = '', day = ''] = described.birthdate?.split('-') ?? [];
    const other = String(Math.min(28, Number(day) > 14 ? Number(day) - 10 : Number(day) + 10)).padStart(2, '0');
    const near = String(Number(year) - 1);
    return { ...described, birthdate: draw.chance(0.5) ? `${year}-${month}-${other}` : `${near}-${month}-${day}` };
  },
  marriage: (described, { sex, origin, age }, draw) =>
    sex === 'male' || age < 18 || !described.given_name
      ? described
      : { ...described, family_name: surname(origin, draw) },
  punctuation(described) {
    const plain = (name: string) =>
      name.normalize('NFD').replace(/\p{M}/gu, '').replace(/-/g, ' ').replace(/[’']/g, '');
    return { ...described, ...(described.family_name && { family_name: plain(described.family_name) }) };
  },
  noUprn({ address, ...described }) {
    const { uprn: _none, ...rest } = address ?? {};
    return { ...described, address: rest };
  },
  noAddress: ({ address: _none, ...described }) => described,
  abbreviation({ address, ...described }) {
    const street_address = address?.street_address
      ?.replace(/Road$/, 'Rd')
      .replace(/Street$/, 'St')
      .replace(/Avenue$/, 'Ave');
    return {
      ...described,
      address: { ...address, ...(street_address && { street_address: street_address.toUpperCase() }) },
    };
  },
};

const names = Object.keys(rates) as (keyof typeof rates)[];

/** The same person elsewhere. */
export function secondAccount(person: Person, draw: Draw): SecondAccount {
  let described: Described = person.described;
  const done = names.filter((name) => {
    if (!draw.chance(rates[name])) return false;
    const changed = changes[name](described, person, draw);
    const differs = changed !== described;
    described = changed;
    return differs;
  });
  return { described, changes: done };
}

/** People and, for some of them, the same person again: what training learns from. */
export function withSeconds(people: readonly Person[], share: number, seed: number): Described[] {
  const draw = createDraw(seed);
  return people.flatMap((person) =>
    draw.chance(share) ? [person.described, secondAccount(person, draw).described] : [person.described],
  );
}
