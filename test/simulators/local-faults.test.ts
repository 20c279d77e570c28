// Every fault of the register spoils what its name says and nothing else, in the sign-in that it was ordered for and no other.
import { expect } from 'chai';
import { faults, type LocalFault } from '../../src/simulators/local/faults.ts';
import { newId, passwordClass } from '../../src/simulators/local/messages.ts';
import { messageVerifies } from '../../src/simulators/local/sign.ts';
import { attributeIn, textsIn } from '../../src/simulators/local/xml.ts';
import { type Answer, assertionIn, mobileClass, type Rig, signIn, startRig, statusIn } from './local-rig.ts';

const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

/** What a relying party could see wrong, each as an honest answer has it. */
const honest = {
  status: 'Success',
  detail: undefined as string | undefined,
  relayState: 'asked' as string | undefined,
  doctype: false,
  responseSigned: true,
  assertionSigned: true,
  digest: 'sha256' as string | undefined,
  cipher: 'aes256-gcm' as string | undefined,
  assertions: 1,
  destination: 'right',
  recipient: 'right',
  issuers: 'right',
  audience: 'right',
  answers: ['asked', 'asked'] as (string | undefined)[],
  from: 'past',
  until: 'future',
  authenticated: 'now',
  level: [mobileClass],
  named: true,
  format: persistent,
  comment: false,
};
type Facts = typeof honest;

/** What an answer without an assertion has none of. */
const nobody: Partial<Facts> = {
  assertions: 0,
  assertionSigned: false,
  cipher: undefined,
  answers: ['asked', undefined],
};
const failed = (status: string, detail?: string): Partial<Facts> => ({ ...nobody, status, detail });

