// What the policy makes of people: of the same person with another account, and of somebody else who looks like them. It must never leave out a
// trial that came out badly.

import type { Verdict } from '../../../src/matching/decide.ts';
import { adversarialTrials } from '../../support/population/adversaries.ts';
import { createDraw } from '../../support/population/draw.ts';
import type { Origin } from '../../support/population/names.ts';
import { people } from '../../support/population/population.ts';
import { secondAccount } from '../../support/population/second-account.ts';
import { createMemoryIndex, type MemoryOptions } from './memory-index.ts';

export type Counts = Record<Verdict['kind'], number>;

const none = (): Counts => ({ new: 0, link: 0, ask: 0, officer: 0 });

export interface Strangers {
  trials: number;
  /** Linked to whom they are not: must not happen. */
  wrong: number;
  byFamily: Map<string, Counts>;
}

/** Somebody else comes in, beside a known person who looks like them and a town of others. */
export function strangers(
  options: MemoryOptions,
  { seed, trials, town }: { seed: number; trials: number; town: number },
): Strangers {
  const byFamily = new Map<string, Counts>();
  let [done, wrong] = [0, 0];
  let index = createMemoryIndex(options);
  const crowd = people(seed + 99, town);
  for (const { family, known, stranger } of adversarialTrials(seed, trials)) {
    // A fresh town now and then: those who were known for earlier trials would crowd it.
    if (done % town === 0) {
      index = createMemoryIndex(options);
      for (const { id, described } of crowd) index.add(`crowd ${id}`, described);
    }
    index.add(`known ${done}`, known);
    const verdict = index.ask(stranger);
    const counts = byFamily.get(family) ?? none();
    counts[verdict.kind]++;
    byFamily.set(family, counts);
    if (verdict.kind === 'link') wrong++;
    done++;
  }
  return { trials: done, wrong, byFamily };
}

export interface Returning {
  trials: number;
  counts: Counts;
  /** Linked or asked about somebody else than they are. */
  mistaken: number;
  byAge: Map<string, Counts>;
  byOrigin: Map<Origin, Counts>;
}

const bandOf = (age: number): string => (age < 30 ? '18-29' : age < 50 ? '30-49' : age < 65 ? '50-64' : '65+');

/** Adults who are known come again with another account, one after the other. `even`: of a town with as many of each origin. */
export function returning(
  options: MemoryOptions,
  { seed, known, even = false }: { seed: number; known: number; even?: boolean },
): Returning {
  const draw = createDraw(seed + 5);
  const index = createMemoryIndex(options);
  const everybody = people(seed, known, even);
  for (const { id, described } of everybody) index.add(String(id), described);
  const result: Returning = { trials: 0, counts: none(), mistaken: 0, byAge: new Map(), byOrigin: new Map() };
  for (const person of everybody) {
    if (person.age < 18) continue;
    const { kind, persons } = index.ask(secondAccount(person, draw).described);
    const mistaken = (kind === 'link' || kind === 'ask') && persons[0] !== String(person.id);
    // Asked about the wrong person they cannot answer: that is a miss, too.
    const counted = mistaken && kind === 'ask' ? 'new' : kind;
    result.trials++;
    if (mistaken) result.mistaken++;
    result.counts[counted]++;
    for (const [map, name] of [
      [result.byAge, bandOf(person.age)],
      [result.byOrigin, person.origin],
    ] as const) {
      const counts = (map as Map<string, Counts>).get(name) ?? none();
      counts[counted]++;
      (map as Map<string, Counts>).set(name, counts);
    }
  }
  return result;
}

/** Share of those who were neither linked nor asked. */
export const missRate = ({ new: nothing, link, ask, officer }: Counts): number =>
  (nothing + officer) / (nothing + link + ask + officer);
