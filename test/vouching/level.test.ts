// What an officer's check comes to, how long it holds, and how it stands: the bounds of V3, over all scores.
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import { hasReached, londonDay } from '../../src/ages/calendar.ts';
import { evaluate } from '../../src/assurance/gpg45.ts';
import { authenticatorScale, identityAtLeast, identityScale } from '../../src/assurance/level.ts';
import { gpg45 } from '../../src/config/schema/gpg45.ts';
import type { VouchEvent } from '../../src/store/vouch-contracts.ts';
import { beginningOf, endOfVouch, needsSecondOfficer, vouchedLevel } from '../../src/vouching/level.ts';
import { stateOf } from '../../src/vouching/standing.ts';
import { evidenceTypes } from '../../src/vouching/words.ts';
import { raised, worthOf } from '../../src/vouching/worth.ts';
import { content } from './sample.ts';

const table = gpg45.parse(parse(readFileSync('config/assurance.yaml', 'utf8')).gpg45);
const score = fc.nat(4);
const evidence = fc.uniqueArray(
  fc.record({ type: fc.constantFrom(...evidenceTypes), strength: score, validity: score }),
  { selector: ({ type }) => type, minLength: 1, maxLength: 3 },
);
const scored = fc.record({ evidence, activity: score, fraud: score, verification: score });
const pieces = ({ evidence: all }: { evidence: readonly { strength: number; validity: number }[] }) => all;

describe('the level of an officer’s check', () => {
  it('V3: is the evaluation of GPG 45, at most medium, where documents carry it', () => {
    fc.assert(
      fc.property(scored, (all) => {
        const papers = all.evidence.filter(({ type }) => type !== 'vouch');
        const found = vouchedLevel({ ...all, evidence: papers }, table)?.identity ?? 'none';
        const { identity } = evaluate({ ...all, pieces: papers }, table);
        return papers.length === 0 || found === (identityAtLeast(identity, 'medium') ? 'medium' : identity);
      }),
      { numRuns: 20_000 },
    );
  });

  it('V3: never goes above the evaluation of all that there is, nor above medium', () => {
    fc.assert(
      fc.property(scored, (all) => {
        const found = vouchedLevel(all, table)?.identity ?? 'none';
        const whole = evaluate({ ...all, pieces: pieces(all) }, table).identity;
        return identityAtLeast(whole, found) && identityAtLeast('medium', found);
      }),
      { numRuns: 20_000 },
    );
  });

  it('V3: of a lone vouch is low at most, also with a paper beside it that carries nothing', () => {
    const strong = { activity: 4, fraud: 4, verification: 4 };
    const word = { type: 'vouch', strength: 4, validity: 4 } as const;
    expect(vouchedLevel({ ...strong, evidence: [word] }, table)?.identity).to.equal('low');
    const weak = { type: 'benefit-letter', strength: 1, validity: 1 } as const;
    expect(vouchedLevel({ ...strong, evidence: [word, weak] }, table)?.identity).to.equal('low');
    const pass = { type: 'bus-pass', strength: 2, validity: 2 } as const;
    expect(vouchedLevel({ ...strong, evidence: [word, pass] }, table)?.identity).to.equal('medium');
  });

  it('V3: names a profile that gives just that, and is nothing where none is met', () => {
    fc.assert(
      fc.property(scored, (all) => {
        const found = vouchedLevel(all, table);
        return !found || table.profiles[found.profile]?.identity === found.identity;
      }),
    );
    expect(vouchedLevel({ ...content(), verification: 0 }, table)).to.equal(undefined);
  });

  it('V1: takes two officers above low, and one at low', () => {
    expect([needsSecondOfficer('low'), needsSecondOfficer('medium')]).to.deep.equal([false, true]);
  });
});

