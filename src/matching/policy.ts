// The matching policy: the rules in their order, of which the first that decides wins (rule 6, the record, is apply.ts; rule 5, a service's
// own matcher, comes after it and is asked for that service alone). It must never link where no rule has said so.
import { attributes } from './rules/attributes.ts';
import { block } from './rules/block.ts';
import { knownAccount } from './rules/known-account.ts';
import { proof } from './rules/proof.ts';
import type { Decision, Inquiry, Knowledge, Rule } from './rules/rule.ts';
import { strongIdentifier } from './rules/strong-identifier.ts';

/** By their number in the policy: 0 to 4. */
export const rules: readonly Rule[] = [block, knownAccount, strongIdentifier, proof, attributes];

/** Whose an account is. Where no rule decides, it stays whose it was, or is a new person's: a link must be earned. */
export async function decideBy(inquiry: Inquiry, knowledge: Knowledge): Promise<Decision> {
  for (const rule of rules) {
    const decision = await rule(inquiry, knowledge);
    if (decision) return decision;
  }
  return { kind: inquiry.known ? 'known' : 'new' };
}
