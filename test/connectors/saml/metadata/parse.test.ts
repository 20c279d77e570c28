// What is taken from a provider's metadata, and everything in it that must not be.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { pemOf } from '../../../../src/connectors/certificate.ts';
import { JourneyEnd } from '../../../../src/connectors/journey-end.ts';
import { providersIn, readMetadata, type Wanted } from '../../../../src/connectors/saml/metadata/parse.ts';
import { weakeningOf } from '../../../../src/connectors/saml/metadata/weakening.ts';
import { signElement } from '../../../../src/simulators/local/sign.ts';
import { idp, keyDescriptor, keys, metadata, now, shortKeyPair } from '../forge.ts';

const wanted: Wanted = { entityId: idp, now, allowPrivateAddress: false };
const read = (xml: string, changes: Partial<Wanted> = {}) => readMetadata(xml, { ...wanted, ...changes });
const reason = (xml: string, changes: Partial<Wanted> = {}): string => {
  try {
    read(xml, changes);
    return 'taken';
  } catch (error) {
    return error instanceof JourneyEnd ? error.message : String(error);
  }
};
const group = (inner: string, attributes = '') =>
  `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"${attributes}>${inner}</md:EntitiesDescriptor>`;
const other = metadata().replace(idp, 'https://other.example');
const certificates = (xml: string) => read(xml).signing.map(({ der }) => der);
const signer = new X509Certificate(pemOf(keys.hub.certificate));
const signed = (pair = keys.hub) => signElement(metadata({ attributes: ' ID="_m"' }), { ...pair, id: '_m' });
const ecCertificate =
  'MIIBJTCBzKADAgECAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAXgwHhcNMjUwMTAxMDAwMDAwWhcNNDUwMTAxMDAwMDAwWjAMMQowCAYDVQQDDAF4';

