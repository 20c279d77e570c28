// Who signed, and what: every signature that is there must verify with a key of the provider's metadata, and the record says which must be there.
// It must never return anything but what a signature covers.
import type { KeyObject } from 'node:crypto';
import type { SamlProvider } from '../../../config/schema/identity-providers.ts';
import { parseXml } from '../xml/dom.ts';
import { shapeProblem, signaturesOf, signedBytes } from '../xml/signature.ts';
import { refuse } from './said.ts';

/** An element of a document as its own signature covers it; undefined when it has none. Throws JourneyEnd `invalid` when one does not verify. */
export function signedCopy(xml: string, element: Element, keys: readonly KeyObject[]): Element | undefined {
  const [signature] = signaturesOf(element);
  if (!signature) return undefined;
  const problem = shapeProblem(signature);
  if (problem) return refuse('signature', problem);
  const bytes = signedBytes(xml, signature, keys);
  return bytes === undefined ? refuse('signature', 'does not verify with a key of the metadata') : parseXml(bytes);
}

const required: Record<SamlProvider['signed'], (response: boolean, assertion: boolean) => boolean> = {
  either: (response, assertion) => response || assertion,
  assertion: (_response, assertion) => assertion,
  response: (response) => response,
  both: (response, assertion) => response && assertion,
};

/** Holds the signatures that verified to the record. */
export function checkSigned(policy: SamlProvider['signed'], signed: { response: boolean; assertion: boolean }): void {
  if (!required[policy](signed.response, signed.assertion)) refuse('signature', 'not signed where it has to be');
}
