// Where the response was sent to (SAML bindings 3.5.5.2): this provider's own address at the hub.
// It must never let a signed response without a destination pass.
import { attributeOf } from '../xml/dom.ts';
import { type Envelope, refuse } from './said.ts';

export function checkDestination({ response, responseSigned, memo }: Envelope): void {
  const destination = attributeOf(response, 'Destination');
  if (destination === undefined && !responseSigned) return;
  if (destination !== memo.callback) refuse('destination', 'sent to another address');
}