describe('the end of an officer’s check', () => {
  const day = fc
    .date({ min: new Date('2026-01-01'), max: new Date('2034-12-31'), noInvalidDate: true })
    .map((date) => new Date(date));

  it('V3: comes within 12 months, and for a child no later than the next age group', () => {
    const born = fc
      .date({ min: new Date('1930-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, born, (now, birthdate) => {
        const last = new Date(endOfVouch(birthdate, now) * 1000 - 1);
        // A leap year, and an hour more where the clocks have been put back meanwhile.
        const year = last.getTime() - now.getTime() <= 366 * 86_400_000 + 3_600_000;
        const children = [13, 16, 18].every(
          (age) => hasReached(birthdate, age, now) || !hasReached(birthdate, age, last),
        );
        return last >= new Date(now.getTime() - 1000) && year && children;
      }),
      { numRuns: 5000 },
    );
  });

  it('V3: is a midnight in London, in summer too, and on 29 February', () => {
    expect(new Date(beginningOf('2026-07-01') * 1000).toISOString()).to.equal('2026-06-30T23:00:00.000Z');
    expect(new Date(beginningOf('2026-12-01') * 1000).toISOString()).to.equal('2026-12-01T00:00:00.000Z');
    // Born on a 29 February, 13 in a year that has none: the day before is the last.
    const leap = endOfVouch('2016-02-29', new Date('2028-06-01T12:00:00Z'));
    expect(londonDay(new Date(leap * 1000 - 1))).to.equal('2029-02-28');
    expect(londonDay(new Date(endOfVouch('1942-01-19', new Date('2028-02-29T12:00:00Z')) * 1000))).to.equal(
      '2029-02-28',
    );
  });

  it('V3 V4: whatever ended one for good is what it stays', () => {
    const kinds: readonly VouchEvent[] = ['approved', 'refused', 'claimed', 'revoked', 'repudiated', 'parted'];
    const law = (happened: VouchEvent[], now: number) => {
      const events = Object.fromEntries(happened.map((kind) => [kind, { at: 0 }]));
      const state = stateOf({ events, claimUntil: 100, endsAt: 200 }, now);
      const ended = happened.some((kind) => ['refused', 'revoked', 'repudiated', 'parted'].includes(kind));
      const live = state === 'live' || state === 'unclaimed' || state === 'waiting';
      if (happened.includes('repudiated')) return state === 'repudiated';
      return !(live && (ended || now >= 200)) && (state !== 'live' || happened.includes('claimed'));
    };
    fc.assert(fc.property(fc.subarray([...kinds]), fc.nat(300), law));
  });
});

describe('what a sign-in is worth with an officer’s check', () => {
  const level = fc.record({
    identity: fc.constantFrom(...identityScale),
    authenticator: fc.constantFrom(...authenticatorScale),
  });
  const vouched = {
    id: 'v',
    identity: 'medium',
    stamp: { framework: 'gpg45', frameworkVersion: '0.4', mappingVersion: '0.4', profile: 'M2B' },
    attributes: { given_name: { value: 'Ada', verified: true }, birthdate: { value: '1942-01-19', verified: true } },
    organisation: 'Exampleton Council',
    checks: [],
    recordedAt: 0,
    claimUntil: 0,
    endsAt: 0,
  } as const;

  it('V3: is never less than the sign-in, keeps its second factor, and is no identity without two', () => {
    fc.assert(
      fc.property(level, fc.constantFrom('low', 'medium'), (own, identity) => {
        const more = raised(own, identity);
        if (more.authenticator !== own.authenticator) return false;
        if (own.authenticator === 'none' || own.authenticator === 'low') return more.identity === 'none';
        return identityAtLeast(more.identity, own.identity) && identityAtLeast(more.identity, identity);
      }),
    );
  });

  it('V3: never puts anything in the place of what a provider has proven, and counts nowhere that it is not taken', () => {
    const own = {
      level: { identity: 'none', authenticator: 'medium' },
      attributes: { given_name: { value: 'A', verified: false }, birthdate: { value: '1950-01-01', verified: true } },
      vouched,
    } as const;
    const worth = worthOf(own, {});
    expect(worth.level.identity).to.equal('medium');
    expect(worth.fromVouch).to.deep.equal(['given_name']);
    expect(worth.attributes.birthdate?.value).to.equal('1950-01-01');
    expect(worth.attributes.given_name).to.deep.equal({ value: 'Ada', verified: true });
    expect(worth.stamp).to.include({ frameworkVersion: '0.4', profile: 'M2B' });
    for (const service of [{ vouching: false }, { own: true as const }])
      expect(worthOf(own, service).level).to.deep.equal(own.level);
    const proven = { ...own, level: { identity: 'medium', authenticator: 'medium' } } as const;
    expect(worthOf(proven, {})).not.to.have.property('vouch');
  });
});
