// Reads a provider's metadata (SAML metadata 2.0) into the little that the hub uses. Pure: text in, everything checked, or a refusal.
// It must never take a key that the provider did not name for signing, nor an address that is not fit to send people to.
import { X509Certificate } from 'node:crypto';
import { JourneyEnd } from '../../journey-end.ts';
import type { Certificate, Endpoints, Published } from '../line.ts';
import {
  attributeOf,
  childrenOf,
  elementsOf,
  everyElement,
  is,
  namespaces,
  onlyChild,
  parseXml,
  textOf,
} from '../xml/dom.ts';
import { gateText } from '../xml/gate.ts';
import { validateSchema } from '../xml/schema.ts';
import { shapeProblem, signaturesOf, signedBytes } from '../xml/signature.ts';

/** A federation's metadata holds many providers. */
const limits = { characters: 2_000_000, elements: 60_000, attributes: 120_000, attributesOfOne: 60 };
const smallestKey = 2048;
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

export interface Wanted {
  entityId: string;
  /** Seconds since 1970. */
  now: number;
  /** Must have signed the document; its signature is not looked at where this is absent. */
  signedBy?: X509Certificate | undefined;
  /** http addresses and those of private networks are fit too. */
  allowPrivateAddress: boolean;
}

/** Ends with what is wrong, in closed words. */
export function refuseMetadata(why: string): never {
  throw new JourneyEnd('invalid', `metadata: ${why}`);
}

/** Reads the one entity that is wanted, also where it stands among others. Throws JourneyEnd `invalid`. */
export function readMetadata(text: string, wanted: Wanted): Published {
  const root = rootOf(text, wanted.signedBy);
  const entities = [...everyElement(root)].filter((element) => is(element, 'md', 'EntityDescriptor'));
  const [entity, ...others] = entities.filter((element) => attributeOf(element, 'entityID') === wanted.entityId);
  if (!entity) return refuseMetadata('the provider is not in it');
  if (others.length > 0) return refuseMetadata('the provider is in it twice');
  const [role, ...roles] = childrenOf(entity, 'md', 'IDPSSODescriptor');
  if (!role || roles.length > 0) return refuseMetadata('not exactly one identity provider role');
  const protocols = (attributeOf(role, 'protocolSupportEnumeration') ?? '').split(/\s+/);
  if (!protocols.includes(namespaces.samlp)) return refuseMetadata('no SAML 2.0');
  const validUntil = earliestEnd(role);
  if (validUntil !== undefined && validUntil <= wanted.now) return refuseMetadata('expired');
  const signing = signingOf(role, wanted.now);
  const signOn = endpointsOf(role, 'SingleSignOnService', wanted);
  if (!signOn.redirect && !signOn.post) return refuseMetadata('no address to sign in at');
  const { redirect: signOut } = endpointsOf(role, 'SingleLogoutService', wanted);
  const cacheDuration = shortestCache(role);
  return {
    entityId: wanted.entityId,
    signing,
    signOn,
    ...(signOut !== undefined && { signOut: { url: signOut } }),
    ...(validUntil !== undefined && { validUntil }),
    ...(cacheDuration !== undefined && { cacheDuration }),
  };
}

/** Entity ids of the identity providers in a document, for whoever adds one, with the name that each shows people. */
export function providersIn(text: string): { entityId: string; name: string | undefined }[] {
  return [...everyElement(rootOf(text))]
    .filter(
      (element) => is(element, 'md', 'EntityDescriptor') && childrenOf(element, 'md', 'IDPSSODescriptor').length > 0,
    )
    .map((entity) => ({ entityId: attributeOf(entity, 'entityID') ?? '', name: nameOf(entity) }));
}

function nameOf(entity: Element): string | undefined {
  const named = (element: Element) =>
    is(element, 'mdui', 'DisplayName') || is(element, 'md', 'OrganizationDisplayName');
  return textOf([...everyElement(entity)].find(named));
}

