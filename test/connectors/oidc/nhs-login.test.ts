// NHS login's dialect, against the simulated provider.
import { expect } from 'chai';
import type { Ask } from '../../../src/connectors/contract.ts';
import { startNhs } from '../../../src/simulators/nhs/start.ts';
import { itConforms } from '../conformance.ts';
import { anAsk, replyAt } from '../rig.ts';
import { type Simulated, simulate } from './simulated.ts';

const proven = { vtr: '["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]' };
const everything = ['given_name', 'family_name', 'birthdate', 'address', 'email', 'phone_number', 'nhs_number'];
const details = (verified: boolean) => ({
  given_name: { value: 'Hannah Louise', verified },
  family_name: { value: 'Fairweather', verified },
  birthdate: { value: '1992-02-11', verified },
});
const contacts = {
  email: { value: 'hannah.fairweather@example.org', verified: true },
  phone_number: { value: '+447700900101', verified: true },
};

describe('connectors/oidc with NHS login', () => {
  let nhs: Simulated;
  before(async () => {
    nhs = await simulate('nhs', startNhs);
  });
  after(() => nhs.simulator.close());

  itConforms({
    name: 'nhs-login',
    rig: () => nhs.rig('hannah-fairweather'),
    ask: { words: proven, attributes: everything },
    signsOut: false,
    expected: {
      says: 'P9.Cp.Cd',
      attributes: { ...details(true), ...contacts, nhs_number: { value: '9991000003', verified: true } },
    },
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
    },
    paths: {
      needed: { tokens: /^\/token$/, userinfo: /^\/userinfo$/, keys: /jwks\.json$/ },
      published: /well-known/,
    },
  });

  const signIn = async (ask: Partial<Ask>, fault = 'none') => {
    const rig = await nhs.rig('hannah-fairweather');
    rig.fault(fault);
    const { send, memo } = await rig.connector.start(anAsk(ask));
    const query = new URL(send.kind === 'redirect' ? send.url : '').searchParams;
    const outcome = await rig.connector.finish(await rig.walk(send), memo);
    await rig.close();
    if (outcome.kind !== 'authenticated') throw new Error(outcome.detail);
    return { ...outcome.assertion, query };
  };

  it('asks for the number only where it is wanted', async () => {
    const scopes = async (...attributes: string[]) => (await signIn({ words: proven, attributes })).query.get('scope');
    expect(await scopes()).to.equal('openid');
    expect(await scopes('birthdate')).to.equal('openid basic_demographics');
    expect(await scopes('birthdate', 'nhs_number')).to.equal('openid profile');
    expect(await scopes('given_name', 'email')).to.equal('openid profile_extended email');
  });

  it('counts details at P5 as claimed, and shows no number', async () => {
    const { says, attributes } = await signIn({ words: proven, attributes: everything }, 'lower-level');
    expect(says).to.equal('P5.Cp.Cd');
    expect(attributes).to.deep.equal({ ...details(false), ...contacts });
  });

  it('knows nobody’s details at P0', async () => {
    const { says, attributes } = await signIn({ words: { vtr: '["P0.Cp"]' }, attributes: everything });
    expect([says, attributes]).to.deep.equal(['P0.Cp', contacts]);
  });

  it('takes no level for one', async () => {
    const { says, attributes } = await signIn({ words: proven, attributes: everything }, 'no-level');
    expect(says).to.equal(undefined);
    expect(attributes).to.deep.equal({ ...details(false), ...contacts });
  });

  it('authenticates again with prompt alone, and sends no language', async () => {
    const { query } = await signIn({ words: proven, forceReauthentication: true, locale: 'cy' });
    expect([query.get('prompt'), query.get('max_age'), query.get('ui_locales')]).to.deep.equal(['login', null, null]);
  });

  it('takes a return without a code for a refusal to share', async () => {
    const rig = await nhs.rig('hannah-fairweather');
    const ask = anAsk({ words: proven });
    const { memo } = await rig.connector.start(ask);
    const outcome = await rig.connector.finish(replyAt(`${ask.callback}?state=${ask.state}`), memo);
    expect(outcome.kind).to.equal('cancelled');
    expect((await rig.connector.finish(replyAt(ask.callback), memo)).kind).to.equal('invalid');
    await rig.close();
  });
});
