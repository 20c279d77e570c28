// Looks up the vocabulary that a provider's words are read with, for the rules.
// It must never find one that is not in the file (`constructor` is a name that every object knows).
import type { AssuranceConfig, Vocabulary } from '../schema/assurance.ts';
import type { IdentityProvider } from '../schema/identity-providers.ts';

/** Undefined when the provider names a vocabulary that assurance.yaml does not have. */
export function vocabularyOf(assurance: AssuranceConfig, { vocabulary }: IdentityProvider): Vocabulary | undefined {
  return Object.hasOwn(assurance.vocabularies, vocabulary) ? assurance.vocabularies[vocabulary] : undefined;
}