/** The root element: of the signed bytes where a signer is known, and of the text where none is. */
function rootOf(text: string, signedBy?: X509Certificate): Element {
  const xml = gateText(text, limits);
  validateSchema(xml, 'metadata');
  const root = parseXml(xml);
  if (!signedBy) return root;
  const [signature, ...others] = signaturesOf(root);
  if (!signature || others.length > 0) return refuseMetadata('not signed');
  const ids = [...everyElement(root)].map((element) => attributeOf(element, 'ID')).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length) return refuseMetadata('an identifier twice');
  if (shapeProblem(signature)) return refuseMetadata('signed in a way that is not allowed');
  const bytes = signedBytes(xml, signature, [signedBy.publicKey]);
  return bytes === undefined ? refuseMetadata('not signed by the certificate of the record') : parseXml(bytes);
}

/** An element with everything around it. */
function outwards(element: Element): Element[] {
  const parent = element.parentNode;
  return parent?.nodeType === 1 ? [element, ...outwards(parent as Element)] : [element];
}

/** The first of the ends (`validUntil`) of an element and everything around it, in seconds since 1970. */
function earliestEnd(role: Element): number | undefined {
  const ends = outwards(role).flatMap((element) => {
    const text = attributeOf(element, 'validUntil');
    const end = text === undefined ? undefined : Date.parse(text) / 1000;
    return end === undefined ? [] : [Number.isNaN(end) ? 0 : end];
  });
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

const duration = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;

/** The shortest `cacheDuration` around the role, in seconds. Durations in months or years are as good as none: a day is the most. */
function shortestCache(role: Element): number | undefined {
  const found = outwards(role).flatMap((element) => {
    const [, ...parts] = duration.exec(attributeOf(element, 'cacheDuration') ?? '') ?? [];
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
    return parts.length > 0 ? [((days * 24 + hours) * 60 + minutes) * 60 + seconds] : [];
  });
  return found.length > 0 ? Math.min(...found) : undefined;
}

function signingOf(role: Element, now: number): Certificate[] {
  const descriptors = childrenOf(role, 'md', 'KeyDescriptor').filter(
    (key) => (attributeOf(key, 'use') ?? 'signing') === 'signing',
  );
  const found = descriptors.flatMap(certificatesOf).map(readCertificate);
  if (found.length === 0) return refuseMetadata('no certificate to verify signatures with');
  const valid = found.filter(({ notAfter }) => notAfter > now);
  return valid.length > 0 ? valid : refuseMetadata('every certificate has expired');
}

function certificatesOf(descriptor: Element): string[] {
  const info = onlyChild(descriptor, 'ds', 'KeyInfo');
  const data = info ? childrenOf(info, 'ds', 'X509Data') : [];
  return data
    .flatMap((one) => childrenOf(one, 'ds', 'X509Certificate'))
    .map((one) => (textOf(one) ?? '').replace(/\s+/g, ''));
}

function readCertificate(der: string): Certificate {
  const { publicKey: key, validTo } = opened(der);
  if (key.asymmetricKeyType !== 'rsa')
    return refuseMetadata('a key that is not RSA: this hub verifies no others on SAML');
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < smallestKey) return refuseMetadata('a key under 2048 bits');
  return { der, key, notAfter: Math.floor(Date.parse(validTo) / 1000) };
}

function opened(der: string): Pick<X509Certificate, 'publicKey' | 'validTo'> {
  try {
    // Reading the key can fail as well as reading the certificate around it.
    const { publicKey, validTo } = new X509Certificate(Buffer.from(der, 'base64'));
    return { publicKey, validTo };
  } catch {
    return refuseMetadata('a certificate that cannot be read');
  }
}

function endpointsOf(role: Element, name: string, wanted: Wanted): Endpoints {
  const services = elementsOf(role).filter((element) => is(element, 'md', name));
  const at = (binding: string) => services.find((service) => attributeOf(service, 'Binding') === binding);
  const [byRedirect, byPost] = [at(redirect), at(post)].map((service) => service && addressOf(service, wanted));
  return { ...(byRedirect !== undefined && { redirect: byRedirect }), ...(byPost !== undefined && { post: byPost }) };
}

function addressOf(service: Element, { allowPrivateAddress }: Wanted): string {
  const location = attributeOf(service, 'Location') ?? '';
  if (!URL.canParse(location)) return refuseMetadata('an address that is none');
  const { protocol, username, password, hash } = new URL(location);
  const fit = protocol === 'https:' || (protocol === 'http:' && allowPrivateAddress);
  if (!fit) return refuseMetadata('an address that is not https');
  return username || password || hash ? refuseMetadata('an address with credentials or a fragment') : location;
}
