// How likely it is that two accounts are one person's, from what agrees (Fellegi and Sunter 1969). Pure.
// It must never decide anything: decide.ts does, and no probability alone can.
import type { Weights, WeightTable } from '../config/schema/weights.ts';
import { type Agreements, type Field, fields } from './compare.ts';
import type { Traits } from './traits.ts';

export interface Score {
  /** Bits: the sum of those of the fields. */
  weight: number;
  probability: number;
  /** In bits; the waterfall that an officer sees. */
  fields: readonly { field: Field; level: string; weight: number }[];
}

/** What a score is worked out by. */
export interface Model {
  table: WeightTable;
  frequencies: Weights['frequencies'];
  /** How many people there could be: before anything is compared, the chance is one in so many. */
  population: number;
}

/** How many people share a name that both have, where one is a common one. */
function frequencyOf(field: Field, traits: Traits, { frequencies }: Model): number | undefined {
  if (field !== 'given' && field !== 'family') return undefined;
  const name = traits[field];
  if (name === undefined) return undefined;
  const known = frequencies[field];
  return Object.hasOwn(known, name) ? known[name] : frequencies.rare;
}

/** What an agreement is worth, in bits: log2 of m over u; a common name says less than a rare one. */
export function weightOf(field: Field, level: string, traits: Traits, model: Model): number {
  if (level === 'missing') return 0;
  const chances = model.table[field]?.[level];
  if (!chances) throw new Error(`no weight for ${field} ${level}`);
  const u = level === 'exact' ? (frequencyOf(field, traits, model) ?? chances.u) : chances.u;
  return Math.log2(chances.m / u);
}

/** Probability from a weight in bits over the prior. */
export const probabilityOf = (weight: number, population: number): number =>
  1 / (1 + 2 ** -(weight - Math.log2(population)));

/** Of two people in one home, so many share a surname: there it says next to nothing that they do (an assumption, on the safe side). */
const sharedAtHome = 0.6;

/** A surname and a home are no two pieces of evidence where the forename is another one: families live together. */
function weightBeside(agreements: Agreements, field: Field, traits: Traits, model: Model): number {
  const level = agreements[field];
  const { given, address } = agreements;
  const atHome = field === 'family' && level === 'exact' && address === 'house' && given !== 'exact';
  const { m } = (atHome && model.table[field]?.[level]) || {};
  return m === undefined ? weightOf(field, level, traits, model) : Math.log2(m / sharedAtHome);
}

/** Scores what was compared; `traits` are those of one side, for how common its names are. */
export function score(agreements: Agreements, traits: Traits, model: Model): Score {
  const found = fields.map((field) => {
    return { field, level: agreements[field], weight: weightBeside(agreements, field, traits, model) };
  });
  const weight = found.reduce((sum, one) => sum + one.weight, 0);
  return { weight, probability: probabilityOf(weight, model.population), fields: found };
}
