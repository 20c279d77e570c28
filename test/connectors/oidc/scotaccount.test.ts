// ScotAccount's dialect, against the simulated provider, in both shapes of its signed claims.
import { expect } from 'chai';
import type { Ask, Outcome } from '../../../src/connectors/contract.ts';
import { startScotland } from '../../../src/simulators/scotland/start.ts';
import { itConforms } from '../conformance.ts';
import { anAsk } from '../rig.ts';
import { type Simulated, simulate } from './simulated.ts';

const identity = { scope: 'scotaccount.gpg45.medium' };
const everything = ['given_name', 'family_name', 'birthdate', 'address', 'email', 'phone_number'];
const morag = {
  given_name: { value: 'Morag Isobel', verified: true },
  family_name: { value: 'Sutherland', verified: true },
  birthdate: { value: '1974-01-25', verified: true },
  address: {
    value: {
      formatted: '2/1\n16 Tolbooth Wynd\nInveresample\nZZ40 1RS',
      street_address: '2/1\n16 Tolbooth Wynd',
      locality: 'Inveresample',
      postal_code: 'ZZ40 1RS',
      uprn: '999000000301',
    },
    verified: true,
  },
  email: { value: 'morag.sutherland@example.org', verified: true },
  phone_number: { value: '+447700900301', verified: true },
};

for (const claimsShape of ['array', 'object'] as const) {
  describe(`connectors/oidc with ScotAccount, claims as an ${claimsShape}`, () => {
    let scotland: Simulated;
    before(async () => {
      scotland = await simulate(
        'scotland',
        (options) => startScotland({ ...options, claimsShape }),
        ({ url }) => ({ attributesEndpoint: `${url}/attributes/values` }),
      );
    });
    after(() => scotland.simulator.close());

    itConforms({
      name: 'scotaccount',
      rig: () => scotland.rig('morag-sutherland'),
      ask: { words: identity, attributes: everything },
      signsOut: true,
      expected: { says: 'gpg45.medium', attributes: morag },
      faults: {
        cancelled: 'cancelled',
        'not-verified': 'not-verified',
        pending: 'pending',
        unavailable: 'unavailable',
        down: 'unavailable',
        slow: 'authenticated',
        'wrong-nonce': 'invalid',
        'wrong-issuer': 'invalid',
        'wrong-audience': 'invalid',
        'wrong-key': 'invalid',
        'bad-signature': 'invalid',
        expired: 'invalid',
        'replayed-code': 'invalid',
        'rotated-keys': 'authenticated',
        'empty-subject': 'invalid',
        'wrong-state': 'invalid',
        'lower-level': 'not-verified',
        'higher-level': 'not-verified',
        'wrong-issuer of the claims': 'invalid',
        'wrong-audience of the claims': 'invalid',
        'wrong-key of the claims': 'invalid',
        'bad-signature of the claims': 'invalid',
        'expired of the claims': 'invalid',
        'empty-subject of the claims': 'invalid',
      },
      paths: {
        needed: { tokens: /^\/token$/, attributes: /^\/attributes/, keys: /jwks\.json$/ },
        published: /well-known|jwks/,
      },
    });

    const signIn = async (who: string, ask: Partial<Ask>): Promise<{ outcome: Outcome; scope: string | null }> => {
      const rig = await scotland.rig(who);
      const { send, memo } = await rig.connector.start(anAsk(ask));
      const scope = new URL(send.kind === 'redirect' ? send.url : '').searchParams.get('scope');
      const outcome = await rig.connector.finish(await rig.walk(send), memo);
      await rig.close();
      return { outcome, scope };
    };

    it('says openid where no identity was asked for, even of somebody without one', async () => {
      const { outcome, scope } = await signIn('ewan-galbraith', { attributes: ['given_name'] });
      expect(scope).to.equal('openid');
      expect(outcome).to.deep.nested.include({ 'assertion.says': 'openid', 'assertion.attributes': {} });
    });

    it('asks for contacts and address by scopes of their own', async () => {
      const { outcome, scope } = await signIn('morag-sutherland', { attributes: ['email', 'phone_number', 'address'] });
      expect(scope).to.equal('openid scotaccount.address scotaccount.email scotaccount.mobile');
      const { address, email, phone_number } = morag;
      expect(outcome).to.deep.nested.include({
        'assertion.says': 'openid',
        'assertion.attributes': { address, email, phone_number },
      });
    });

    it('takes a signed negative for what it is', async () => {
      const { outcome } = await signIn('ewan-galbraith', { words: identity });
      expect(outcome.kind).to.equal('not-verified');
    });

    it('keeps the identity of whoever’s address is not known', async () => {
      const { outcome } = await signIn('cameron-strachan', { words: identity, attributes: ['birthdate', 'address'] });
      if (outcome.kind !== 'authenticated') throw new Error(outcome.detail);
      expect(outcome.assertion.says).to.equal('gpg45.medium');
      expect(Object.keys(outcome.assertion.attributes)).to.have.members(['given_name', 'family_name', 'birthdate']);
    });

    it('still asks in the older words where the vocabulary has them', async () => {
      const { outcome } = await signIn('morag-sutherland', { words: { scope: 'gpg-45-medium' } });
      expect(outcome).to.have.nested.property('assertion.says', 'gpg45.medium');
    });
  });
}
