// What a response without an assertion says (SAML core 3.2.2.2), as one of the named outcomes. The words of Verify-style hubs are in it:
// a NoAuthnContext with a detail says that the person turned back, waits, or could not raise the level.
// It must never bring anybody back: a failure may be unsigned.
import type { FailedOutcome } from '../../contract.ts';
import { JourneyEnd } from '../../journey-end.ts';
import { attributeOf, everyElement, onlyChild, textOf } from '../xml/dom.ts';
import type { Envelope } from './said.ts';
import { statusCode } from './structure.ts';

const code = (name: string) => `urn:oasis:names:tc:SAML:2.0:status:${name}`;

/** Second-level codes. `AuthnFailed` is a person who did not get through: nothing was confirmed. */
const subStatus: Readonly<Record<string, FailedOutcome>> = {
  [code('AuthnFailed')]: 'not-verified',
  [code('NoAuthnContext')]: 'no-context',
  [code('NoPassive')]: 'no-context',
  [code('RequestDenied')]: 'rejected',
  [code('RequestUnsupported')]: 'rejected',
  [code('InvalidNameIDPolicy')]: 'rejected',
  [code('NoSupportedIDP')]: 'unavailable',
  [code('NoAvailableIDP')]: 'unavailable',
  [code('UnknownPrincipal')]: 'not-verified',
};
const topStatus: Readonly<Record<string, FailedOutcome>> = {
  [code('Requester')]: 'rejected',
  [code('VersionMismatch')]: 'rejected',
  [code('Responder')]: 'unavailable',
};
const details: Readonly<Record<string, FailedOutcome>> = {
  'authn-cancel': 'cancelled',
  'loa-pending': 'pending',
  'uplift-failed': 'uplift-failed',
};

const own = (table: Readonly<Record<string, FailedOutcome>>, word: string | undefined) =>
  word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;

/** Ends the journey with what the status says; an unknown one says that our request was wrong. */
export function endByStatus({ response }: Envelope): never {
  const top = statusCode(response);
  const second = top && onlyChild(top, 'samlp', 'StatusCode');
  const detail = onlyChild(onlyChild(response, 'samlp', 'Status') ?? response, 'samlp', 'StatusDetail');
  const words = detail ? [...everyElement(detail)].map((element) => own(details, textOf(element))) : [];
  const kind =
    words.find((word) => word !== undefined) ??
    own(subStatus, attributeOf(second, 'Value')) ??
    own(topStatus, attributeOf(top, 'Value')) ??
    'rejected';
  throw new JourneyEnd(kind, `status: the provider answered with ${kind}`);
}
