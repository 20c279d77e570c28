// Who says it: the provider whose record this is, in the assertion and, where it is given, in the response (SAML profiles 4.1.4.2).
// It must never compare entity ids loosely.
import { attributeOf, onlyChild, textOf } from '../xml/dom.ts';
import { type Envelope, refuse, type Said } from './said.ts';

const entity = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';

function isOf(issuer: Element, provider: string): boolean {
  const format = attributeOf(issuer, 'Format');
  return textOf(issuer) === provider && (format === undefined || format === entity);
}

/** The response's own issuer, which may be absent. */
export function checkResponseIssuer({ response, provider }: Envelope): void {
  const issuer = onlyChild(response, 'saml', 'Issuer');
  if (issuer && !isOf(issuer, provider.entityId)) refuse('issuer', 'the response is another provider’s');
}

/** The assertion's issuer, which must be there. */
export function checkIssuer({ assertion, provider }: Said): void {
  const issuer = onlyChild(assertion, 'saml', 'Issuer');
  if (!issuer || !isOf(issuer, provider.entityId)) refuse('issuer', 'the assertion is another provider’s');
}
