// Under which conditions the assertion holds (SAML core 2.5.1): its time, and nothing that we do not understand.
// It must never pass over a condition because it is unknown.
import { attributeOf, elementsOf, is, onlyChild } from '../xml/dom.ts';
import { momentOf, refuse, type Said, skewSeconds } from './said.ts';

/** The conditions of an assertion, which must be there. */
export function conditionsOf({ assertion }: Said): Element {
  return onlyChild(assertion, 'saml', 'Conditions') ?? refuse('conditions', 'none');
}

export function checkConditions(said: Said): void {
  const conditions = conditionsOf(said);
  const from = momentOf(conditions, 'NotBefore', 'conditions');
  const until = momentOf(conditions, 'NotOnOrAfter', 'conditions');
  if (until === undefined) refuse('conditions', 'without an end');
  if (from !== undefined && said.now < from - skewSeconds) refuse('conditions', 'too early');
  if (said.now >= until + skewSeconds) refuse('conditions', 'too late');
  for (const condition of elementsOf(conditions)) {
    // Every assertion counts once here, so OneTimeUse (2.5.1.5) is met.
    if (is(condition, 'saml', 'AudienceRestriction') || is(condition, 'saml', 'OneTimeUse')) continue;
    if (!is(condition, 'saml', 'ProxyRestriction')) refuse('conditions', 'one that is not known');
    // The hub passes on what it learns, which is what a count of none forbids (2.5.1.6).
    if (attributeOf(condition, 'Count') === '0') refuse('conditions', 'may not be passed on');
  }
}
