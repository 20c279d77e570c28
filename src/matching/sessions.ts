// How training brings people together (train.ts), and what it has to know of how common names are. Pure.
import type { Weights } from '../config/schema/weights.ts';
import { compare } from './compare.ts';
import { soundsOf } from './sounds.ts';
import { compareTokens, type Tokens } from './tokens.ts';
import { type Trained, type Training, train } from './train.ts';
import type { Traits } from './traits.ts';

/** Somebody to learn from, in both forms. */
export interface Learner {
  traits: Traits;
  tokens: Tokens;
}

const soundOf = (name: string | undefined) => (name === undefined ? undefined : soundsOf(name)[0]);

const sessions: Training<Learner>['sessions'] = [
  { blocks: ['birthdate'], key: ({ traits }) => traits.birthdate },
  {
    blocks: ['given', 'family'],
    key: ({ traits: { given, family } }) => {
      const [one, other] = [soundOf(given), soundOf(family)];
      return one && other && `${one} ${other}`;
    },
  },
  // Not by home alone: what agrees within a household would be taken for what agrees within a person.
  {
    blocks: ['address', 'given'],
    key: ({ traits: { given, house, postcode } }) => {
      const sound = soundOf(given);
      return sound && house && postcode && `${house} ${postcode} ${sound}`;
    },
  },
];

/** Learns both tables. `random` gives numbers from 0 up to, but without, 1. */
export function learn(records: readonly Learner[], random: () => number): { plain: Trained; tokens: Trained } {
  const common = { records, sessions, random };
  return {
    plain: train({ ...common, compare: (a, b) => compare(a.traits, b.traits) }),
    tokens: train({ ...common, compare: (a, b) => compareTokens(a.tokens, b.tokens) }),
  };
}

/** Names shared by fewer people than this are told by nobody: the file of weights must name nobody in particular. */
const fewest = 10;
/** No name is taken to be rarer than this. */
const rarest = 1 / 50_000;

/** How common names are among some people: only those that at least ten of them share, and how common the others are on average. */
export function frequenciesOf(people: readonly Traits[]): Weights['frequencies'] {
  const of = (name: 'given' | 'family') => {
    const counts = new Map<string, number>();
    for (const traits of people) {
      const value = traits[name];
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const common = [...counts].filter(([, count]) => count >= fewest).sort(([a], [b]) => (a < b ? -1 : 1));
    const others = [...counts.values()].filter((count) => count < fewest);
    const average = others.reduce((sum, count) => sum + count, 0) / Math.max(1, others.length) / people.length;
    const rounded = (count: number) => Number((count / people.length).toPrecision(4));
    return { common: Object.fromEntries(common.map(([value, count]) => [value, rounded(count)])), average };
  };
  const [given, family] = [of('given'), of('family')];
  const rare = Number(Math.max(rarest, given.average, family.average).toPrecision(4));
  return { given: given.common, family: family.common, rare };
}
