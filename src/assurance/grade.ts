// Judges what a provider said about how sure it is: the step right after an answer has come back and was verified.
// It must never serve a level that is higher than what was said, and never take silence or an unknown word for a level.
import type { Vocabulary } from '../config/schema/assurance.ts';
import { atLeast, effective, type Level, nothing, type Stamp } from './level.ts';
import { wordLevel } from './vocabulary.ts';

export type GradeRefusal = 'no-level' | 'unknown-word' | 'lower-than-asked' | 'higher-than-accredited';

export type Grade =
  | { kind: 'graded'; level: Level; qualifiers: readonly string[]; stamp: Stamp }
  /** `level` is what the answer was worth, for the trail; nothing may be served from it. */
  | { kind: 'refused'; why: GradeRefusal; level: Level };

export interface Said {
  vocabulary: Vocabulary;
  /** The provider's word; undefined when it gave none. */
  says: string | undefined;
  /** The least that was required of the provider in this journey. */
  asked: Level;
  /** Whether the provider may vouch for a level, towards this service. */
  accredited: (level: Level) => boolean;
}

/**
 * Three checks, each its own refusal: a level was given (and is known), it is not lower than asked, it is not higher than
 * the provider is accredited for. The last looks at the word as it was said, before `effective` takes anything off it.
 */
export function grade({ vocabulary, says, asked, accredited }: Said): Grade {
  if (!says) return { kind: 'refused', why: 'no-level', level: nothing };
  const said = wordLevel(vocabulary, says);
  if (!said) return { kind: 'refused', why: 'unknown-word', level: nothing };
  const level = effective(said.level);
  if (!atLeast(level, asked)) return { kind: 'refused', why: 'lower-than-asked', level };
  if (!accredited(said.level)) return { kind: 'refused', why: 'higher-than-accredited', level };
  return { kind: 'graded', level, qualifiers: said.qualifiers, stamp: said.stamp };
}
