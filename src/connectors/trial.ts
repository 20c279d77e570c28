// A trial sign-in that an operator began on the command line: its answer comes to the callback like any other, and ends here.
// It must never sign anybody in, nor keep anything that a person said of themselves.
import type { Json, Outcome } from './contract.ts';

/** What is kept of a trial: closed words and names of attributes. */
export interface TrialResult {
  trial: string;
  kind: Outcome['kind'];
  detail: string;
  says: string | null;
  attributes: string[];
  verified: string[];
  endsSession: boolean;
}

const prefix = 'trial:';
export const trialId = (random: string): string => `${prefix}${random}`;
export const isTrial = (uid: string): boolean => uid.startsWith(prefix);

/** The result to keep. */
export function resultOf(trial: string, outcome: Outcome): TrialResult & { [key: string]: Json } {
  if (outcome.kind !== 'authenticated')
    return {
      trial,
      kind: outcome.kind,
      detail: outcome.detail,
      says: null,
      attributes: [],
      verified: [],
      endsSession: false,
    };
  const { says = null, attributes, session = null } = outcome.assertion;
  return {
    trial,
    kind: outcome.kind,
    detail: '',
    says,
    attributes: Object.keys(attributes),
    verified: Object.keys(attributes).filter((name) => attributes[name]?.verified),
    endsSession: session !== null,
  };
}
