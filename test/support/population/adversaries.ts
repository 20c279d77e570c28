// People who are somebody else, and as easy to mistake for somebody as can be: one family of them for each way in which that happens.
// No family may give the very same full name, birth date and home to two adults: nothing that anybody is told could tell those apart.
import { plainName } from '../../../src/matching/normalise.ts';
import type { Described } from '../../../src/matching/traits.ts';
import { createDraw, type Draw } from './draw.ts';
import { givenNames, surname } from './names.ts';
import { homeOf, type Person, population } from './population.ts';

export interface Family {
  name: string;
  /** Somebody else beside a known person; undefined where the family has nobody like that. */
  make(known: Person, draw: Draw): { known?: Described; stranger: Described } | undefined;
}

const other = (person: Person, draw: Draw): string => {
  const own = person.described.given_name?.split(' ')[0];
  for (let tries = 0; tries < 20; tries++) {
    const names = givenNames(person.origin, person.sex, draw);
    if (names.split(' ')[0] !== own) return names;
  }
  return 'Zebedee';
};

const shiftYears = (day: string, years: number): string =>
  `${Number(day.slice(0, 4)) + years}${day.slice(4).replace('02-29', '02-28')}`;

const shiftDay = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** One letter of a name changed, so that it still looks like a name; Siân is not changed into Sian, which is the same name. */
function oneLetter(name: string, draw: Draw): string {
  const at = draw.whole(1, Math.max(1, name.length - 1));
  const letter = draw.pick([...'aeiounrstl'].filter((one) => one !== plainName(name[at] ?? '')));
  return name.slice(0, at) + letter + name.slice(at + 1);
}

const nearby = (person: Person, draw: Draw) => homeOf(person.household + draw.whole(31, 3000));

