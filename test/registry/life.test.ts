// A provider's life at every boundary, one second before and at it; and that nothing that is over begins again.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Level } from '../../src/assurance/level.ts';
import { type IdentityProvider, identityProvidersSchema } from '../../src/config/schema/identity-providers.ts';
import { createLife, levelsFor, mayAnswer, mayRegister, maySend, shownAs } from '../../src/registry/life.ts';

const session = 3600;
const end = Date.parse('2027-03-01T12:00:00Z') / 1000;
const endText = '2027-03-01T13:00:00+01:00';

function provider(changes: Partial<IdentityProvider> = {}): IdentityProvider {
  const record = {
    protocol: 'oidc',
    dialect: 'plain',
    vocabulary: 'staff',
    name: { en: 'x', cy: 'x' },
    description: { en: 'x', cy: 'x' },
    issuer: 'https://provider.example',
    clientId: 'hub',
    clientAssertionAlgorithm: 'PS256',
    signatureAlgorithms: ['ES256'],
    accreditedLevels: [{ identity: 'medium', authenticator: 'medium' }],
    attributes: [],
    ...changes,
  };
  const parsed = identityProvidersSchema.parse({ providers: { one: record } }).providers.one;
  if (!parsed) throw new Error('no provider');
  return { ...parsed, id: 'one' };
}

const at = (now: number) => ({ now, session });

describe('a provider’s life', () => {
  const registering = provider({ acceptRegistrationsUntil: endText });
  const signingIn = provider({ acceptSignInsUntil: endText });
  const both = provider({ acceptRegistrationsUntil: '2027-02-01T00:00:00Z', acceptSignInsUntil: endText });
  const table: [string, unknown, unknown][] = [
    ['shows an open one to everybody', shownAs(provider(), at(end)), 'everybody'],
    ['shows nobody one that is off', shownAs(provider({ enabled: false }), at(end)), 'nobody'],
    ['shows it until half an hour before registrations end', shownAs(registering, at(end - 1801)), 'everybody'],
    ['then to those who know it', shownAs(registering, at(end - 1800)), 'known-only'],
    ['and goes on so', shownAs(registering, at(end + 999_999)), 'known-only'],
    ['shows it until two hours before sign-ins end', shownAs(signingIn, at(end - 7201)), 'everybody'],
    ['then to nobody', shownAs(signingIn, at(end - 7200)), 'nobody'],
    ['takes the earlier of two ends first', shownAs(both, at(end - 7201)), 'known-only'],
    ['sends people until sign-ins end', maySend(signingIn, 's', at(end - 1)), true],
    ['then none', maySend(signingIn, 's', at(end)), false],
    ['sends on after registrations have ended', maySend(registering, 's', at(end + 1)), true],
    ['sends nobody to one that is paused', maySend(provider({ temporarilyUnavailable: true }), 's', at(end)), false],
    [
      'takes the answers of one that is paused',
      mayAnswer(provider({ temporarilyUnavailable: true }), 's', at(end)),
      true,
    ],
    ['sends nobody to one that is off', maySend(provider({ enabled: false }), 's', at(end)), false],
    ['takes no answer of one that is off', mayAnswer(provider({ enabled: false }), 's', at(end)), false],
    ['takes answers for a session after sign-ins end', mayAnswer(signingIn, 's', at(end + session - 1)), true],
    ['then none', mayAnswer(signingIn, 's', at(end + session)), false],
    ['takes new people for a session after registrations end', mayRegister(registering, at(end + session - 1)), true],
    ['then none', mayRegister(registering, at(end + session)), false],
    ['sends from services on its list', maySend(provider({ services: ['s'] }), 's', at(end)), true],
    ['sends from no other', maySend(provider({ services: ['t'] }), 's', at(end)), false],
    ['answers to no other', mayAnswer(provider({ services: [] }), 's', at(end)), false],
  ];
  for (const [name, found, expected] of table) {
    it(name, () => {
      expect(found).to.equal(expected);
    });
  }

  it('never begins again, and lets answer whoever was sent', () => {
    const moment = fc.integer({ min: end - 20_000, max: end + 20_000 });
    const date = fc.option(
      moment.map((seconds) => new Date(seconds * 1000).toISOString()),
      { nil: undefined },
    );
    const rank = { everybody: 2, 'known-only': 1, nobody: 0 };
    fc.assert(
      fc.property(date, date, moment, fc.integer({ min: 0, max: 20_000 }), (registrations, signIns, now, later) => {
        const one = provider({
          ...(registrations && { acceptRegistrationsUntil: registrations }),
          ...(signIns && { acceptSignInsUntil: signIns }),
        });
        const [before, after] = [at(now), at(now + later)];
        return (
          rank[shownAs(one, before)] >= rank[shownAs(one, after)] &&
          Number(maySend(one, 's', before)) >= Number(maySend(one, 's', after)) &&
          Number(mayAnswer(one, 's', before)) >= Number(mayAnswer(one, 's', after)) &&
          (!maySend(one, 's', before) || mayAnswer(one, 's', at(now + Math.min(later, session - 1)))) &&
          (shownAs(one, before) === 'nobody' || maySend(one, 's', before))
        );
      }),
    );
  });

  it('keeps a level that is being tried to those who try it', () => {
    const low: Level = { identity: 'low', authenticator: 'medium' };
    const medium: Level = { identity: 'medium', authenticator: 'medium' };
    const strange: Level = { identity: 'none', authenticator: 'high' };
    const trying = provider({ onboarding: [{ level: medium, services: ['pilot'] }] });
    expect([low, medium, strange].map(levelsFor(trying, 'pilot'))).to.deep.equal([true, true, false]);
    expect([low, medium, strange].map(levelsFor(trying, 'other'))).to.deep.equal([true, false, false]);
    const two = provider({ accreditedLevels: [low, strange] });
    expect([low, medium, strange].map(levelsFor(two, 'other'))).to.deep.equal([true, false, true]);
  });

  it('lets a provider that nobody knows do nothing', () => {
    const life = createLife({ providers: new Map(), services: new Map(), session });
    expect([life.shownAs('x'), life.maySend('x', 's'), life.mayAnswer('x', 's'), life.mayRegister('x')]).to.deep.equal([
      'nobody',
      false,
      false,
      false,
    ]);
  });
});
