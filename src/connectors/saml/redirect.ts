// The HTTP-Redirect binding (SAML bindings 3.4): a message in the query of its address, signed as it stands there.
// It must never send a message that is not signed.
import { sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { SamlTools } from './tools.ts';

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** A message that goes to one address. */
export interface Message {
  kind: 'AuthnRequest' | 'LogoutRequest' | 'LogoutResponse';
  xml: string;
  destination: string;
  /** Empty where there is none. */
  relayState: string;
}

/** As a browser sends it on: an apostrophe that is not encoded here it would encode itself (URL Standard, "special-query"), after the signing. */
const encoded = (value: string): string => encodeURIComponent(value).replaceAll("'", '%27');

/** The address with the message, RelayState and signature, in the order in which they are signed (3.4.4.1). */
export function byRedirect({ keys }: Pick<SamlTools, 'keys'>, { kind, xml, destination, relayState }: Message): string {
  const field = kind === 'LogoutResponse' ? 'SAMLResponse' : 'SAMLRequest';
  const message = `${field}=${encoded(deflateRawSync(xml).toString('base64'))}`;
  const state = relayState && `&RelayState=${encoded(relayState)}`;
  const signed = `${message}${state}&SigAlg=${encoded(rsaSha256)}`;
  const signature = sign('sha256', Buffer.from(signed), keys().signing.key).toString('base64');
  return `${destination}${destination.includes('?') ? '&' : '?'}${signed}&Signature=${encoded(signature)}`;
}
