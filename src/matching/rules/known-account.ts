// Rule 1: an account that has been here before is whose it was. Whether a higher level may flow through its link is judged apart (uplift.ts).
// It must never decide for an account that proves for the first time who its person is: that may be somebody whom the hub knows.

import { isFirstProof } from '../first-proof.ts';
import type { Rule } from './rule.ts';

export const knownAccount: Rule = async (inquiry) => {
  const { known, signIn } = inquiry;
  if (!known || signIn.aside) return undefined;
  return isFirstProof(inquiry) && signIn.question?.stage !== 'settled' ? undefined : { kind: 'known' };
};
