// Changes to a message's tree, as an attacker could make them who has a message of somebody: everything moved, wrapped, doubled, dropped or renamed,
// and copies that speak of somebody else, put before, behind, inside and around what is signed (the signature wrapping attacks, XSW 1 to 8, and the rest).
import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import fc from 'fast-check';

const deeds = [
  'drop',
  'double',
  'move',
  'wrap',
  'swap',
  'comment',
  'instruction',
  'cdata',
  'rename',
  'namespace',
  'attribute',
  'huge attribute',
  'many attributes',
  'deep',
  'text',
  'id',
  'evil copy',
  'evil around',
] as const;

export interface Change {
  deed: (typeof deeds)[number];
  /** Which element, and which other one. */
  at: number;
  to: number;
}

export const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({
    deed: fc.oneof(fc.constantFrom(...deeds), fc.constantFrom('move', 'evil copy', 'evil around')),
    at: fc.nat({ max: 999 }),
    to: fc.nat({ max: 999 }),
  }) as fc.Arbitrary<Change>,
  { minLength: 1, maxLength: 3 },
);

/** Makes a copy speak of somebody else. */
export type Corrupt = (text: string) => string;

const wrappers = [
  'samlp:Extensions',
  'ds:Object',
  'saml:Advice',
  'saml:Assertion',
  'samlp:Response',
  'saml:EncryptedAssertion',
  'evil',
];
const uris: Readonly<Record<string, string>> = {
  samlp: 'urn:oasis:names:tc:SAML:2.0:protocol',
  saml: 'urn:oasis:names:tc:SAML:2.0:assertion',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
};

function elementsOf(document: Document): Element[] {
  return Array.from(document.getElementsByTagName('*')) as Element[];
}

const isInside = (inner: Node, outer: Node): boolean => {
  for (let node: Node | null = inner; node; node = node.parentNode) if (node === outer) return true;
  return false;
};

function wrapperOf(document: Document, number: number): Element {
  const name = wrappers[number % wrappers.length] ?? 'evil';
  const uri = uris[name.split(':')[0] ?? ''];
  return uri && name.includes(':') ? document.createElementNS(uri, name) : document.createElement(name);
}

/** The nearest thing that has an ID: what signatures are about. */
function bearer(element: Element): Element {
  for (let node: Node | null = element; node?.nodeType === 1; node = node.parentNode)
    if ((node as Element).getAttribute('ID')) return node as Element;
  return element;
}

function evilCopy(
  document: Document,
  original: Element,
  { corrupt, number }: { corrupt: Corrupt; number: number },
): Element {
  const text = corrupt(new XMLSerializer().serializeToString(original));
  const copy = document.importNode(new DOMParser().parseFromString(text, 'text/xml').documentElement, true) as Element;
  const kept = number % 3;
  if (kept === 0) copy.setAttribute('ID', '_evil');
  if (kept === 1) copy.removeAttribute('ID');
  if (number % 2)
    for (const one of Array.from(copy.childNodes))
      if ((one as Element).localName === 'Signature') copy.removeChild(one);
  return copy;
}

function put(parent: Element, child: Node, number: number): void {
  // Out of where it was, first: a node that is put before itself makes a tree without an end.
  child.parentNode?.removeChild(child);
  const places = Array.from(parent.childNodes);
  parent.insertBefore(child, places[number % (places.length + 1)] ?? null);
}

interface Doing {
  document: Document;
  element: Element;
  other: Element;
  number: number;
  corrupt: Corrupt;
}

const inText = ({ element, document }: Doing, node: Node): void => {
  const text = element.textContent ?? '';
  if (elementsIn(element) > 0) return void element.appendChild(node);
  const half = Math.floor(text.length / 2);
  element.textContent = '';
  element.appendChild(document.createTextNode(text.slice(0, half)));
  element.appendChild(node);
  element.appendChild(document.createTextNode(text.slice(half)));
};
const elementsIn = (element: Element): number =>
  Array.from(element.childNodes).filter(({ nodeType }) => nodeType === 1).length;

