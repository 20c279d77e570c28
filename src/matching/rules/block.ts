// Rule 0: somebody who is blocked gets no further. First of all rules; a fraud signal has ended the sign-in before.
// It must never tell the person: to them it is a failed sign-in like any other.
import type { Rule } from './rule.ts';

export const block: Rule = async ({ known }, { isBlocked }) =>
  known && isBlocked(known.person) ? { kind: 'refused', how: 'not-verified', blocked: known.person } : undefined;