describe('connectors/saml/metadata/parse', () => {
  it('takes the signing keys, the addresses and the times', () => {
    const found = read(metadata({ attributes: ' validUntil="2027-02-01T00:00:00Z" cacheDuration="PT6H30M"' }));
    expect(found).to.deep.include({
      entityId: idp,
      signOn: { redirect: 'https://idp.example/sso', post: 'https://idp.example/sso' },
      signOut: { url: 'https://idp.example/slo' },
      validUntil: Date.parse('2027-02-01T00:00:00Z') / 1000,
      cacheDuration: 23_400,
    });
    expect(found.signing.map(({ der }) => der)).to.deep.equal([keys.provider.certificate, keys.next.certificate]);
  });

  it('takes keys without a use, and never those for encryption or of another role', () => {
    expect(certificates(metadata({ descriptors: keyDescriptor(keys.provider) }))).to.deep.equal([
      keys.provider.certificate,
    ]);
    const role =
      `<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keyDescriptor(keys.attacker)}` +
      '<md:AssertionConsumerService Binding="x" Location="https://x.example" index="0"/></md:SPSSODescriptor>';
    const both = metadata().replace('</md:EntityDescriptor>', `${role}</md:EntityDescriptor>`);
    expect(certificates(both)).not.to.include(keys.attacker.certificate);
    expect(certificates(both)).not.to.include(keys.encryptionOnly.certificate);
  });

  it('finds the wanted provider among others, at any depth, with the earliest end around it', () => {
    const xml = group(
      group(other + metadata(), ' validUntil="2027-01-20T00:00:00Z"'),
      ' validUntil="2027-03-01T00:00:00Z"',
    );
    expect(read(xml)).to.include({ validUntil: Date.parse('2027-01-20T00:00:00Z') / 1000 });
    expect(providersIn(xml).map(({ entityId }) => entityId)).to.deep.equal(['https://other.example', idp]);
  });

  it('passes over a certificate that has expired while another is good', () => {
    const old = Math.floor(Date.now() / 1000) + 400 * 86_400;
    expect(read(metadata(), { now: old - 200 * 86_400 }).signing).to.have.length(2);
    expect(reason(metadata(), { now: old })).to.equal('metadata: every certificate has expired');
  });

  const table: [string, string, string, Partial<Wanted>?][] = [
    ['another entity', other, 'metadata: the provider is not in it'],
    ['the entity twice', group(metadata() + metadata()), 'metadata: the provider is in it twice'],
    ['its own end', metadata({ attributes: ' validUntil="2027-01-15T08:00:00Z"' }), 'metadata: expired'],
    ['the end of what is around it', group(metadata(), ' validUntil="2020-01-01T00:00:00Z"'), 'metadata: expired'],
    ['no key', metadata({ descriptors: '' }), 'metadata: no certificate to verify signatures with'],
    [
      'encryption keys only',
      metadata({ descriptors: keyDescriptor(keys.provider, 'encryption') }),
      'metadata: no certificate to verify signatures with',
    ],
    [
      'a short key',
      metadata({ descriptors: keyDescriptor(shortKeyPair(1024), 'signing') }),
      'metadata: a key under 2048 bits',
    ],
    [
      'a certificate that is none',
      metadata({ descriptors: keyDescriptor({ ...keys.provider, certificate: ecCertificate }, 'signing') }),
      'metadata: a certificate that cannot be read',
    ],
    [
      'an address without TLS',
      metadata({ location: 'http://idp.example/sso' }),
      'metadata: an address that is not https',
    ],
    [
      'a script for an address',
      metadata({ location: 'javascript:alert(1)' }),
      'metadata: an address that is not https',
    ],
    [
      'an address with a password',
      metadata({ location: 'https://a:b@idp.example/sso' }),
      'metadata: an address with credentials or a fragment',
    ],
    [
      'an address with a fragment',
      metadata({ location: 'https://idp.example/sso#x' }),
      'metadata: an address with credentials or a fragment',
    ],
    ['an address that is none', metadata({ location: 'sso' }), 'metadata: an address that is none'],
    [
      'SAML 1.1 only',
      metadata().replace('"urn:oasis:names:tc:SAML:2.0:protocol"', '"urn:oasis:names:tc:SAML:1.1:protocol"'),
      'metadata: no SAML 2.0',
    ],
    [
      'two roles',
      metadata().replace(/(<md:IDPSSODescriptor[\s\S]*<\/md:IDPSSODescriptor>)/, '$1$1'),
      'metadata: not exactly one identity provider role',
    ],
    ['no role', metadata().replaceAll('IDPSSODescriptor', 'XDescriptor'), 'schema: not as the standard has it'],
    ['a document type', `<!DOCTYPE x>${metadata()}`, 'gate: a DOCTYPE, comment or CDATA section'],
    [
      'an external entity',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${metadata()}`,
      'gate: a DOCTYPE, comment or CDATA section',
    ],
    ['a document that is too long', metadata() + ' '.repeat(2_000_001), 'gate: too long'],
    ['no XML', 'hello', 'schema: not well-formed'],
    ['no signature where there has to be one', metadata(), 'metadata: not signed', { signedBy: signer }],
    [
      'another’s signature',
      signed(keys.attacker),
      'metadata: not signed by the certificate of the record',
      { signedBy: signer },
    ],
    [
      'a signed text that was changed',
      signed().replace('https://idp.example/sso', 'https://evil.example/sso'),
      'metadata: not signed by the certificate of the record',
      { signedBy: signer },
    ],
    [
      'a signature with SHA-1',
      signElement(metadata({ attributes: ' ID="_m"' }), {
        ...keys.hub,
        id: '_m',
        signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
      }),
      'metadata: signed in a way that is not allowed',
      { signedBy: signer },
    ],
  ];
  for (const [name, xml, expected, changes] of table) {
    it(`refuses ${name}`, () => {
      expect(reason(xml, changes)).to.equal(expected);
    });
  }

  it('takes what the named certificate signed, and http where the record allows that', () => {
    expect(read(signed(), { signedBy: signer }).entityId).to.equal(idp);
    expect(read(metadata({ location: 'http://10.0.0.1/sso' }), { allowPrivateAddress: true }).signOn.redirect).to.equal(
      'http://10.0.0.1/sso',
    );
  });

  it('never throws anything but a refusal, and never takes other keys, whatever one character is changed', () => {
    const xml = metadata();
    const known = [keys.provider.certificate, keys.next.certificate];
    fc.assert(
      fc.property(fc.nat(xml.length - 1), fc.constantFrom('<', '>', '"', '&', ' ', 'x', ''), (at, character) => {
        try {
          const { signing } = read(xml.slice(0, at) + character + xml.slice(at + 1));
          // A character inside a certificate makes another one of it, which nobody but metadata's source could do.
          return signing.length <= 2 && signing.some(({ der }) => known.includes(der));
        } catch (error) {
          return error instanceof JourneyEnd;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('connectors/saml/metadata/weakening', () => {
  const held = read(metadata({ attributes: ' validUntil="2027-02-01T00:00:00Z"' }));
  const from = (options: Parameters<typeof metadata>[0]) =>
    read(metadata({ attributes: ' validUntil="2027-02-02T00:00:00Z"', ...options }), { allowPrivateAddress: true });
  const table: [string, Parameters<typeof metadata>[0], string | undefined, string | undefined][] = [
    [
      'the next certificate beside one that is known',
      { descriptors: keyDescriptor(keys.next, 'signing') + keyDescriptor(keys.hub, 'signing') },
      undefined,
      undefined,
    ],
    [
      'every certificate replaced',
      { descriptors: keyDescriptor(keys.attacker, 'signing') },
      'every certificate replaced at once, and nobody signed for it',
      undefined,
    ],
    [
      'another origin',
      { location: 'https://evil.example/sso' },
      'people sent to another origin, and nobody signed for it',
      undefined,
    ],
    ['another path', { location: 'https://idp.example/new' }, undefined, undefined],
    ['http', { location: 'http://idp.example/sso' }, 'http in place of https', 'http in place of https'],
    [
      'an older copy',
      { attributes: ' validUntil="2027-01-31T00:00:00Z"' },
      'older than the copy in use',
      'older than the copy in use',
    ],
    ['a copy without an end', { attributes: '' }, 'older than the copy in use', 'older than the copy in use'],
  ];
  for (const [name, options, unsigned, signedToo] of table) {
    it(`${unsigned ? 'refuses' : 'takes'} ${name}${unsigned === signedToo ? '' : ', but takes it signed'}`, () => {
      expect(weakeningOf(held, from(options), { signed: false })).to.equal(unsigned);
      expect(weakeningOf(held, from(options), { signed: true })).to.equal(signedToo);
    });
  }

  it('refuses another origin to sign out at, but takes it signed, and one that was not there before at the origin of signing in', () => {
    const elsewhere = { ...held, signOut: { url: 'https://evil.example/slo' } };
    expect(weakeningOf(held, elsewhere, { signed: false })).to.equal(
      'people sent to another origin, and nobody signed for it',
    );
    expect(weakeningOf(held, elsewhere, { signed: true })).to.equal(undefined);
    const { signOut: _none, ...without } = held;
    expect(weakeningOf(without, held, { signed: false })).to.equal(undefined);
  });

  it('refuses a shorter key', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    const longer = { ...held, signing: held.signing.map((one) => ({ ...one, key: publicKey })) };
    expect(weakeningOf(longer, held, { signed: true })).to.equal('a shorter key');
  });

  it('never calls a copy weaker than itself', () => {
    for (const signedBoth of [true, false]) expect(weakeningOf(held, held, { signed: signedBoth })).to.equal(undefined);
  });
});