const spoilt: Record<Exclude<LocalFault, 'replayed' | 'rotated-keys'>, Partial<Facts>> = {
  none: {},
  cancelled: failed('Responder NoAuthnContext', 'authn-cancel'),
  pending: failed('Responder NoAuthnContext', 'loa-pending'),
  'uplift-failed': failed('Responder NoAuthnContext', 'uplift-failed'),
  'not-verified': failed('Responder AuthnFailed'),
  unavailable: failed('Responder'),
  rejected: failed('Requester RequestDenied'),
  fraud: { level: ['urn:uk:gov:cabinet-office:tc:saml:authn-context:levelX'] },
  expired: { until: 'past' },
  early: { from: 'future' },
  'wrong-audience': { audience: 'wrong' },
  'wrong-recipient': { recipient: 'wrong' },
  'wrong-destination': { destination: 'wrong' },
  'wrong-issuer': { issuers: 'wrong' },
  'wrong-in-response-to': { answers: ['another', 'another'] },
  unsolicited: { answers: [undefined, undefined] },
  unsigned: { responseSigned: false, assertionSigned: false, digest: undefined },
  sha1: { digest: 'sha1' },
  'unannounced-keys': { responseSigned: false, assertionSigned: false },
  'not-encrypted': { cipher: undefined },
  cbc: { cipher: 'aes128-cbc' },
  'wrong-encryption-key': { ...nobody, cipher: 'aes256-gcm' },
  'two-assertions': { assertions: 2, cipher: undefined },
  'no-level': { level: [] },
  'lower-level': { level: [passwordClass] },
  'higher-level': { level: ['urn:example:the-best-there-is'] },
  'empty-subject': { named: false },
  'transient-subject': { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
  'comment-in-subject': { comment: true },
  doctype: { doctype: true },
  'old-authentication': { authenticated: 'past' },
  'wrong-state': { relayState: 'another' },
};

const when = (moment: string | undefined) => {
  const seconds = (Date.parse(moment ?? '') - Date.now()) / 1000;
  return Math.abs(seconds) < 60 ? 'now' : seconds < 0 ? 'past' : 'future';
};
const known = (value: string | undefined, right: string) =>
  value === undefined ? undefined : value === right ? 'asked' : 'another';
const is = (values: readonly (string | undefined)[], right: string) =>
  values.every((value) => value === right) ? 'right' : 'wrong';

describe('simulators/local/faults', () => {
  let rig: Rig;
  let certificates: string[];
  const fetchCertificates = async () => textsIn(await (await fetch(rig.local.issuer)).text(), 'X509Certificate');
  before(async () => {
    rig = await startRig();
  });
  beforeEach(async () => {
    certificates = await fetchCertificates();
  });
  after(() => rig.close());

  /** What is in the assertion; what an honest one has where there is none to look into. */
  function inside(assertion: string | undefined, issuers: string[]): Partial<Facts> {
    if (assertion === undefined) return { issuers: is(issuers, rig.local.issuer) };
    const value = (element: string, name: string) => attributeIn(assertion, element, name);
    return {
      assertionSigned: messageVerifies(assertion, certificates),
      recipient: is([value('SubjectConfirmationData', 'Recipient')], rig.acs),
      issuers: is([...issuers, ...textsIn(assertion, 'Issuer')], rig.local.issuer),
      audience: is(textsIn(assertion, 'Audience'), rig.entityId),
      from: when(value('Conditions', 'NotBefore')),
      until: when(value('Conditions', 'NotOnOrAfter')),
      authenticated: when(value('AuthnStatement', 'AuthnInstant')),
      level: textsIn(assertion, 'AuthnContextClassRef'),
      named: textsIn(assertion, 'NameID')[0] !== '',
      format: value('NameID', 'Format') ?? '',
      comment: assertion.includes('<!--'),
    };
  }

  async function factsOf({ xml, relayState, asked }: Answer & { asked: string }): Promise<Facts> {
    const assertion = await assertionIn(rig, xml);
    const outside = xml.replace(/<saml:(EncryptedAssertion|Assertion)[\s\S]*<\/saml:\1>/, '');
    const count = assertion === undefined ? 0 : (xml.match(/<saml:Assertion\b/g)?.length ?? 1);
    const confirmed = assertion && attributeIn(assertion, 'SubjectConfirmationData', 'InResponseTo');
    return {
      ...honest,
      status: statusIn(xml).join(' '),
      detail: textsIn(xml, 'StatusValue')[0],
      relayState: known(relayState, 'the-state'),
      doctype: xml.includes('<!DOCTYPE'),
      responseSigned: messageVerifies(xml.replace('<!DOCTYPE Response>', ''), certificates),
      assertionSigned: false,
      digest: attributeIn(outside, 'DigestMethod', 'Algorithm')?.split('#')[1],
      cipher: attributeIn(xml, 'EncryptionMethod', 'Algorithm')?.split('#')[1],
      assertions: count,
      destination: is([attributeIn(xml, 'Response', 'Destination')], rig.acs),
      answers: [known(attributeIn(xml, 'Response', 'InResponseTo'), asked), known(confirmed, asked)],
      ...inside(assertion, textsIn(outside, 'Issuer')),
    };
  }

  const answerWith = async (form: Record<string, string> = {}) => {
    const asked = newId();
    return { ...(await signIn(rig, form, { id: asked, classes: [mobileClass] })), asked };
  };
  const assertionId = async ({ xml }: Answer) =>
    attributeIn((await assertionIn(rig, xml)) ?? '', 'Assertion', 'ID') ?? expect.fail('no assertion');

  for (const [fault, changes] of Object.entries(spoilt))
    it(`${fault} spoils ${Object.keys(changes).join(', ') || 'nothing'} and no more`, async () => {
      expect(await factsOf(await answerWith({ x_fault: fault }))).to.deep.equal({ ...honest, ...changes });
      expect(await factsOf(await answerWith())).to.deep.equal(honest);
    });

  it('replayed sends one assertion id again and again', async () => {
    const ids = [];
    for (const x_fault of ['replayed', 'none', 'replayed']) ids.push(await assertionId(await answerWith({ x_fault })));
    expect(ids[2]).to.equal(ids[0]);
    expect(ids[1]).to.not.equal(ids[0]);
    expect(await factsOf(await answerWith({ x_fault: 'replayed' }))).to.deep.equal(honest);
  });

  it('rotated-keys signs with what the metadata showed as next, and goes on with it', async () => {
    const [, current = '', next = ''] = certificates;
    for (const x_fault of ['rotated-keys', 'none']) {
      const { xml } = await answerWith({ x_fault });
      expect([messageVerifies(xml, [current]), messageVerifies(xml, [next])]).to.deep.equal([false, true]);
    }
    const [, ...shown] = await fetchCertificates();
    expect(shown[0]).to.equal(next);
    expect(shown).to.have.length(2).and.not.include(current);
  });

  describe('orders', () => {
    const audience = async () => (await factsOf(await answerWith())).audience;
    const order = (body: object) =>
      fetch(`${rig.local.url}/simulator/fault`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });

    it('are used once, and give way to what the page says', async () => {
      rig.local.fault('wrong-audience');
      expect((await factsOf(await answerWith({ x_fault: 'cbc' }))).audience).to.equal('right');
      expect([await audience(), await audience()]).to.deep.equal(['wrong', 'right']);
    });

    it('stay where they are sticky, until another comes', async () => {
      expect((await order({ fault: 'wrong-audience', sticky: true })).status).to.equal(204);
      expect([await audience(), await audience()]).to.deep.equal(['wrong', 'wrong']);
      expect((await order({ fault: 'none' })).status).to.equal(204);
      expect(await audience()).to.equal('right');
    });

    it('are refused where nobody knows them', async () => {
      expect((await order({ fault: 'made-up' })).status).to.equal(400);
      expect((await order({ fault: 'expired', more: 1 })).status).to.equal(400);
      expect(() => rig.local.fault('made-up' as LocalFault)).to.throw(TypeError, faults.join(', '));
      expect(await audience()).to.equal('right');
    });
  });
});
