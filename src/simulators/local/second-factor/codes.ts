// Codes of six digits: made, read as people type them, and judged. A code must never be right twice, after its end, or after three
// wrong ones.
import { randomInt } from 'node:crypto';

/** A code that somebody may type. */
export interface Issued {
  readonly code: string;
  /** Seconds since 1970: from then on it is too old. */
  readonly until: number;
  /** How often it may still be tried. */
  readonly tries: number;
}

export const allTries = 3;

/** A new code, until then; a given code stands on something that the person has. */
export function issue(until: number, { code, tries = allTries }: { code?: string; tries?: number } = {}): Issued {
  return { code: code ?? sixDigits(randomInt(1_000_000)), until, tries };
}

export const sixDigits = (number: number): string => String(number).padStart(6, '0');

/** A code as it is read out and printed. */
export const inGroups = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

/** The six digits that somebody typed or pasted, with gaps, dots or dashes anywhere; undefined when they are not six. */
export function readCode(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replaceAll(/[\s\p{Pd}.]/gu, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

export type Verdict = 'right' | 'wrong' | 'unreadable' | 'too-old' | 'no-more-tries';

/** What typing it comes to, and what is left of the code: nothing once it was right, or wrong too often. Slips are no tries. */
export function judge(issued: Issued, typed: string, now: number): { verdict: Verdict; left?: Issued } {
  const read = readCode(typed);
  if (issued.tries < 1) return { verdict: 'no-more-tries' };
  if (now >= issued.until) return { verdict: 'too-old', left: issued };
  if (read === undefined) return { verdict: 'unreadable', left: issued };
  if (read === issued.code) return { verdict: 'right' };
  const left = { ...issued, tries: issued.tries - 1 };
  return left.tries < 1 ? { verdict: 'no-more-tries' } : { verdict: 'wrong', left };
}
