// What other people's software says of the hub's messages, and the hub of theirs: xmlsec1, where it is installed.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createSamlConnector } from '../../../src/connectors/saml/connector.ts';
import { serviceMetadata } from '../../../src/connectors/saml/service-metadata.ts';
import { optionalSuite } from '../../support/optional.ts';
import { anAsk } from '../rig.ts';
import { acs, answer, hub, hubSigning, judge, keys, now, record, toolsWith, verdict } from './forge.ts';

const program = '/usr/bin/xmlsec1';
const run = promisify(execFile);
const missing = existsSync(program) ? undefined : 'xmlsec1 is not installed';

optionalSuite('connectors/saml beside xmlsec1', missing, () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-xmlsec-'));
    await writeFile(file('hub.crt'), keys.hub.certificatePem);
    await writeFile(file('idp.key'), keys.provider.privateKey);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const verifies = async (xml: string, element: string): Promise<boolean> => {
    await writeFile(file('message.xml'), xml);
    const words = ['--verify', '--pubkey-cert-pem', file('hub.crt'), '--enabled-reference-uris', 'same-doc'];
    return run(program, [...words, '--id-attr:ID', element, file('message.xml')]).then(
      () => true,
      () => false,
    );
  };

  it('verifies the hub’s requests by POST', async () => {
    const connector = createSamlConnector({ ...record, binding: 'post' }, toolsWith());
    const words = { authnContext: 'urn:a urn:b' };
    const { send } = await connector.start(anAsk({ callback: acs, words, forceReauthentication: true }));
    if (send.kind !== 'form') throw new Error('not by POST');
    const xml = Buffer.from(send.fields.SAMLRequest ?? '', 'base64').toString();
    expect(xml).to.include('ForceAuthn="true"').and.include('>urn:b</');
    expect(await verifies(xml, 'AuthnRequest')).to.equal(true);
    expect(await verifies(xml.replace('urn:b', 'urn:c'), 'AuthnRequest')).to.equal(false);
  });

  it('verifies the hub’s metadata', async () => {
    const published = { signing: [keys.hub.certificate, keys.hubNext.certificate], encryption: [keys.hub.certificate] };
    const hubKeys = { signing: hubSigning, published, decryption: [] };
    const xml = await serviceMetadata({ entityId: hub, keys: hubKeys, consumers: [acs], signedOut: `${hub}/out`, now });
    expect(xml.match(/<md:KeyDescriptor use="signing">/g)).to.have.length(2);
    expect(await verifies(xml, 'EntityDescriptor')).to.equal(true);
    expect(await verifies(xml.replace(acs, 'http://evil.example/'), 'EntityDescriptor')).to.equal(false);
  });

  for (const algorithm of ['aes128-gcm', 'aes256-gcm']) {
    it(`reads what it encrypted with ${algorithm}`, async () => {
      const xml = await answer({ signs: 'assertion' });
      const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? '';
      await writeFile(file('plain.xml'), assertion);
      const session = algorithm.includes('128') ? 'aes-128' : 'aes-256';
      const template =
        `<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#${algorithm}"/>` +
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>' +
        '<xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>';
      await writeFile(file('template.xml'), template);
      const words = ['--encrypt', '--pubkey-cert-pem', file('hub.crt'), '--session-key', session];
      await run(program, [
        ...words,
        '--xml-data',
        file('plain.xml'),
        '--output',
        file('out.xml'),
        file('template.xml'),
      ]);
      const encrypted = (await readFile(file('out.xml'), 'utf8')).replace(/^<\?xml[^>]*\?>\s*/, '');
      const wrapped = `<saml:EncryptedAssertion>${encrypted.trim()}</saml:EncryptedAssertion>`;
      expect(verdict(await judge(xml.replace(assertion, () => wrapped)))).to.equal('authenticated');
    });
  }
});
