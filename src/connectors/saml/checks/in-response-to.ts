// What the response answers: the request of this very journey (SAML profiles 4.1.4.3). Responses that nobody asked for end here.
// It must never take an absent InResponseTo for a match.
import { attributeOf } from '../xml/dom.ts';
import { type Envelope, refuse } from './said.ts';

export function checkInResponseTo({ response, memo }: Envelope): void {
  const answered = attributeOf(response, 'InResponseTo');
  if (answered === undefined) refuse('in-response-to', 'nobody asked for it');
  if (answered !== memo.requestId) refuse('in-response-to', 'answers another request');
}
