// What matching itself takes of a sign-in, beside the database's round trip: reading, tokens, keys, comparing, scoring and deciding.
// It must never count the waiting for a database, nor leave out the slow ones.

import type { Config } from '../../../src/config/load.ts';
import { decide } from '../../../src/matching/decide.ts';
import { createIndex } from '../../../src/matching/index-of-people.ts';
import { keysOf, packTokens, tokensOf } from '../../../src/matching/tokens.ts';
import { traitsOf } from '../../../src/matching/traits.ts';
import type { Found, MatchIndex } from '../../../src/store/matching-contracts.ts';
import { createDraw } from '../../support/population/draw.ts';
import { people } from '../../support/population/population.ts';
import { secondAccount } from '../../support/population/second-account.ts';
import { createTokeniser } from './keyed.ts';

/** An index whose answers are ready before they are asked for. */
function readyIndex(town: ReadonlyMap<string, readonly Found[]>): MatchIndex {
  const never = async (): Promise<never> => {
    throw new Error('this is not measured');
  };
  return {
    generations: async () => ({ current: 1, oldest: 1 }),
    async lookup(keys) {
      const found = new Map<string, Found>();
      for (const key of keys) for (const one of town.get(key) ?? []) found.set(one.account, one);
      return { found: [...found.values()], crowded: false };
    },
    rotate: never,
    put: never,
    contentOf: never,
    outdated: never,
    contents: never,
  };
}

/** Milliseconds of each of so many sign-ins in a town, one after the other. */
export async function matchingShare(
  config: Config,
  { known, times }: { known: number; times: number },
): Promise<number[]> {
  const tokeniser = createTokeniser();
  const town = new Map<string, Found[]>();
  const everybody = people(5, known);
  for (const { id, described } of everybody) {
    const traits = traitsOf(described);
    const tokens = packTokens(tokensOf(traits, tokeniser));
    const found: Found = {
      account: `a${id}`,
      person: `p${id}`,
      identity: 'medium',
      generation: 1,
      adult: true,
      tokens,
    };
    for (const key of keysOf(traits, tokeniser)) town.set(key, [...(town.get(key) ?? []), found]);
  }
  const vault = { token: (label: string, value: string) => tokeniser(label.replace('match/1/', ''), value) };
  const index = createIndex({ index: readyIndex(town), vault, weights: config.weights, settings: config.matching });
  const draw = createDraw(6);
  const taken: number[] = [];
  for (let time = -times; time < times; time++) {
    const person = everybody[draw.whole(0, everybody.length - 1)];
    if (!person) continue;
    const attributes = Object.fromEntries(
      Object.entries(secondAccount(person, draw).described).map(([name, value]) => [name, { value, verified: true }]),
    );
    const began = performance.now();
    const seen = index.see({ attributes });
    const { found, crowded } = await index.candidates(seen);
    const newcomer = { identity: 'medium', adult: seen.adult, actsFor: false, traits: seen.traits } as const;
    decide(newcomer, found, { ...config.matching, crowded });
    // The first half warms up.
    if (time >= 0) taken.push(performance.now() - began);
  }
  return taken;
}
