// Precision, recall and F1 on the Febrl sets, whose records tell the truth by their ids, and how much of it the index's keys would find. Weights
// come from the hub's own training, which does not see the truth. It must never use the national number that the sets have, too.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, swappedDay } from '../../../src/matching/compare.ts';
import { score } from '../../../src/matching/score.ts';
import { frequenciesOf, type Learner, learn } from '../../../src/matching/sessions.ts';
import { compareTokens, keysOf, lookupKeysOf, type Tokeniser, tokensOf } from '../../../src/matching/tokens.ts';
import { type Traits, traitsOf } from '../../../src/matching/traits.ts';
import { seeded } from '../../support/seeded.ts';
import { interval } from './interval.ts';
import { createTokeniser } from './keyed.ts';

export const febrlFolder = '../shared/data/febrl';
export const missingFebrl = existsSync(febrlFolder) ? undefined : `the Febrl sets are not at ${febrlFolder}`;

interface FebrlRecord extends Learner {
  person: string;
}

export interface Quality {
  set: string;
  form: 'plain' | 'tokens';
  precision: number;
  recall: number;
  f1: number;
  /** 95 %, of precision. */
  atLeast: number;
  pairs: number;
  /** Pairs of one person that were recognised, and of these what the keys of the index lead to. */
  right: number;
  found: number;
}

/** One threshold for all sets and both forms. It was chosen by looking at the three sets: it says whether the scorer works, not where to link. */
const linkAt = 0.3;

/** One pair in how many is of one person, as training has found without being told. */
function oneIn(records: number, { report: { sessions } }: ReturnType<typeof learn>['plain']): number {
  const matches = Math.max(...sessions.map(({ pairs, matches: share }) => pairs * share));
  return (records * (records - 1)) / 2 / matches;
}

function readSet(file: string, tokeniser: Tokeniser): FebrlRecord[] {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',').map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const of = (name: string) => cells[names.indexOf(name)] ?? '';
    const born = /^(\d{4})(\d\d)(\d\d)$/.exec(of('date_of_birth'));
    const traits = traitsOf({
      given_name: of('given_name'),
      family_name: of('surname'),
      ...(born && { birthdate: born.slice(1).join('-') }),
      address: {
        street_address: `${of('street_number')} ${of('address_1')}`,
        locality: of('suburb'),
        postal_code: of('postcode'),
      },
    });
    const person = /^rec-(\d+)-/.exec(of('rec_id'))?.[1] ?? '';
    return { person, traits, tokens: tokensOf(traits, tokeniser) };
  });
}

/** Under what a batch puts records together to compare them: broader than the index, which has to answer while somebody waits. */
function passesOf({ given, family, birthdate, house, street, postcode, locality }: Traits): string[] {
  const [f3, g3, way, town] = [family?.slice(0, 3), given?.slice(0, 3), street?.slice(0, 6), locality?.slice(0, 4)];
  const passes = [
    [birthdate, family?.[0]],
    [birthdate, given?.[0]],
    [birthdate, town],
    [birthdate, street?.slice(0, 4)],
    [postcode, house],
    [postcode, f3],
    [postcode, g3],
    [house, way, town],
    [way, town, f3],
    [way, town, g3],
    [birthdate?.slice(0, 4), f3, g3],
    [house, f3, g3],
    [house, way, f3],
  ];
  return passes.flatMap((fields, at) => (fields.some((field) => !field) ? [] : [`${at} ${fields.join('|')}`]));
}

/** The same, and those of a birth date or of names that were written the other way round. */
function bothWays(traits: Traits): string[] {
  const { given = '', family = '', birthdate = '' } = traits;
  const day = swappedDay(birthdate);
  const turned = { ...traits, given: family, family: given };
  return [traits, turned, ...(day ? [{ ...traits, birthdate: day }] : [])].flatMap(passesOf);
}

/** Every two records that a pass puts together, once. */
function* candidates(records: readonly FebrlRecord[]): Generator<[FebrlRecord, FebrlRecord]> {
  const kept = new Map<string, FebrlRecord[]>();
  for (const one of records) {
    for (const other of new Set(bothWays(one.traits).flatMap((pass) => kept.get(pass) ?? []))) yield [one, other];
    for (const pass of passesOf(one.traits)) kept.set(pass, [...(kept.get(pass) ?? []), one]);
  }
}

/** Whether somebody who comes in as the one finds the other by the index. */
function isFound([one, other]: readonly [FebrlRecord, FebrlRecord], tokeniser: Tokeniser): boolean {
  const kept = keysOf(other.traits, tokeniser);
  return lookupKeysOf(one.traits, tokeniser).some((key) => kept.includes(key));
}

function truePairs(records: readonly FebrlRecord[]): number {
  const sizes = new Map<string, number>();
  for (const { person } of records) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

/** The figures of one set, on plain values and on stored tokens. */
export function febrlQuality(set: string, folder = febrlFolder): Quality[] {
  const tokeniser = createTokeniser();
  const records = readSet(join(folder, `${set}.csv`), tokeniser);
  const { plain, tokens } = learn(records, seeded(7));
  const frequencies = frequenciesOf(records.map(({ traits }) => traits));
  const truth = truePairs(records);
  const pairs = [...candidates(records)];
  return (['plain', 'tokens'] as const).map((form) => {
    const learned = form === 'plain' ? plain : tokens;
    const model = { table: learned.table, frequencies, population: oneIn(records.length, learned) };
    const agree = (a: FebrlRecord, b: FebrlRecord) =>
      form === 'plain' ? compare(a.traits, b.traits) : compareTokens(a.tokens, b.tokens);
    const linked = pairs.filter(([a, b]) => score(agree(a, b), a.traits, model).probability >= linkAt);
    const ofOne = linked.filter(([a, b]) => a.person === b.person);
    const right = ofOne.length;
    const precision = right / linked.length;
    const recall = right / truth;
    const f1 = (2 * precision * recall) / (precision + recall);
    const found = ofOne.filter((pair) => isFound(pair, tokeniser)).length;
    const atLeast = interval(right, linked.length)[0];
    return { set, form, precision, recall, f1, atLeast, pairs: linked.length, right, found };
  });
}

const sets = ['dataset1', 'dataset2', 'dataset3'] as const;

/** The figures of all three sets, in the order of their difficulty. */
export const febrlFigures = (folder = febrlFolder): Quality[] => sets.flatMap((set) => febrlQuality(set, folder));

if (process.argv[1] === import.meta.filename) {
  const percent = (value: number) => (100 * value).toFixed(2).padStart(10);
  console.log(
    `set       form    ${['precision', 'at least', 'recall', 'F1'].map((head) => head.padStart(10)).join('')}`,
  );
  for (const { set, form, precision, atLeast, recall, f1 } of febrlFigures(process.argv[2])) {
    console.log(`${set}  ${form.padEnd(8)}${[precision, atLeast, recall, f1].map(percent).join('')}`);
  }
}
