// What the hub publishes about itself to SAML providers (SAML metadata 2.0, 2.4.4): one entity, signed, with the next key beside the current one.
// It must never offer an address that takes an answer in another way than by POST.
import type { IdentityProvider } from '../../config/schema/identity-providers.ts';
import type { SamlKeys } from './tools.ts';
import { escaped, timeOf } from './xml/write.ts';

export interface ServiceMetadata {
  entityId: string;
  keys: SamlKeys;
  /** An assertion consumer service for each provider. */
  consumers: readonly string[];
  /** Where people come back to after signing out: one for all, because a provider takes the first that it finds. */
  signedOut: string;
  /** Seconds since 1970. */
  now: number;
}

const binding = (name: string) => `urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${name}`;
const hour = 3600;
const week = 604_800;
const methods = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
];

export interface PublishingOptions {
  issuer: string;
  entityId: string;
  keys: () => SamlKeys;
  providers: ReadonlyMap<string, IdentityProvider>;
}

/** The document as it is now: written again when the keys turn, and after an hour. Undefined where no provider speaks SAML. */
export function createServiceMetadata({
  issuer,
  entityId,
  keys,
  providers,
}: PublishingOptions): () => Promise<string | undefined> {
  const ids = [...providers].filter(([, { protocol }]) => protocol === 'saml').map(([id]) => id);
  const consumers = ids.map((id) => `${issuer}/callback/${id}`);
  const signedOut = `${issuer}/sign-out/done`;
  let written: { keys: SamlKeys; at: number; text: string } | undefined;
  return async () => {
    if (ids.length === 0) return undefined;
    const [current, now] = [keys(), Math.floor(Date.now() / 1000)];
    if (written?.keys !== current || now - written.at > hour)
      written = {
        keys: current,
        at: now,
        text: await serviceMetadata({ entityId, keys: current, consumers, signedOut, now }),
      };
    return written.text;
  };
}

/** The document, as text. */
export function serviceMetadata({ entityId, keys, consumers, signedOut, now }: ServiceMetadata): Promise<string> {
  const id = `_${now.toString(36)}`;
  const descriptors = [
    ...keys.published.signing.map((certificate) => keyDescriptor('signing', certificate)),
    ...keys.published.encryption.map((certificate) => keyDescriptor('encryption', certificate)),
  ];
  const leaving = `<md:SingleLogoutService Binding="${binding('Redirect')}" Location="${escaped(signedOut)}"/>`;
  const services = consumers.map(
    (location, index) =>
      `<md:AssertionConsumerService Binding="${binding('POST')}" Location="${escaped(location)}" index="${index}"/>`,
  );
  const xml =
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="${id}"` +
    ` entityID="${escaped(entityId)}" validUntil="${timeOf(now + week)}" cacheDuration="PT6H">` +
    '<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">' +
    descriptors.join('') +
    leaving +
    '<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>' +
    services.join('') +
    '</md:SPSSODescriptor></md:EntityDescriptor>';
  return signed(xml, keys);
}

function keyDescriptor(use: 'signing' | 'encryption', certificate: string): string {
  const taken = use === 'encryption' ? methods.map((method) => `<md:EncryptionMethod Algorithm="${method}"/>`) : [];
  return (
    `<md:KeyDescriptor use="${use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate>` +
    `</ds:X509Data></ds:KeyInfo>${taken.join('')}</md:KeyDescriptor>`
  );
}

async function signed(xml: string, { signing }: SamlKeys): Promise<string> {
  const { SignedXml } = await import('xml-crypto');
  const signer = new SignedXml({
    privateKey: signing.pem,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    getKeyInfoContent: () =>
      `<ds:X509Data><ds:X509Certificate>${signing.certificate}</ds:X509Certificate></ds:X509Data>`,
  });
  signer.addReference({
    xpath: '/*',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  // The schema wants the signature first (SAML metadata 2.3.2).
  signer.computeSignature(xml, { prefix: 'ds', location: { reference: '/*', action: 'prepend' } });
  return signer.getSignedXml();
}