const doings: Record<Change['deed'], (on: Doing) => void> = {
  drop: ({ element }) => void element.parentNode?.removeChild(element),
  double: ({ element }) => void element.parentNode?.insertBefore(element.cloneNode(true), element),
  move({ element, other, number }) {
    if (!isInside(other, element)) put(other, element, number);
  },
  wrap({ document, element, number }) {
    const wrapper = wrapperOf(document, number);
    element.parentNode?.replaceChild(wrapper, element);
    wrapper.appendChild(element);
  },
  swap({ element }) {
    const next = element.nextSibling;
    if (next) element.parentNode?.insertBefore(next, element);
  },
  comment: (on) => inText(on, on.document.createComment('x')),
  instruction: (on) => inText(on, on.document.createProcessingInstruction('x', 'y')),
  cdata: (on) => inText(on, on.document.createCDATASection('evil')),
  rename({ document, element, other }) {
    const renamed = document.createElementNS(element.namespaceURI, other.tagName);
    for (const child of Array.from(element.childNodes)) renamed.appendChild(child);
    element.parentNode?.replaceChild(renamed, element);
  },
  namespace: ({ element, number }) =>
    element.setAttribute(
      `xmlns${number % 2 ? `:${['saml', 'ds', 'samlp', 'x'][number % 4]}` : ''}`,
      Object.values(uris)[number % 3] ?? '',
    ),
  attribute({ element, other, number }) {
    const all = Array.from(other.attributes);
    const one = all[number % Math.max(1, all.length)];
    if (one) element.setAttribute(one.name, one.value);
    else element.setAttribute('Destination', 'http://evil.example/');
  },
  'huge attribute': ({ element, number }) => element.setAttribute('Consent', 'a'.repeat(number ** 2 / 8)),
  'many attributes'({ element, number }) {
    for (let at = 0; at < number % 60; at += 1) element.setAttribute(`a${at}`, '');
  },
  deep({ document, element, number }) {
    let parent = element;
    for (let depth = 0; depth < number % 200; depth += 1)
      parent = parent.appendChild(wrapperOf(document, number)) as Element;
  },
  text({ element, other }) {
    if (elementsIn(element) === 0) element.textContent = other.textContent;
  },
  id: ({ element, other }) => element.setAttribute('ID', other.getAttribute('ID') ?? '_assertion'),
  'evil copy'({ document, element, other, number, corrupt }) {
    put(other, evilCopy(document, bearer(element), { corrupt, number }), number);
  },
  /** The copy takes the place of the original, and has it, or its signature has it, somewhere inside. */
  'evil around'({ document, element, number, corrupt }) {
    const original = bearer(element);
    const copy = evilCopy(document, original, { corrupt, number });
    original.parentNode?.replaceChild(copy, original);
    const rooms = [copy, ...(Array.from(copy.getElementsByTagName('*')) as Element[])];
    const wrapper = number % 5 === 0 ? original : wrapperOf(document, number);
    if (wrapper !== original) wrapper.appendChild(original);
    put(rooms[number % rooms.length] ?? copy, wrapper, number >> 2);
  },
};

/** The message with these changes, one after the other. What cannot be done to a tree is left out. */
export function changed(xml: string, all: readonly Change[], corrupt: Corrupt): string {
  const document = new DOMParser().parseFromString(xml, 'text/xml') as unknown as Document;
  for (const { deed, at, to } of all) {
    const elements = elementsOf(document);
    const element = elements[at % elements.length];
    const other = elements[to % elements.length];
    // The parser's trees allow nearly everything; the document itself keeps one root.
    if (element && other && (element.parentNode !== document || deed === 'evil around')) {
      try {
        doings[deed]({ document, element, other, number: to, corrupt });
      } catch (error) {
        // The tree's own refusals: a DOMException by its code, a copy that cannot be read again.
        const { code, name } = error as { code?: unknown; name?: unknown };
        if (code === undefined && name !== 'ParseError') throw error;
      }
    }
  }
  return new XMLSerializer().serializeToString(document as never);
}
