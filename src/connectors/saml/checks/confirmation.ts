// Whoever brings the assertion may use it, here, now, and for this request alone (SAML profiles 4.1.4.2 and 4.1.4.3).
// It must never accept a confirmation that one of these was left out of.
import { attributeOf, childrenOf, onlyChild } from '../xml/dom.ts';
import { momentOf, refuse, type Said, skewSeconds } from './said.ts';

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

function dataOf({ assertion }: Said): Element {
  const subject = onlyChild(assertion, 'saml', 'Subject');
  const [confirmation, ...others] = subject ? childrenOf(subject, 'saml', 'SubjectConfirmation') : [];
  if (!confirmation || others.length > 0) return refuse('confirmation', 'not exactly one');
  if (attributeOf(confirmation, 'Method') !== bearer) return refuse('confirmation', 'not a bearer');
  const data = onlyChild(confirmation, 'saml', 'SubjectConfirmationData');
  return data ?? refuse('confirmation', 'without data');
}

/** Method and times. */
export function checkConfirmation(said: Said): void {
  const data = dataOf(said);
  if (attributeOf(data, 'NotBefore') !== undefined) refuse('confirmation', 'not valid from the start');
  const until = momentOf(data, 'NotOnOrAfter', 'confirmation');
  if (until === undefined) refuse('confirmation', 'without an end');
  if (said.now >= until + skewSeconds) refuse('confirmation', 'too late');
}

/** The address that the assertion was made for. */
export function checkRecipient(said: Said): void {
  if (attributeOf(dataOf(said), 'Recipient') !== said.memo.callback) refuse('recipient', 'made for another address');
}

/** The request that the assertion was made for: signed, unlike the response's own InResponseTo. */
export function checkConfirmedRequest(said: Said): void {
  if (attributeOf(dataOf(said), 'InResponseTo') !== said.memo.requestId)
    refuse('in-response-to', 'the assertion answers another request');
}

/** When the assertion ends by its confirmation and its conditions, the later of the two, in seconds since 1970. */
export function endOf(said: Said): number {
  const conditions = onlyChild(said.assertion, 'saml', 'Conditions');
  const ends = [
    momentOf(dataOf(said), 'NotOnOrAfter', 'confirmation'),
    momentOf(conditions, 'NotOnOrAfter', 'conditions'),
  ];
  return Math.max(...ends.filter((end) => end !== undefined));
}
