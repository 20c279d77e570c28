// Verifies one enveloped signature with keys that are known beforehand, and gives back the bytes that were signed.
// It must never take a key, an algorithm or a transform from the message that is not on the lists here.
import type { KeyObject } from 'node:crypto';
import { type CanonicalizationOrTransformAlgorithmType, SignedXml } from 'xml-crypto';
import { attributeOf, childrenOf, elementsOf, is, onlyChild } from './dom.ts';

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const signatureAlgorithms = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
];
const digestAlgorithms = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'];

/** Longest PrefixList that honest signers write; each prefix costs time. */
const longestPrefixList = 200;

/**
 * Why a signature is not one that may be verified: exactly one Reference, to its parent's ID; enveloped and exclusive canonicalisation only;
 * RSA with SHA-256 or SHA-512; no Object (XML Signature 1.1, sections 4 to 6). Undefined when nothing is wrong.
 */
export function shapeProblem(signature: Element): string | undefined {
  const info = onlyChild(signature, 'ds', 'SignedInfo');
  const reference = info && onlyChild(info, 'ds', 'Reference');
  if (!info || !reference) return 'not exactly one reference';
  if (childrenOf(signature, 'ds', 'Object').length > 0) return 'an object in it';
  const id = attributeOf(signature.parentNode as Element, 'ID');
  if (!id || attributeOf(reference, 'URI') !== `#${id}`) return 'a reference to something else than its parent';
  const algorithm = (name: string, parent = info) => attributeOf(onlyChild(parent, 'ds', name), 'Algorithm') ?? '';
  if (algorithm('CanonicalizationMethod') !== exclusive) return 'a canonicalisation that is not allowed';
  if (!signatureAlgorithms.includes(algorithm('SignatureMethod'))) return 'an algorithm that is not allowed';
  if (!digestAlgorithms.includes(algorithm('DigestMethod', reference))) return 'a digest that is not allowed';
  return transformProblem(reference) ?? prefixProblem(info, reference);
}

function transformsOf(reference: Element): Element[] {
  const transforms = onlyChild(reference, 'ds', 'Transforms');
  return transforms ? childrenOf(transforms, 'ds', 'Transform') : [];
}

function transformProblem(reference: Element): string | undefined {
  const [first, second, ...more] = transformsOf(reference).map((transform) => attributeOf(transform, 'Algorithm'));
  return first === enveloped && second === exclusive && more.length === 0
    ? undefined
    : 'transforms that are not allowed';
}

/** Nothing but one short InclusiveNamespaces may be inside a canonicalisation. */
function prefixProblem(info: Element, reference: Element): string | undefined {
  const [envelope, canonical] = transformsOf(reference);
  if (envelope && elementsOf(envelope).length > 0) return 'transforms that are not allowed';
  const methods = [onlyChild(info, 'ds', 'CanonicalizationMethod'), canonical];
  for (const method of methods) {
    const [list, ...others] = method ? elementsOf(method) : [];
    const fine = !list || (list.namespaceURI === exclusive && list.localName === 'InclusiveNamespaces');
    if (!fine || others.length > 0) return 'transforms that are not allowed';
    if ((attributeOf(list, 'PrefixList') ?? '').length > longestPrefixList)
      return 'a list of prefixes that is too long';
  }
  return undefined;
}

/**
 * The signed bytes: the canonical form of the signature's parent without the signature. Undefined when no key verifies it.
 * `xml` is the text that `signature` was parsed from; its shape was checked (`shapeProblem`), and no ID occurs twice in it.
 */
export function signedBytes(xml: string, signature: Element, keys: readonly KeyObject[]): string | undefined {
  for (const key of keys) {
    const verifier = verifierFor(key);
    try {
      verifier.loadSignature(signature);
      if (!verifier.checkSignature(xml)) continue;
    } catch {
      continue;
    }
    const [bytes, ...others] = verifier.getSignedReferences();
    return others.length === 0 ? bytes : undefined;
  }
  return undefined;
}

/** The library takes keys as objects with some algorithms only. */
const texts = new WeakMap<KeyObject, string>();

function textOfKey(key: KeyObject): string {
  const text = texts.get(key) ?? key.export({ type: 'spki', format: 'pem' }).toString();
  texts.set(key, text);
  return text;
}

function verifierFor(key: KeyObject): SignedXml {
  const verifier = new SignedXml({
    publicCert: textOfKey(key),
    getCertFromKeyInfo: () => null,
  });
  verifier.idAttributes = ['ID'];
  verifier.CanonicalizationAlgorithms = only(verifier.CanonicalizationAlgorithms, [
    exclusive,
    enveloped,
  ] as CanonicalizationOrTransformAlgorithmType[]);
  verifier.SignatureAlgorithms = only(verifier.SignatureAlgorithms, signatureAlgorithms);
  verifier.HashAlgorithms = only(verifier.HashAlgorithms, digestAlgorithms);
  return verifier;
}

function only<T extends object>(all: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) as T;
}

/** The signatures directly inside an element. */
export function signaturesOf(element: Element): Element[] {
  return elementsOf(element).filter((child) => is(child, 'ds', 'Signature'));
}
