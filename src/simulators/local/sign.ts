// The provider's keys, and what it does with them: signatures inside messages and in addresses, and encrypted assertions.
// Nothing here decides whether something should be signed.
import { createPrivateKey, createSign, createVerify, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type CanonicalizationOrTransformAlgorithmType,
  type HashAlgorithmType,
  type SignatureAlgorithmType,
  SignedXml,
} from 'xml-crypto';
import { type EncryptionAlgorithm, encrypt, type KeyEncryptionAlgorithm } from 'xml-encryption';
import { pemOf, selfSigned } from '../../connectors/certificate.ts';

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

export interface KeyPair {
  /** PEM. */
  privateKey: string;
  /** Base64 of DER. */
  certificate: string;
  /** PEM. */
  certificatePem: string;
}

/** A new RSA pair with a certificate; `days` from now until its end. */
export async function makeKeyPair(name: string, { days = 365, bits = 2048 } = {}): Promise<KeyPair> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const now = Math.floor(Date.now() / 1000);
  const key = createPrivateKey(privateKey);
  const options = { privateKey: key, name, seed: privateKey, from: now - 86_400, until: now + days * 86_400 };
  const certificate = selfSigned(options);
  return { privateKey, certificate, certificatePem: pemOf(certificate) };
}

export interface Signing extends Pick<KeyPair, 'privateKey' | 'certificate'> {
  /** The element's ID. */
  id: string;
  signatureAlgorithm?: string;
  digestAlgorithm?: string;
  transforms?: readonly string[];
  /** Prefixes for the exclusive canonicalisation. */
  inclusive?: readonly string[];
  /** Content of ds:KeyInfo; the certificate where absent, no KeyInfo where empty. */
  keyInfo?: string;
}

/** Puts an enveloped signature right after the Issuer of the element with that ID; first, where it has no Issuer. */
export function signElement(xml: string, signing: Signing): string {
  const { id, privateKey, certificate, signatureAlgorithm = rsaSha256, digestAlgorithm = sha256 } = signing;
  const { transforms = [enveloped, exclusive], inclusive = [] } = signing;
  const keyInfo =
    signing.keyInfo ?? `<ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data>`;
  const signer = new SignedXml({
    privateKey,
    signatureAlgorithm: signatureAlgorithm as SignatureAlgorithmType,
    canonicalizationAlgorithm: exclusive,
    getKeyInfoContent: () => keyInfo || null,
  });
  signer.addReference({
    xpath: `//*[@ID='${id}']`,
    transforms: [...transforms] as CanonicalizationOrTransformAlgorithmType[],
    digestAlgorithm: digestAlgorithm as HashAlgorithmType,
    inclusiveNamespacesPrefixList: [...inclusive],
  });
  const hasIssuer = new RegExp(`ID="${id}"[^>]*><(?:[\\w-]+:)?Issuer\\b`).test(xml);
  const location = hasIssuer
    ? ({ reference: `//*[@ID='${id}']/*[local-name()='Issuer']`, action: 'after' } as const)
    : ({ reference: `//*[@ID='${id}']`, action: 'prepend' } as const);
  signer.computeSignature(xml, { prefix: 'ds', location });
  return signer.getSignedXml();
}

export interface Encrypting {
  /** Of the service provider, PEM. */
  certificatePem: string;
  publicKeyPem: string;
  algorithm?: EncryptionAlgorithm;
  keyTransport?: KeyEncryptionAlgorithm;
}

/** Replaces the Assertion of a response by its encrypted form. */
export async function encryptAssertion(response: string, encrypting: Encrypting): Promise<string> {
  const from = response.indexOf('<saml:Assertion');
  const to = response.lastIndexOf('</saml:Assertion>') + '</saml:Assertion>'.length;
  const encrypted = await encryptText(response.slice(from, to), encrypting);
  return `${response.slice(0, from)}<saml:EncryptedAssertion>${encrypted}</saml:EncryptedAssertion>${response.slice(to)}`;
}

/** An xenc:EncryptedData of any text. */
export function encryptText(
  text: string,
  { certificatePem, publicKeyPem, algorithm, keyTransport }: Encrypting,
): Promise<string> {
  const options: Parameters<typeof encrypt>[1] = {
    rsa_pub: publicKeyPem,
    pem: certificatePem,
    encryptionAlgorithm: algorithm ?? 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: keyTransport ?? 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
    disallowEncryptionWithInsecureAlgorithm: false,
    warnInsecureAlgorithm: false,
  };
  return new Promise((resolve, reject) => {
    encrypt(text, options, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** `&SigAlg=…&Signature=…` for the query of the redirect binding (SAML bindings 3.4.4.1). */
export function signedQuery(query: string, privateKey: string): string {
  const signed = `${query}&SigAlg=${encodeURIComponent(rsaSha256)}`;
  const signature = createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64');
  return `${signed}&Signature=${encodeURIComponent(signature)}`;
}

/** Whether a query was signed by one of these certificates, read as it was sent. */
export function queryVerifies(query: string, certificates: readonly string[]): boolean {
  const parts = new Map(query.split('&').map((part) => [part.split('=', 1)[0] ?? '', part]));
  const signature = decoded(parts.get('Signature')?.slice('Signature='.length) ?? '');
  if (parts.get('SigAlg') !== `SigAlg=${encodeURIComponent(rsaSha256)}`) return false;
  const order = [parts.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse', 'RelayState', 'SigAlg'];
  const signed = order.flatMap((name) => parts.get(name) ?? []).join('&');
  return certificates.some((der) => createVerify('RSA-SHA256').update(signed).verify(pemOf(der), signature, 'base64'));
}

/** Percent-decoded, a plus sign as it is; nothing when it cannot be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Whether a whole message, from its first element on, is signed inside by one of these certificates. */
export function messageVerifies(xml: string, certificates: readonly string[]): boolean {
  const signature = /<(?:\w+:)?Signature\b[\s\S]*?<\/(?:\w+:)?Signature>/.exec(xml)?.[0];
  const root = /^(?:<\?xml[^>]*>)?\s*<[^>]*?\sID="([^"]+)"/.exec(xml)?.[1];
  if (!signature || !root) return false;
  return certificates.some((der) => {
    const verifier = new SignedXml({ publicCert: pemOf(der), getCertFromKeyInfo: () => null });
    try {
      verifier.loadSignature(signature);
      const [reference, ...more] = verifier.getReferences();
      return reference?.uri === `#${root}` && more.length === 0 && verifier.checkSignature(xml);
    } catch {
      return false;
    }
  });
}
