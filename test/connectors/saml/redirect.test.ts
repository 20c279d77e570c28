import { createPublicKey, verify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { byRedirect, type Message } from '../../../src/connectors/saml/redirect.ts';
import { hubSigning, toolsWith } from './forge.ts';

const key = createPublicKey(hubSigning.key);
const send = (changes: Partial<Message>): string =>
  byRedirect(toolsWith(), {
    kind: 'AuthnRequest',
    xml: '<a/>',
    destination: 'https://idp.example/sso',
    relayState: 's',
    ...changes,
  });

/** What stands in the query before the signature, as it was sent, and whether that signs it. */
function read(url: string): { signed: string; fields: URLSearchParams; holds: boolean } {
  const { search, searchParams: fields } = new URL(url);
  const signed = search.slice(search.indexOf('SAML'), search.indexOf('&Signature='));
  const holds = verify('sha256', Buffer.from(signed), key, Buffer.from(fields.get('Signature') ?? '', 'base64'));
  return { signed, fields, holds };
}

describe('connectors/saml/redirect', () => {
  it('signs whatever is sent, in the order of SAML bindings 3.4.4.1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (xml, relayState) => {
        const { signed, fields, holds } = read(send({ xml, relayState }));
        expect(holds).to.equal(true);
        expect(signed).to.match(/^SAMLRequest=[^&]*&RelayState=[^&]*&SigAlg=[^&]*$/);
        expect(inflateRawSync(Buffer.from(fields.get('SAMLRequest') ?? '', 'base64')).toString()).to.equal(xml);
        expect(fields.get('RelayState')).to.equal(relayState);
        expect(fields.get('SigAlg')).to.equal('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
      }),
    );
  });

  it('says what kind of message it is, and no RelayState where there is none', () => {
    const { signed, holds } = read(send({ kind: 'LogoutResponse', relayState: '' }));
    expect(holds).to.equal(true);
    expect(signed).to.match(/^SAMLResponse=[^&]*&SigAlg=[^&]*$/);
    expect(read(send({ kind: 'LogoutRequest' })).signed).to.match(/^SAMLRequest=/);
  });

  it('keeps a query that the address of the provider has', () => {
    const url = send({ destination: 'https://idp.example/sso?tenant=a&b=%20' });
    expect(url).to.match(/^https:\/\/idp\.example\/sso\?tenant=a&b=%20&SAMLRequest=/);
    expect(read(url).holds).to.equal(true);
  });
});
