// GOV.UK One Login's dialect, against the simulated provider.
import { expect } from 'chai';
import type { Ask } from '../../../src/connectors/contract.ts';
import { startCentral } from '../../../src/simulators/central/start.ts';
import { itConforms, type Rig } from '../conformance.ts';
import { anAsk } from '../rig.ts';
import { type Simulated, simulate } from './simulated.ts';

const identity = { vtr: '["Cl.Cm.P2"]' };
const everything = ['given_name', 'family_name', 'birthdate', 'address', 'email', 'phone_number', 'nhs_number'];
const returnCode = '{"userinfo":{"https://vocab.account.gov.uk/v1/returnCode":null}}';

describe('connectors/oidc with One Login', () => {
  let central: Simulated;
  before(async () => {
    central = await simulate('central', startCentral, ({ url }) => ({
      identityIssuer: `${url}/identity/`,
      trustMark: `${url}/trustmark`,
    }));
  });
  after(() => central.simulator.close());

  itConforms({
    name: 'one-login',
    rig: () => central.rig('hannah-fairweather'),
    ask: { words: identity, attributes: everything },
    signsOut: true,
    expected: {
      says: 'Cl.Cm.P2',
      attributes: {
        given_name: { value: 'Hannah Louise', verified: true },
        family_name: { value: 'Fairweather', verified: true },
        birthdate: { value: '1992-02-11', verified: true },
        address: {
          value: {
            formatted: '14 Larkspur Road\nExampleton\nZZ1 4QF',
            street_address: '14 Larkspur Road',
            locality: 'Exampleton',
            postal_code: 'ZZ1 4QF',
            country: 'GB',
            uprn: '999000000101',
          },
          verified: true,
          from: '2019-06-01',
        },
        email: { value: 'hannah.fairweather@example.org', verified: true },
        phone_number: { value: '+447700900101', verified: true },
      },
    },
    faults: {
      // One Login says the same words for both, unless return codes were asked for.
      cancelled: 'not-verified',
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
      'wrong-issuer of the claims': 'invalid',
      'wrong-audience of the claims': 'invalid',
      'wrong-key of the claims': 'invalid',
      'bad-signature of the claims': 'invalid',
      'expired of the claims': 'invalid',
      'empty-subject of the claims': 'invalid',
      'rotated-keys of the claims': 'authenticated',
    },
    paths: {
      needed: { tokens: /^\/token$/, userinfo: /^\/userinfo$/, keys: /jwks\.json$/, 'identity keys': /did\.json$/ },
      published: /well-known/,
    },
  });

  const signIn = async (rig: Rig, ask: Partial<Ask>) => {
    const { send, memo } = await rig.connector.start(anAsk(ask));
    const url = send.kind === 'redirect' ? send.url : '';
    const outcome = await rig.connector.finish(await rig.walk(send), memo);
    await rig.close();
    return { outcome, query: new URL(url).searchParams };
  };

  it('asks for no identity and no contact that nobody wants', async () => {
    const { outcome, query } = await signIn(await central.rig('hannah-fairweather'), { words: { vtr: '["Cl.Cm"]' } });
    expect(query.get('claims')).to.equal(null);
    expect(query.get('scope')).to.equal('openid');
    expect(outcome).to.have.nested.property('assertion.says', 'Cl.Cm');
    expect(outcome).to.have.deep.nested.property('assertion.attributes', {});
  });

  it('asks for no address without identity', async () => {
    const ask = { words: { vtr: '["Cl.Cm"]' }, attributes: ['address', 'email'] };
    const { query } = await signIn(await central.rig('hannah-fairweather'), ask);
    expect([query.get('claims'), query.get('scope')]).to.deep.equal([null, 'openid email']);
  });

  it('authenticates again with max_age alone, in Welsh', async () => {
    const ask: Partial<Ask> = { words: identity, forceReauthentication: true, locale: 'cy' };
    const { outcome, query } = await signIn(await central.rig('hannah-fairweather'), ask);
    expect([query.get('max_age'), query.get('prompt'), query.get('ui_locales')]).to.deep.equal(['0', null, 'cy']);
    expect(outcome.kind).to.equal('authenticated');
  });

  it('tells a cancellation from a failed check where no identity or return codes were asked for', async () => {
    for (const words of [{ vtr: '["Cl.Cm"]' }, { ...identity, claims: returnCode }]) {
      const rig = await central.rig('hannah-fairweather');
      rig.fault('cancelled');
      expect((await signIn(rig, { words })).outcome.kind).to.equal('cancelled');
    }
    const failed = await signIn(await central.rig('daniel-mensah'), { words: { ...identity, claims: returnCode } });
    expect(failed.outcome.kind).to.equal('not-verified');
  });

  const levels: Record<string, string | undefined> = {
    'no-level': undefined,
    'lower-level': 'Cl.Cm.P1',
    'higher-level': 'Cl.Cm.P3',
  };
  for (const [fault, says] of Object.entries(levels)) {
    it(`passes ${fault} on as it was said`, async () => {
      const rig = await central.rig('hannah-fairweather');
      rig.fault(fault);
      const { outcome } = await signIn(rig, { words: identity });
      if (outcome.kind !== 'authenticated') throw new Error(outcome.detail);
      expect(outcome.assertion.says).to.equal(says);
    });
  }

  it('refuses a vector under another trust mark, and takes any where the record names none', async () => {
    const other = await central.rig('hannah-fairweather', { trustMark: 'https://other.example/trustmark' });
    for (const words of [identity, { vtr: '["Cl.Cm"]' }]) {
      const { outcome } = await signIn(other, { words });
      expect(outcome).to.deep.include({ kind: 'invalid', detail: 'ID token: a vector under another trust mark' });
    }
    const any = await central.rig('hannah-fairweather', { trustMark: undefined });
    expect((await signIn(any, { words: identity })).outcome.kind).to.equal('authenticated');
  });

  it('needs the identity host in the record', async () => {
    const rig = await central.rig('hannah-fairweather', { identityIssuer: undefined });
    expect((await signIn(rig, { words: identity })).outcome.kind).to.equal('invalid');
  });
});
