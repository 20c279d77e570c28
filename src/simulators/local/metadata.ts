// What the register publishes about itself: signed, with the next signing key beside the current one.
// It must never show a key that it would not sign with.
import { newId } from './messages.ts';
import { type KeyPair, signElement } from './sign.ts';
import { moment } from './xml.ts';

const week = 604_800;

export function metadataOf(url: string, { current, next }: { current: KeyPair; next: KeyPair }): string {
  const id = newId();
  const key = ({ certificate }: KeyPair) =>
    `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  const service = (element: string, binding: string, path: string) =>
    `<md:${element} Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${binding}" Location="${url}${path}"/>`;
  const xml =
    '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"' +
    ` ID="${id}" entityID="${url}/metadata" validUntil="${moment(Math.floor(Date.now() / 1000) + week)}" cacheDuration="PT10M">` +
    '<md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">' +
    key(current) +
    key(next) +
    service('SingleLogoutService', 'Redirect', '/logout') +
    '<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>' +
    service('SingleSignOnService', 'Redirect', '/sso') +
    service('SingleSignOnService', 'POST', '/sso') +
    '</md:IDPSSODescriptor></md:EntityDescriptor>';
  return signElement(xml, { ...current, id });
}