export const families: readonly Family[] = [
  {
    name: 'twins at one address',
    make: (known, draw) => ({ stranger: { ...known.described, given_name: other(known, draw) } }),
  },
  {
    name: 'twins whose names differ by a letter',
    make({ described }, draw) {
      const [first, ...middle] = described.given_name?.split(' ') ?? [];
      return first
        ? { stranger: { ...described, given_name: [oneLetter(first, draw), ...middle].join(' ') } }
        : undefined;
    },
  },
  {
    name: 'twins whose middle names differ',
    make({ described }, draw) {
      const [first] = described.given_name?.split(' ') ?? [];
      const [one, two] = draw.chance(0.5) ? ['Rose', 'Jean'] : ['James', 'Peter'];
      return first
        ? {
            known: { ...described, given_name: `${first} ${one}` },
            stranger: { ...described, given_name: `${first} ${two}` },
          }
        : undefined;
    },
  },
  {
    name: 'siblings three years apart',
    make: (known, draw) => ({
      stranger: {
        ...known.described,
        given_name: other(known, draw),
        birthdate: shiftYears(known.described.birthdate, draw.pick([-3, 3])),
      },
    }),
  },
  {
    name: 'parent and child with one name at one address',
    make: ({ described, age }, draw) => ({
      stranger: {
        ...described,
        birthdate: shiftYears(described.birthdate, age > 45 ? draw.whole(20, 27) : -draw.whole(20, 35)),
      },
    }),
  },
  {
    name: 'same name and birth date in another town',
    make: ({ described }, draw) => ({ stranger: { ...described, address: homeOf(draw.whole(500_000, 900_000)) } }),
  },
  {
    name: 'same name and birth date in the same town',
    make: (known, draw) => ({ stranger: { ...known.described, address: nearby(known, draw) } }),
  },
  {
    name: 'same name and birth date next door',
    make: ({ described, household }) => ({
      stranger: { ...described, address: homeOf(household % 30 === 29 ? household - 1 : household + 1) },
    }),
  },
  {
    name: 'estimated birth dates with a common name',
    make({ described, household, origin }, draw) {
      const birthdate = `${described.birthdate.slice(0, 4)}-${draw.chance(0.7) ? '01' : '06'}-01`;
      const shared = {
        family_name: draw.zipf(['Ali', 'Mohamed', 'Khan', 'Hassan']),
        given_name: draw.zipf(['Mohammed', 'Ahmed', 'Amina']),
        birthdate,
      };
      return {
        known: { ...described, ...shared },
        stranger: { ...shared, address: homeOf(origin === 'african' ? household + 1 : household + 2) },
      };
    },
  },
  {
    name: 'common surname, same birth date, same postcode',
    make(known, draw) {
      const family_name = draw.zipf(['Khan', 'Patel', 'Singh', 'Begum', 'Smith', 'Jones']);
      const start = known.household - (known.household % 15);
      return {
        known: { ...known.described, family_name },
        stranger: {
          ...known.described,
          family_name,
          given_name: other(known, draw),
          address: homeOf(start + ((known.household + 3) % 15)),
        },
      };
    },
  },
  {
    name: 'sisters-in-law of one surname, born on one day',
    make: (known, draw) => ({
      stranger: {
        ...known.described,
        given_name: givenNames(known.origin, 'female', draw).replace(
          /^\S+/,
          () => other(known, draw).split(' ')[0] ?? '',
        ),
      },
    }),
  },
  {
    name: 'maiden and married names crossed',
    make: (known, draw) => ({
      stranger: {
        ...known.described,
        family_name: `${surname(known.origin, draw)}-${known.described.family_name}`,
        given_name: other(known, draw),
        address: nearby(known, draw),
      },
    }),
  },
  {
    name: 'one name only',
    make({ described: { birthdate, address }, origin, sex }, draw) {
      const name = givenNames(origin, sex, draw).split(' ')[0] ?? '';
      return {
        known: { family_name: name, birthdate, address },
        stranger: { family_name: name, birthdate: shiftDay(birthdate, draw.whole(1, 300)), address },
      };
    },
  },
  {
    name: 'birth dates with day and month the other way round, in one house',
    make({ described }) {
      const [year, month = '', day = ''] = described.birthdate.split('-');
      return Number(day) > 12 || day === month
        ? undefined
        : { stranger: { ...described, birthdate: `${year}-${day}-${month}` } };
    },
  },
  {
    name: 'who moved in afterwards, with the same initial',
    make(known, draw) {
      const initial = known.described.given_name?.[0];
      const names =
        Array.from({ length: 12 }, () => other(known, draw)).find((one) => one[0] === initial) ?? other(known, draw);
      return {
        stranger: {
          given_name: names,
          family_name: surname(known.origin, draw),
          birthdate: shiftDay(known.described.birthdate, draw.whole(-4000, 4000)),
          address: known.described.address,
        },
      };
    },
  },
  {
    name: 'cousins of one name in one house, born a day apart',
    make: ({ described }, draw) => ({
      stranger: { ...described, birthdate: shiftDay(described.birthdate, draw.pick([-1, 1])) },
    }),
  },
  {
    name: 'names the other way round, at one address',
    make({ described }) {
      const { given_name, family_name } = described;
      const first = given_name?.split(' ')[0];
      return first && family_name && first !== family_name
        ? { stranger: { ...described, given_name: family_name, family_name: first } }
        : undefined;
    },
  },
  {
    name: 'same house number and name at another postcode',
    make: ({ described, household }, draw) => ({
      stranger: { ...described, address: homeOf(household + 30 * draw.whole(1, 200)) },
    }),
  },
];

export interface Trial {
  family: string;
  known: Described;
  stranger: Described;
}

/** Trials over all families in turn, each with another known adult of 40 or more; a family that has nobody like that gives its turn on. */
export function* adversarialTrials(seed: number, trials: number): Generator<Trial> {
  const draw = createDraw(seed);
  let done = 0;
  for (const person of population(seed + 1)) {
    if (done === trials) return;
    if (person.age < 40) continue;
    for (let turn = 0; turn < families.length; turn++) {
      const family = families[(done + turn) % families.length];
      const made = family?.make(person, draw);
      if (!family || !made) continue;
      yield { family: family.name, known: made.known ?? person.described, stranger: made.stranger };
      break;
    }
    done++;
  }
}
