// The shape of the whole document, before any signature: one assertion and nothing that could be taken for another one.
// It must never be skipped because something is signed: wrapping attacks are signed.
import { attributeOf, childrenOf, elementsOf, everyElement, is, onlyChild } from '../xml/dom.ts';
import { refuse } from './said.ts';

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const idNames = ['ID', 'Id', 'id', 'xml:id'];
const isAssertion = (element: Element) => is(element, 'saml', 'Assertion') || is(element, 'saml', 'EncryptedAssertion');

/** The answer's parts. `assertion` is absent where the provider says that it did not work out. */
export interface Parts {
  assertion?: Element;
}

/** Looks at a parsed Response. Throws JourneyEnd `invalid`. */
export function checkStructure(root: Element): Parts {
  if (!is(root, 'samlp', 'Response')) return refuse('structure', 'not a response');
  if (attributeOf(root, 'Version') !== '2.0') return refuse('version', 'not SAML 2.0');
  const all = [...everyElement(root)];
  if (all.filter((element) => is(element, 'samlp', 'Response')).length > 1) refuse('structure', 'a second response');
  checkIds(all);
  const assertions = all.filter(isAssertion);
  const [assertion, ...more] = assertions;
  if (more.length > 0) refuse('structure', 'more than one assertion');
  if (assertion && assertion.parentNode !== root) refuse('structure', 'an assertion in another place');
  checkSignatures(all, assertion ? [root, assertion] : [root]);
  const worked = attributeOf(statusCode(root), 'Value') === success;
  if (worked && !assertion) refuse('structure', 'no assertion');
  if (!worked && assertion) refuse('structure', 'an assertion beside a failure');
  return assertion ? { assertion } : {};
}

/** Looks at an assertion that was decrypted: a document of its own. Throws JourneyEnd `invalid`. */
export function checkDecrypted(root: Element): void {
  if (!is(root, 'saml', 'Assertion')) refuse('structure', 'not an assertion');
  const all = [...everyElement(root)];
  checkIds(all);
  if (all.filter(isAssertion).length > 1) refuse('structure', 'more than one assertion');
  checkSignatures(all, [root]);
}

/** The topmost StatusCode (SAML core 3.2.2.2). */
export function statusCode(response: Element): Element | undefined {
  const status = onlyChild(response, 'samlp', 'Status');
  return status && onlyChild(status, 'samlp', 'StatusCode');
}

/** No identifier twice, whatever the attribute is called that a verifier might look for. */
function checkIds(all: readonly Element[]): void {
  const seen = new Set<string>();
  for (const element of all) {
    for (const name of idNames) {
      const id = element.getAttribute(name);
      if (!id) continue;
      if (seen.has(id)) refuse('structure', 'an identifier twice');
      seen.add(id);
    }
  }
}

/** Signatures stand right inside what they sign, one each. */
function checkSignatures(all: readonly Element[], places: readonly Element[]): void {
  const signatures = all.filter((element) => is(element, 'ds', 'Signature'));
  const inPlace = places.flatMap((place) => childrenOf(place, 'ds', 'Signature'));
  if (signatures.length !== inPlace.length) refuse('structure', 'a signature in another place');
  for (const place of places) {
    const own = elementsOf(place).filter((element) => is(element, 'ds', 'Signature'));
    if (own.length > 1) refuse('structure', 'two signatures of one element');
  }
}
