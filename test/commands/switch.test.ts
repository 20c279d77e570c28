// What `provider list` and `service list` say of a switch is what running hubs make of it.
import { expect } from 'chai';
import { stateOf } from '../../src/commands/switch.ts';

describe('what is said of a switch', () => {
  it('is what hubs go by: a switch takes away, and one that cannot be read turns off', () => {
    const on = { enabled: true, temporarilyUnavailable: false };
    const off = { ...on, enabled: false };
    const paused = { ...on, temporarilyUnavailable: true };
    const said = [
      stateOf(on, undefined),
      stateOf(on, { paused: true }),
      stateOf(paused, { off: true }),
      stateOf(off, { off: false }),
      stateOf(on, null),
      stateOf(on, { of: true }),
    ];
    expect(said).to.deep.equal([
      'on',
      'paused (record: on)',
      'off (record: paused)',
      'off',
      'off (record: on)',
      'off (record: on)',
    ]);
  });
});
