// Opens an encrypted assertion (XML Encryption 1.1) with the hub's own keys. What comes out is a document of its own, not yet believed.
// It must never tell by its words at which point it failed: a sender could learn the plaintext from the difference.
import type { KeyObject } from 'node:crypto';
import { XMLSerializer } from '@xmldom/xmldom';
import { decrypt } from 'xml-encryption';
import type { OwnKey } from '../tools.ts';
import { attributeOf, elementsOf, everyElement, is, namespaces, onlyChild, textOf } from '../xml/dom.ts';
import { refuse } from './said.ts';

const gcm = ['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'http://www.w3.org/2009/xmlenc11#aes256-gcm'];
const cbc = ['http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'];
const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
const keyTransports = ['http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p', 'http://www.w3.org/2009/xmlenc11#rsa-oaep'];
/** An initialisation vector, something, and a whole authentication tag: a shorter tag would be guessable (NIST SP 800-38D, appendix C). */
const shortestGcm = 12 + 1 + 16;

export interface Opening {
  /** Each is tried. */
  keys: readonly OwnKey[];
  /** AES-CBC as well. The caller vouches that the ciphertext itself is signed. */
  allowCbc: boolean;
}

/** The assertion's text. Throws JourneyEnd `invalid`, always with the same words once keys come into play. */
export function opened(encrypted: Element, { keys, allowCbc }: Opening): string {
  const isUsual = isUsualTransport(checkMethods(encrypted, allowCbc));
  const xml = new XMLSerializer().serializeToString(encrypted);
  for (const { key, pem } of keys) {
    const text = attempt(xml, isUsual ? key : pem);
    if (text !== undefined) return text;
  }
  return unreadable();
}

/** The one refusal for everything that can be wrong inside. */
export const unreadable = (): never => refuse('decryption', 'cannot be read');

/** Returns the method by which the key is encrypted. */
function checkMethods(encrypted: Element, allowCbc: boolean): Element | undefined {
  const all = [...everyElement(encrypted)];
  const data = onlyChild(encrypted, 'xenc', 'EncryptedData');
  const keys = all.filter((element) => is(element, 'xenc', 'EncryptedKey'));
  const [key] = keys;
  if (!data || !key || keys.length > 1) refuse('decryption', 'not one encrypted key');
  const foreign = (element: Element) => is(element, 'xenc', 'CipherReference') || is(element, 'ds', 'RetrievalMethod');
  if (all.some(foreign)) refuse('decryption', 'a reference to somewhere else');
  const transport = onlyChild(key, 'xenc', 'EncryptionMethod');
  const method = (of: Element | undefined) => attributeOf(of, 'Algorithm') ?? '';
  if (!keyTransports.includes(method(transport))) refuse('decryption', 'a key transport that is not allowed');
  const algorithm = method(onlyChild(data, 'xenc', 'EncryptionMethod'));
  if (cbc.includes(algorithm) && !allowCbc)
    refuse('decryption', 'AES-CBC where the record or a signature does not allow it');
  if (!gcm.includes(algorithm) && !cbc.includes(algorithm)) refuse('decryption', 'an algorithm that is not allowed');
  const cipher = onlyChild(onlyChild(data, 'xenc', 'CipherData') ?? data, 'xenc', 'CipherValue');
  if (Buffer.from(textOf(cipher) ?? '', 'base64').length < shortestGcm) unreadable();
  return transport;
}

/** SHA-1 throughout, as where nothing is said (XML Encryption, section 5.5.2): Node does that by itself. For any other the library wants the key as text. */
const isUsualTransport = (method: Element | undefined): boolean =>
  method !== undefined &&
  elementsOf(method).every((child) => is(child, 'ds', 'DigestMethod') && attributeOf(child, 'Algorithm') === sha1);

function attempt(xml: string, given: string | KeyObject): string | undefined {
  let text: string | undefined;
  // The library's types name text alone; it hands the key on to node:crypto.
  const key = given as string;
  try {
    const options = { key, disallowDecryptionWithInsecureAlgorithm: false, warnInsecureAlgorithm: false };
    decrypt(xml, options, (error, result) => {
      if (!error) text = result;
    });
  } catch {
    return undefined;
  }
  return text;
}

/** Whether an element is an assertion in its encrypted form. */
export const isEncrypted = (element: Element): boolean =>
  element.namespaceURI === namespaces.saml && element.localName === 'EncryptedAssertion';
