// The matching index as the bench needs it: the hub's own keys, tokens and score, with a Map in place of the database. It must decide exactly as
// the hub does.

import { isAdult } from '../../../src/ages/calendar.ts';
import type { Weights } from '../../../src/config/schema/weights.ts';
import { type Candidate, type DecideSettings, decide, type Verdict } from '../../../src/matching/decide.ts';
import { score } from '../../../src/matching/score.ts';
import {
  compareTokens,
  keysOf,
  lookupKeysOf,
  packTokens,
  tokensOf,
  unpackTokens,
} from '../../../src/matching/tokens.ts';
import { type Described, traitsOf } from '../../../src/matching/traits.ts';
import { createTokeniser } from './keyed.ts';

export interface MemoryIndex {
  add(person: string, described: Described): void;
  /** Decides about somebody who comes in with what is described. */
  ask(described: Described): Verdict;
  size(): number;
}

export interface MemoryOptions {
  weights: Weights;
  population: number;
  most: number;
  settings: Omit<DecideSettings, 'crowded'>;
}

interface Kept {
  person: string;
  tokens: Buffer;
  adult: boolean;
}

const now = new Date('2026-06-01T12:00:00Z');

export function createMemoryIndex({ weights, population, most, settings }: MemoryOptions): MemoryIndex {
  const tokeniser = createTokeniser();
  const model = { table: weights.tables.tokens, frequencies: weights.frequencies, population };
  const kept: Kept[] = [];
  const behind = new Map<string, number[]>();
  return {
    size: () => kept.length,
    add(person, described) {
      const traits = traitsOf(described);
      for (const one of keysOf(traits, tokeniser)) {
        const there = behind.get(one);
        if (there) there.push(kept.length);
        else behind.set(one, [kept.length]);
      }
      kept.push({ person, tokens: packTokens(tokensOf(traits, tokeniser)), adult: isAdult(described.birthdate, now) });
    },
    ask(described) {
      const traits = traitsOf(described);
      const tokens = tokensOf(traits, tokeniser);
      const hits = lookupKeysOf(traits, tokeniser).map((one) => behind.get(one) ?? []);
      const crowded = hits.some(({ length }) => length > most);
      const found = new Set(hits.filter(({ length }) => length <= most).flat());
      const candidates = [...found].map((at): Candidate => {
        const { person, tokens: theirs, adult } = kept[at] as Kept;
        const agreements = compareTokens(tokens, unpackTokens(theirs));
        return {
          person,
          account: String(at),
          identity: 'medium',
          adult,
          agreements,
          score: score(agreements, traits, model),
        };
      });
      const newcomer = {
        identity: 'medium',
        adult: isAdult(described.birthdate, now),
        actsFor: false,
        traits,
      } as const;
      return decide(newcomer, candidates, { ...settings, crowded });
    },
  };
}
