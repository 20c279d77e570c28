// Whoever brings the assertion may use it, and now (SAML profiles 4.1.4.2 and 4.1.4.3). Where and for which request is looked at next to it.
// It must never accept a confirmation without an end, or one that asks for more than to bring it.
import { attributeOf, childrenOf, onlyChild } from '../xml/dom.ts';
import { momentOf, refuse, type Said, skewSeconds } from './said.ts';

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** The data of the one confirmation, which must be a bearer's. */
export function confirmationOf({ assertion }: Said): Element {
  const subject = onlyChild(assertion, 'saml', 'Subject');
  const [confirmation, ...others] = subject ? childrenOf(subject, 'saml', 'SubjectConfirmation') : [];
  if (!confirmation || others.length > 0) return refuse('confirmation', 'not exactly one');
  if (attributeOf(confirmation, 'Method') !== bearer) return refuse('confirmation', 'not a bearer');
  const data = onlyChild(confirmation, 'saml', 'SubjectConfirmationData');
  return data ?? refuse('confirmation', 'without data');
}

/** Method and times. */
export function checkConfirmation(said: Said): void {
  const data = confirmationOf(said);
  if (attributeOf(data, 'NotBefore') !== undefined) refuse('confirmation', 'not valid from the start');
  const until = momentOf(data, 'NotOnOrAfter', 'confirmation');
  if (until === undefined) refuse('confirmation', 'without an end');
  if (said.now >= until + skewSeconds) refuse('confirmation', 'too late');
}

/** When the assertion ends by its confirmation and its conditions, the later of the two, in seconds since 1970. */
export function endOf(said: Said): number {
  const conditions = onlyChild(said.assertion, 'saml', 'Conditions');
  const ends = [
    momentOf(confirmationOf(said), 'NotOnOrAfter', 'confirmation'),
    momentOf(conditions, 'NotOnOrAfter', 'conditions'),
  ];
  return Math.max(...ends.filter((end) => end !== undefined));
}
