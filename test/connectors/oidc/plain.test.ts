// OpenID Connect as the specification has it, against the simulated staff directory.
import { expect } from 'chai';
import { startStaff } from '../../../src/simulators/staff/start.ts';
import { itConforms } from '../conformance.ts';
import { anAsk } from '../rig.ts';
import { type Simulated, simulate } from './simulated.ts';

describe('connectors/oidc with plain OpenID Connect', () => {
  let staff: Simulated;
  before(async () => {
    staff = await simulate('staff', startStaff);
  });
  after(() => staff.simulator.close());

  itConforms({
    name: 'plain',
    rig: () => staff.rig('asha-assessor'),
    ask: { words: { acr_values: 'mfa' }, attributes: ['given_name', 'family_name', 'email', 'nhs_number'] },
    signsOut: true,
    expected: {
      says: 'mfa',
      attributes: {
        given_name: { value: 'Asha', verified: false },
        family_name: { value: 'Lindqvist', verified: false },
        email: { value: 'asha.lindqvist@example.org', verified: true },
      },
    },
    faults: {
      cancelled: 'cancelled',
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
      needed: { tokens: /^\/token$/, userinfo: /^\/userinfo$/, keys: /^\/jwks$/ },
      published: /well-known|jwks/,
    },
  });

  for (const [fault, says] of [
    ['no-level', undefined],
    ['lower-level', 'pwd'],
    ['higher-level', 'phrh'],
  ] as const) {
    it(`passes ${fault} on as it was said`, async () => {
      const rig = await staff.rig('asha-assessor');
      rig.fault(fault);
      const { send, memo } = await rig.connector.start(anAsk({ words: { acr_values: 'mfa' } }));
      const outcome = await rig.connector.finish(await rig.walk(send), memo);
      await rig.close();
      if (outcome.kind !== 'authenticated') throw new Error(outcome.detail);
      expect(outcome.assertion.says).to.equal(says);
    });
  }
});
