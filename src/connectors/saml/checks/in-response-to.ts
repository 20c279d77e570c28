// What is answered: the request of this very journey (SAML profiles 4.1.4.3). Responses that nobody asked for end here.
// The response says it outside the signature perhaps, the assertion's confirmation inside: both have to.
// It must never take an absent InResponseTo for a match.
import { attributeOf } from '../xml/dom.ts';
import { confirmationOf } from './confirmation.ts';
import { type Envelope, refuse, type Said } from './said.ts';

export function checkInResponseTo({ response, memo }: Envelope): void {
  const answered = attributeOf(response, 'InResponseTo');
  if (answered === undefined) refuse('in-response-to', 'nobody asked for it');
  if (answered !== memo.requestId) refuse('in-response-to', 'answers another request');
}

export function checkConfirmedRequest(said: Said): void {
  if (attributeOf(confirmationOf(said), 'InResponseTo') !== said.memo.requestId)
    refuse('in-response-to', 'the assertion answers another request');
}
