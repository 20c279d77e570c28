// Rule 1: an account that has been here before is whose it was. Whether a higher level may flow through its link is judged apart (uplift.ts).
// It must never decide for an account that proves for the first time who its person is, nor where an officer wants them asked again: that
// may be somebody whom the hub knows.

import { isFirstProof } from '../first-proof.ts';
import type { Rule } from './rule.ts';

export const knownAccount: Rule = async (inquiry) => {
  const { known, signIn } = inquiry;
  if (!known || signIn.aside || signIn.beside) return undefined;
  if (!isFirstProof(inquiry) && !known.askAgain) return { kind: 'known' };
  const { stage, outcome } = signIn.question ?? {};
  // An answer is for rule 4 to judge; whatever else the question came to, the account stays whose it is.
  return stage === 'settled' && outcome !== 'answered' ? { kind: 'known' } : undefined;
};
