// Self-signed certificates: an envelope for a public key, which SAML metadata wants. Pure: the same key and dates give the same bytes.
// Nothing may ever be believed because of what such a certificate says about itself.
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

const sha256WithRsa = '1.2.840.113549.1.1.11';
const commonName = '2.5.4.3';

export interface CertificateOptions {
  /** RSA. */
  privateKey: KeyObject;
  /** Common name. */
  name: string;
  /** The serial number follows from it. */
  seed: string;
  /** Seconds since 1970. */
  from: number;
  until: number;
}

/** A certificate (RFC 5280, section 4.1), base64 of DER, signed with RSA and SHA-256 (RFC 8017, section 8.2). */
export function selfSigned({ privateKey, name, seed, from, until }: CertificateOptions): string {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const algorithm = new AlgorithmIdentifier({ algorithm: sha256WithRsa, parameters: null });
  const attribute = new AttributeTypeAndValue({ type: commonName, value: new AttributeValue({ utf8String: name }) });
  const holder = new Name([new RelativeDistinguishedName([attribute])]);
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    // Positive and at most 20 octets (4.1.2.2).
    serialNumber: Uint8Array.from([1, ...createHash('sha256').update(seed).digest().subarray(0, 15)]).buffer,
    signature: algorithm,
    issuer: holder,
    subject: holder,
    validity: new Validity({ notBefore: new Date(from * 1000), notAfter: new Date(until * 1000) }),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), privateKey);
  const signatureValue = Uint8Array.from(signature).buffer;
  const certificate = new Certificate({ tbsCertificate, signatureAlgorithm: algorithm, signatureValue });
  return Buffer.from(AsnConvert.serialize(certificate)).toString('base64');
}

/** The same as text that programs read from files (RFC 7468, section 5). */
export const pemOf = (der: string): string =>
  `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}/g, '$&\n').trim()}\n-----END CERTIFICATE-----\n`;
