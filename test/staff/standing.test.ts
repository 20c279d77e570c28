// Who comes through the door of the pages for staff: the role, a sign-in of the last 15 minutes, and two steps.
import { expect } from 'chai';
import type { Level } from '../../src/assurance/level.ts';
import { standingOf } from '../../src/staff/standing.ts';
import type { Here } from '../../src/views/own-pages.ts';

const now = 10_000;
const standing = (level: Level, age: number, roles: string) =>
  standingOf(
    {
      session: 's',
      until: now + 60,
      prolong: async () => {},
      leave: async () => {},
      authentication: {
        id: 'a',
        person: 'omar',
        account: 'a',
        provider: 'staff',
        level,
        qualifiers: [],
        authenticatedAt: now - age,
        methods: [],
        attributes: { roles: { value: roles, verified: true } },
        session: null,
      },
    } satisfies Here,
    { roles: ['officer'], now },
  );

describe('the door for staff', () => {
  const two: Level = { identity: 'none', authenticator: 'medium' };

  it('V1: lets an officer in who signed in by two steps within 15 minutes, and nobody else', () => {
    expect(standing(two, 900, 'operator officer')).to.equal('has-role');
    expect(standing(two, 901, 'officer')).to.equal('old');
    expect(standing({ identity: 'high', authenticator: 'low' }, 0, 'officer')).to.equal('old');
    expect(standing(two, 0, 'operator auditor officers')).to.equal('no-role');
  });
});
