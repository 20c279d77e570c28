// Where the assertion may be used (SAML profiles 4.1.4.2): at this provider's own address at the hub.
// It must never take an assertion that was made for another provider's address, or for none.
import { attributeOf } from '../xml/dom.ts';
import { confirmationOf } from './confirmation.ts';
import { refuse, type Said } from './said.ts';

export function checkRecipient(said: Said): void {
  if (attributeOf(confirmationOf(said), 'Recipient') !== said.memo.callback)
    refuse('recipient', 'made for another address');
}
