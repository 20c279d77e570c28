import { expect } from 'chai';
import { passwordClass } from '../../src/simulators/local/messages.ts';
import { makeKeyPair } from '../../src/simulators/local/sign.ts';
import {
  byForm,
  byRedirect,
  type Changes,
  mobileClass,
  packed,
  type Rig,
  refusalOf,
  requestText,
  signedInside,
  signIn,
  startRig,
} from './local-rig.ts';

describe('simulators/local/requests', () => {
  let rig: Rig;
  const strangers = makeKeyPair('stranger');
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  const binding = (name: string) => ` ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${name}"`;
  const refused: [what: string, changes: Changes, why: string][] = [
    ['more than five minutes old', { age: 310 }, 'old_request'],
    ['from more than five minutes ahead', { age: -310 }, 'old_request'],
    ['for another address', { destination: 'http://127.0.0.1:1/sso' }, 'wrong_destination'],
    ['with an address to answer to that nobody registered', { acs: 'http://127.0.0.1:1/' }, 'unknown_address'],
    ['that wants its answer by redirect', { more: binding('Redirect') }, 'unknown_binding'],
    ['from a stranger', { issuer: 'http://127.0.0.1:1/metadata' }, 'unknown_service_provider'],
  ];
  for (const [what, changes, why] of refused)
    it(`refuses one ${what}`, async () => {
      expect(await refusalOf(await byRedirect(rig, requestText(rig, changes)))).to.equal(why);
    });

  it('takes one that is nearly five minutes old', async () => {
    expect((await byRedirect(rig, requestText(rig, { age: 290 }))).status).to.equal(200);
  });

  it('takes one that wants its answer by form', async () => {
    expect((await byRedirect(rig, requestText(rig, { more: binding('POST') }))).status).to.equal(200);
  });

  it('takes an id once, by whichever way it comes', async () => {
    const xml = requestText(rig);
    expect((await byRedirect(rig, xml)).status).to.equal(200);
    expect(await refusalOf(await byRedirect(rig, xml))).to.equal('repeated_request');
    expect(await refusalOf(await byForm(rig, signedInside(xml, rig.shown.signing)))).to.equal('repeated_request');
  });

  it('wants the address signed by the service provider’s key', async () => {
    const xml = requestText(rig);
    const at = `${rig.local.url}/sso?`;
    expect(await refusalOf(await byRedirect(rig, xml, await strangers))).to.equal('bad_signature');
    expect(await refusalOf(await fetch(at + packed(xml)))).to.equal('bad_signature');
    expect(await refusalOf(await fetch(`${at + packed(xml)}&Signature=%zz`))).to.equal('bad_signature');
    expect((await byRedirect(rig, xml)).status).to.equal(200);
  });

  it('wants a form’s message signed by the service provider’s key', async () => {
    const xml = requestText(rig);
    expect(await refusalOf(await byForm(rig, xml))).to.equal('bad_signature');
    expect(await refusalOf(await byForm(rig, signedInside(xml, await strangers)))).to.equal('bad_signature');
    const signed = signedInside(xml, rig.shown.signing);
    expect(await refusalOf(await byForm(rig, signed.replace(passwordClass, mobileClass)))).to.equal('bad_signature');
    const broken = signed.replace(/<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/, '');
    expect(await refusalOf(await byForm(rig, broken))).to.equal('bad_signature');
    expect((await byForm(rig, signed)).status).to.equal(200);
  });

  it('does not take a request that stands around a signed one', async () => {
    const signed = signedInside(requestText(rig), rig.shown.signing);
    const around = requestText(rig).replace('</samlp:AuthnRequest>', `${signed}</samlp:AuthnRequest>`);
    expect(await refusalOf(await byForm(rig, around))).to.equal('bad_signature');
  });

  it('refuses what is no request, has a document type, or grows too large', async () => {
    const at = `${rig.local.url}/sso`;
    expect(await refusalOf(await fetch(at))).to.equal('no_request');
    expect(await refusalOf(await fetch(`${at}?SAMLRequest=AAAA`))).to.equal('bad_request');
    expect(await refusalOf(await fetch(`${at}?${packed(Buffer.alloc(10_000_000, 32))}`))).to.equal('bad_request');
    const typed = `<!DOCTYPE a>${requestText(rig)}`;
    expect(await refusalOf(await byRedirect(rig, typed))).to.equal('bad_request');
  });

  it('keeps the service provider’s metadata, and fetches it again for a key that it does not know', async () => {
    const own = await startRig();
    try {
      await signIn(own);
      await signIn(own);
      expect(own.fetched()).to.equal(1);
      own.shown.signing = await makeKeyPair('sp');
      await signIn(own);
      expect(own.fetched()).to.equal(2);
    } finally {
      await own.close();
    }
  });
});
