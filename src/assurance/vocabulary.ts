// Reads and speaks one kind of provider's level words, from the table in assurance.yaml. Used before a journey (what to ask)
// and after it (what was said). It must never guess: a word that the table does not list, or has switched off, means nothing.
import type { Vocabulary } from '../config/schema/assurance.ts';
import { atLeast, effective, type Level, type Stamp } from './level.ts';

/** One spelling for every order of a vector's components (RFC 8485, section 3.1: their order says nothing). */
export function spelling(grammar: Vocabulary['grammar'], word: string): string {
  return grammar === 'vector' ? word.split('.').sort().join('.') : word;
}

/** The stamp of a vocabulary's rows. */
export function stampOf({ framework, frameworkVersion, mappingVersion }: Vocabulary, profile?: string): Stamp {
  return { framework, frameworkVersion, mappingVersion, ...(profile && { profile }) };
}

/** What a provider's word is worth by the table, before any check. Undefined for unknown words and rows that are off. */
export function wordLevel(
  vocabulary: Vocabulary,
  word: string,
): { level: Level; qualifiers: readonly string[]; stamp: Stamp } | undefined {
  const wanted = spelling(vocabulary.grammar, word);
  const row = vocabulary.says.find((says) => !says.off && spelling(vocabulary.grammar, says.word) === wanted);
  return row && { level: row.level, qualifiers: row.qualifiers, stamp: stampOf(vocabulary, row.profile) };
}

/** What to send to a provider to ask for a level, and the level that these words ask for. */
export interface Words {
  level: Level;
  /** Request parameters, in the provider's own words. */
  send: Record<string, string>;
}

/**
 * The weakest thing that can be asked and is at least `wanted` on both scales; undefined when nothing is.
 * With `within`, only levels that the provider may vouch for. Asks are listed weakest first (a rule of the configuration).
 */
export function wordsFor(vocabulary: Vocabulary, wanted: Level, within?: (level: Level) => boolean): Words | undefined {
  const found = vocabulary.asks.find(({ level }) => atLeast(effective(level), wanted) && (!within || within(level)));
  return found && { level: found.level, send: within ? acceptable(vocabulary, found, within) : found.send };
}

/** What to send, without the alternatives that would be refused if the provider chose them. */
function acceptable(
  vocabulary: Vocabulary,
  { send, alternatives }: Vocabulary['asks'][number],
  within: (level: Level) => boolean,
): Record<string, string> {
  const listed = alternatives === undefined ? undefined : send[alternatives];
  if (alternatives === undefined || listed === undefined) return send;
  const kept = wordsIn(listed).filter((word) => {
    const worth = wordLevel(vocabulary, word);
    return worth !== undefined && within(worth.level);
  });
  return { ...send, [alternatives]: kept.join(' ') };
}

/** Words parted by spaces. */
export const wordsIn = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
