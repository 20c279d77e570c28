// The register judges what it is asked as a real provider would, and answers with what the person chosen can prove.
import { X509Certificate } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { passwordClass } from '../../src/simulators/local/messages.ts';
import { makeKeyPair, messageVerifies, queryVerifies, signedQuery } from '../../src/simulators/local/sign.ts';
import { attributeIn, textsIn } from '../../src/simulators/local/xml.ts';
import {
  answerOf,
  assertionIn,
  attributesIn,
  byForm,
  byRedirect,
  type Changes,
  choose,
  mobileClass,
  packed,
  type Rig,
  refusalOf,
  requestText,
  signedInside,
  signIn,
  startRig,
  statusIn,
  tokenClass,
} from './local-rig.ts';

describe('simulators/local', () => {
  let rig: Rig;
  const strangers = makeKeyPair('stranger');
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  const certificates = async () => textsIn(await (await fetch(rig.local.issuer)).text(), 'X509Certificate');

  describe('its metadata', () => {
    it('is signed, ends, and names both ways in, the way out and two keys', async () => {
      const xml = await (await fetch(rig.local.issuer)).text();
      const [signed = '', current, next, ...more] = textsIn(xml, 'X509Certificate');
      expect(messageVerifies(xml, [signed])).to.equal(true);
      expect(messageVerifies(xml.replace('PT10M', 'PT99M'), [signed])).to.equal(false);
      expect([current, more]).to.deep.equal([signed, []]);
      expect(next).to.not.equal(current);
      for (const der of [current, next])
        expect(Date.parse(new X509Certificate(Buffer.from(der ?? '', 'base64')).validTo)).to.be.above(Date.now());
      expect(attributeIn(xml, 'EntityDescriptor', 'entityID')).to.equal(rig.local.issuer);
      expect(Date.parse(attributeIn(xml, 'EntityDescriptor', 'validUntil') ?? '')).to.be.above(Date.now());
      const services = [...xml.matchAll(/<md:(\w+Service) Binding="[^"]*HTTP-(\w+)" Location="[^"]*(\/\w+)"/g)];
      expect(services.map(([, ...found]) => found.join(' '))).to.deep.equal([
        'SingleLogoutService Redirect /logout',
        'SingleSignOnService Redirect /sso',
        'SingleSignOnService POST /sso',
      ]);
    });

    it('shows the next key before anything is signed with it', async () => {
      const [, , next = ''] = await certificates();
      const { xml } = await signIn(rig, { x_fault: 'rotated-keys' });
      expect(messageVerifies(xml, [next])).to.equal(true);
      const [, current] = await certificates();
      expect(current).to.equal(next);
    });
  });

  describe('answers', () => {
    it('hold who it is, for this service provider alone, in an encrypted assertion', async () => {
      const id = '_asked';
      const { action, relayState, xml } = await signIn(rig, {}, { id });
      expect([action, relayState]).to.deep.equal([rig.acs, 'the-state']);
      expect(attributeIn(xml, 'Response', 'InResponseTo')).to.equal(id);
      expect(xml).to.not.include('Fairweather');
      expect(attributesIn((await assertionIn(rig, xml)) ?? '')).to.deep.equal({
        givenName: 'Hannah Louise',
        sn: 'Fairweather',
        dateOfBirth: '1992-02-11',
        postalAddress: '14 Larkspur Road$Exampleton$ZZ1 4QF',
        mail: 'hannah.fairweather@example.org',
        mobile: '+447700900101',
        councilTaxNumber: '99900011',
      });
    });

    it('give the same person the same name every time, and another one at another service provider', async () => {
      const other = await startRig();
      try {
        const nameAt = async (at: Rig, persona: string) =>
          textsIn((await assertionIn(at, (await signIn(at, { persona })).xml)) ?? '', 'NameID')[0];
        const first = await nameAt(rig, 'hannah-fairweather');
        expect(await nameAt(rig, 'hannah-fairweather')).to.equal(first);
        const others = [await nameAt(rig, 'joan-whitlock'), await nameAt(other, 'hannah-fairweather')];
        expect(new Set([first, ...others]).size).to.equal(3);
      } finally {
        await other.close();
      }
    });

    it('carry letters as they are, and leave out what a person did not give', async () => {
      const read = async (persona: string) =>
        attributesIn((await assertionIn(rig, (await signIn(rig, { persona })).xml)) ?? '');
      expect(await read('zoe-nunez-hakansson')).to.include({ givenName: 'Zoë Inés', sn: 'Núñez-Håkansson' });
      expect(await read('albert-thwaite')).to.have.all.keys(
        'givenName',
        'sn',
        'dateOfBirth',
        'postalAddress',
        'mobile',
      );
    });

    const levels: [what: string, form: Record<string, string>, classes: string[], said: string][] = [
      ['a password', {}, [passwordClass], passwordClass],
      ['a second factor', {}, [mobileClass], mobileClass],
      ['a second factor by its other name', {}, [tokenClass], tokenClass],
      ['the best of several', {}, [passwordClass, mobileClass], mobileClass],
      ['the one chosen of several', { level: 'password' }, [passwordClass, mobileClass], passwordClass],
      ['the best that this person reaches', { persona: 'joan-whitlock' }, [passwordClass, mobileClass], passwordClass],
      ['the best where nothing is asked', {}, [], mobileClass],
    ];
    for (const [what, form, classes, said] of levels)
      it(`say ${what}`, async () => {
        const assertion = await assertionIn(rig, (await signIn(rig, form, { classes })).xml);
        expect(textsIn(assertion ?? '', 'AuthnContextClassRef')).to.deep.equal([said]);
      });

    const failures: [what: string, form: Record<string, string>, changes: Changes][] = [
      ['the person has no second factor', { persona: 'joan-whitlock' }, { classes: [mobileClass] }],
      ['the level chosen is not the one asked for', { level: 'password' }, { classes: [mobileClass] }],
      ['nobody knows the level asked for', {}, { classes: ['urn:example:unheard-of'] }],
    ];
    for (const [what, form, changes] of failures)
      it(`say NoAuthnContext, signed, where ${what}`, async () => {
        const { xml } = await signIn(rig, form, changes);
        expect(statusIn(xml)).to.deep.equal(['Responder', 'NoAuthnContext']);
        expect(messageVerifies(xml, await certificates())).to.equal(true);
        expect(await assertionIn(rig, xml)).to.equal(undefined);
      });

    it('come at once, with NoPassive, when nobody may be asked', async () => {
      const page = await byRedirect(rig, requestText(rig, { more: ' IsPassive="true"' }));
      const { action, xml } = await answerOf(page);
      expect([action, ...statusIn(xml)]).to.deep.equal([rig.acs, 'Responder', 'NoPassive']);
    });

    it('are the same by either way in', async () => {
      const page = await byForm(rig, signedInside(requestText(rig), rig.shown.signing));
      const { xml, relayState } = await answerOf(await choose(rig, page, { persona: 'hannah-fairweather' }));
      expect([relayState, ...statusIn(xml)]).to.deep.equal(['the-state', 'Success']);
    });

    it('come once for each request, and never without anybody', async () => {
      const page = await (await byRedirect(rig, requestText(rig))).text();
      const again = () => new Response(page);
      expect((await choose(rig, again(), {})).status).to.equal(400);
      expect((await choose(rig, again(), { persona: 'rhiannon-nobody' })).status).to.equal(400);
      expect(statusIn((await answerOf(await choose(rig, again(), { persona: 'joan-whitlock' }))).xml)).to.deep.equal([
        'Success',
      ]);
      expect(await refusalOf(await choose(rig, again(), { persona: 'joan-whitlock' }))).to.equal('over');
    });

    it('go on by a script that the policy names, and by a button without it', async () => {
      const page = await choose(rig, await byRedirect(rig, requestText(rig)), { persona: 'hannah-fairweather' });
      const policy = page.headers.get('content-security-policy') ?? '';
      const html = await page.text();
      const [, nonce = ''] = /script-src 'nonce-([^']+)'/.exec(policy) ?? [];
      expect(nonce).to.have.length.of.at.least(16);
      expect(html.match(/<script[^>]*>/g)).to.deep.equal([`<script nonce="${nonce}">`]);
      expect(html).to.match(/<form[^>]*>[\s\S]*<button type="submit">[\s\S]*<\/form>/);
      expect(page.headers.get('cache-control')).to.equal('no-store');
    });
  });

  describe('signing out', () => {
    it('comes back to the service provider, signed, with its state', async () => {
      const xml = requestText(rig, { kind: 'LogoutRequest', id: '_leaving' });
      const back = new URL((await byRedirect(rig, xml)).headers.get('location') ?? '');
      expect(back.href.split('?')[0]).to.equal(rig.signedOut);
      expect(back.searchParams.get('RelayState')).to.equal('the-state');
      expect(queryVerifies(back.search.slice(1), await certificates())).to.equal(true);
      const answer = inflateRawSync(Buffer.from(back.searchParams.get('SAMLResponse') ?? '', 'base64')).toString();
      expect(attributeIn(answer, 'LogoutResponse', 'InResponseTo')).to.equal('_leaving');
      expect(attributeIn(answer, 'LogoutResponse', 'Destination')).to.equal(rig.signedOut);
      expect(statusIn(answer)).to.deep.equal(['Success']);
    });

    it('is refused to anybody else', async () => {
      const xml = requestText(rig, { kind: 'LogoutRequest' });
      expect(await refusalOf(await byRedirect(rig, xml, await strangers))).to.equal('bad_signature');
    });
  });

  it('speaks Welsh to those who ask for it', async () => {
    const xml = requestText(rig);
    const english = await (await byRedirect(rig, xml)).text();
    expect(english).to.include('<html lang="en">').and.include('Who is signing in?');
    const headers = { 'accept-language': 'cy, en;q=0.5' };
    const query = signedQuery(packed(requestText(rig)), rig.shown.signing.privateKey);
    const welsh = await (await fetch(`${rig.local.url}/sso?${query}`, { headers })).text();
    expect(welsh).to.include('<html lang="cy">').and.include('Pwy sy’n mewngofnodi?');
  });
});
