// Trees of messages that passed the gate, and the few ways to walk them. Checks read by namespace and local name, never by prefix or text search.
// It must never mend what is malformed: whatever the parser remarks on is a refusal.
import { DOMParser } from '@xmldom/xmldom';
import { JourneyEnd } from '../../journey-end.ts';

export const namespaces = {
  samlp: 'urn:oasis:names:tc:SAML:2.0:protocol',
  saml: 'urn:oasis:names:tc:SAML:2.0:assertion',
  md: 'urn:oasis:names:tc:SAML:2.0:metadata',
  mdui: 'urn:oasis:names:tc:SAML:metadata:ui',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xenc: 'http://www.w3.org/2001/04/xmlenc#',
} as const;
export type Prefix = keyof typeof namespaces;

const refuse = (): never => {
  throw new JourneyEnd('invalid', 'xml: not well-formed');
};

/** The root element. Throws JourneyEnd `invalid` for anything that the parser remarks on. */
export function parseXml(xml: string): Element {
  const errorHandler = { warning: refuse, error: refuse, fatalError: refuse };
  const document = new DOMParser({ errorHandler, locator: {} }).parseFromString(xml, 'text/xml');
  return document?.documentElement ?? refuse();
}

/** Whether an element is the one that a specification calls `prefix:name`. */
export function is(element: Element, prefix: Prefix, name: string): boolean {
  return element.namespaceURI === namespaces[prefix] && element.localName === name;
}

/** All child elements, in order. */
export function elementsOf(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === 1);
}

/** The child elements of one name, in order. */
export function childrenOf(parent: Element, prefix: Prefix, name: string): Element[] {
  return elementsOf(parent).filter((element) => is(element, prefix, name));
}

/** The only child of that name; undefined when there is none or there are several. */
export function onlyChild(parent: Element, prefix: Prefix, name: string): Element | undefined {
  const [child, ...others] = childrenOf(parent, prefix, name);
  return others.length === 0 ? child : undefined;
}

/** The element and everything below it, in document order. */
export function* everyElement(root: Element): Generator<Element> {
  yield root;
  for (const child of elementsOf(root)) yield* everyElement(child);
}

/** The text of an element without children of any other kind; undefined when it has some. White space around it is not part of it. */
export function textOf(element: Element | undefined): string | undefined {
  if (!element) return undefined;
  const nodes = Array.from(element.childNodes);
  return nodes.every((node) => node.nodeType === 3)
    ? nodes
        .map((node) => node.nodeValue)
        .join('')
        .trim()
    : undefined;
}

/** The value of an attribute without a namespace; undefined when it is absent. */
export function attributeOf(element: Element | undefined, name: string): string | undefined {
  return element?.hasAttributeNS(null, name) || element?.hasAttribute(name)
    ? (element.getAttribute(name) ?? undefined)
    : undefined;
}
