// What must hold of the whole policy whoever comes, in whichever order: over the hub's own rules, index and tokens.
import { expect } from 'chai';
import fc from 'fast-check';
import { identityAtLeast, identityScale } from '../../src/assurance/level.ts';
import type { Decision } from '../../src/matching/rules/rule.ts';
import type { Described } from '../../src/matching/traits.ts';
import { type Arrival, createTown } from './town.ts';

const sian: Described = {
  given_name: 'Siân',
  family_name: 'Example-Morgan',
  birthdate: '1984-03-09',
  address: { street_address: '7 Sample Street', locality: 'Exampleton', postal_code: 'ZZ1 2AB', uprn: '000123' },
};

/** Somebody much like the others of a small town. */
const near = fc
  .record({
    given_name: fc.constantFrom('Siân', 'Sian', 'Sion', 'Bronwen', 'Sian Mary', ''),
    family_name: fc.constantFrom('Example-Morgan', 'Example Morgan', 'Morgan', 'Example-Morgen'),
    birthdate: fc.constantFrom('1984-03-09', '1984-09-03', '1984-03-10', '2015-03-09', '1984-01-01', ''),
    street_address: fc.constantFrom('7 Sample Street', '7 Sample St', '9 Other Road', ''),
    postal_code: fc.constantFrom('ZZ1 2AB', 'zz12ab', 'ZZ9 9ZZ'),
    uprn: fc.constantFrom('123', '456', ''),
  })
  .map(
    ({ street_address, postal_code, uprn, ...rest }): Described => ({
      ...rest,
      address: {
        locality: 'Exampleton',
        postal_code,
        ...(street_address && { street_address }),
        ...(uprn && { uprn }),
      },
    }),
  );
const described = fc.oneof(fc.constant(sian), near);
const identity = fc.constantFrom(...identityScale);
const proven = fc.constantFrom('medium', 'high' as const);
const nhsNumbers = ['9990000018', undefined] as const;

/** Accounts of a town, none of which comes twice. */
const arrivals = (level: fc.Arbitrary<Arrival['identity']>, most = 5) =>
  fc
    .array(fc.record({ identity: level, described }), { minLength: 2, maxLength: most })
    .map((all) => all.map((one, at): Arrival => ({ ...one, subject: `account ${at}` })));

const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length });

async function townOf(all: readonly Arrival[]) {
  const town = createTown();
  const decisions = new Map<string, Decision>();
  for (const one of all) decisions.set(one.subject, await town.arrive(one));
  return { ...town, decisions };
}

const isReview = (decision: Decision | undefined): boolean => decision?.kind === 'ask' || decision?.kind === 'officer';

/** Each part of what somebody says, gone. */
const blanked: ((one: Described) => Described)[] = [
  ({ given_name: _, ...rest }) => rest,
  ({ family_name: _, ...rest }) => rest,
  ({ birthdate: _, ...rest }) => rest,
  ({ address: _, ...rest }) => rest,
  ({ address: { uprn: _, ...address } = {}, ...rest }) => ({ ...rest, address }),
  ({ address: { street_address: _, ...address } = {}, ...rest }) => ({ ...rest, address }),
  ({ address: { postal_code: _, ...address } = {}, ...rest }) => ({ ...rest, address }),
];

const newcomer = (changed: Partial<Arrival> = {}): Arrival => ({
  subject: 'newcomer',
  identity: 'medium',
  described: sian,
  ...changed,
});

describe('the matching policy', function () {
  this.timeout(60_000);

  it('links somebody who says the same, and only them', async () => {
    const town = await townOf([newcomer({ subject: 'first' })]);
    expect(await town.judge(newcomer())).to.include({ kind: 'link', rule: 'attributes' });
    expect(await town.judge(newcomer({ subject: 'first' }))).to.deep.equal({ kind: 'known' });
    const far = { ...sian, given_name: 'Zoë', family_name: 'Sample', birthdate: '1990-12-31', address: {} };
    expect(await town.judge(newcomer({ described: far }))).to.deep.equal({ kind: 'new' });
  });

  it('knows an account again whatever it says, and a recreated one only by a rule', async () => {
    await fc.assert(
      fc.asyncProperty(identity, described, identity, described, async (was, before, is, now) => {
        const town = await townOf([newcomer({ subject: 'first', identity: was, described: before })]);
        const again = await town.judge(newcomer({ subject: 'first', identity: is, described: now }));
        expect(again).to.deep.equal({ kind: 'known' });
        const recreated = newcomer({ subject: 'second', identity: is, described: now });
        const decision = await town.arrive(recreated);
        if (decision.kind === 'link') expect(decision.rule).to.equal('attributes');
        const own = town.personOf(recreated) !== town.personOf(newcomer({ subject: 'first' }));
        expect(own).to.equal(decision.kind !== 'link');
      }),
      { numRuns: 300 },
    );
  });

  it('tells an account of another provider with the same subject apart', async () => {
    const town = await townOf([newcomer({ described: {}, identity: 'low' })]);
    const other = newcomer({ described: {}, identity: 'low', provider: 'nhs' });
    expect(await town.arrive(other)).to.deep.equal({ kind: 'new' });
    expect(town.personOf(other)).not.to.equal(town.personOf(newcomer()));
  });

  it('decides the same, in whichever order those whom it knows have come', async () => {
    const orders = arrivals(proven, 4).chain((all) => fc.tuple(fc.constant(all), shuffled(all)));
    await fc.assert(
      fc.asyncProperty(orders, described, async ([all, other], now) => {
        // Of different people: whoever would have been linked on the way is no rival.
        const [one, two] = [await townOf(all), await townOf(other)];
        if ([...one.decisions.values(), ...two.decisions.values()].some(({ kind }) => kind === 'link')) return;
        const [a, b] = [await one.judge(newcomer({ described: now })), await two.judge(newcomer({ described: now }))];
        expect(b.kind).to.equal(a.kind);
        const whom = (town: typeof one, decision: Decision) =>
          'persons' in decision
            ? all.filter((known) => decision.persons.includes(town.personOf(known) ?? '')).map(({ subject }) => subject)
            : [];
        expect(whom(two, b)).to.deep.equal(whom(one, a));
      }),
      { numRuns: 300 },
    );
  });

  it('makes the same people of a town in any order, or leaves the rest to be looked at', async () => {
    const orders = arrivals(identity, 6).chain((all) => fc.tuple(fc.constant(all), shuffled(all)));
    await fc.assert(
      fc.asyncProperty(orders, async ([all, other]) => {
        const [one, two] = [await townOf(all), await townOf(other)];
        for (const [here, there] of [
          [one, two],
          [two, one],
        ] as const) {
          for (const a of all) {
            for (const b of all) {
              if (here.personOf(a) !== here.personOf(b) || there.personOf(a) === there.personOf(b)) continue;
              // Together in one order and not in the other: there, somebody was asked, or an officer.
              const involved = all.filter((known) => here.personOf(known) === here.personOf(a));
              expect(involved.some(({ subject }) => isReview(there.decisions.get(subject)))).to.equal(true);
            }
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it('never makes one person of two that nothing links', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals(identity, 6), async (all) => {
        const town = createTown();
        const before = new Map<string, string | undefined>();
        for (const one of all) {
          await town.arrive(one);
          before.set(one.subject, town.personOf(one));
          // Whoever comes changes nothing for those who were there: people are never merged by way of somebody new.
          for (const known of all.slice(0, all.indexOf(one)))
            expect(town.personOf(known)).to.equal(before.get(known.subject));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('turns nothing into a link by blanking anything, of the newcomer or of everybody known', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals(proven, 3), described, fc.constantFrom(...blanked), async (all, now, without) => {
        const town = await townOf(all);
        const decision = await town.judge(newcomer({ described: now }));
        if (decision.kind !== 'new') return;
        const less = await town.judge(newcomer({ described: without(now) }));
        expect(less.kind).not.to.equal('link');
        const fewer = await townOf(all.map((one) => ({ ...one, described: without(one.described) })));
        expect((await fewer.judge(newcomer({ described: now }))).kind).not.to.equal('link');
      }),
      { numRuns: 600 },
    );
  });

  it('does not link past somebody with the same birth date whose first name is not known', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals(proven, 3), described, fc.nat(2), async (all, now, at) => {
        const town = await townOf(all);
        if (all[at]?.described.birthdate !== now.birthdate) return;
        if ((await town.judge(newcomer({ described: now }))).kind === 'link') return;
        const nameless = (one: Arrival) => ({ ...one, described: { ...one.described, given_name: '' } });
        const fewer = await townOf(all.map((one, index) => (index === at ? nameless(one) : one)));
        // Nor where those who were known apart are one person now.
        if ([...fewer.decisions.values(), ...town.decisions.values()].some(({ kind }) => kind === 'link')) return;
        expect((await fewer.judge(newcomer({ described: now }))).kind).not.to.equal('link');
      }),
      { numRuns: 600 },
    );
  });

  it('C4: links by attributes only adults who agree in name, birth date and house', async () => {
    const plain = (name = '') =>
      name
        .normalize('NFD')
        .replace(/[^a-z]/gi, '')
        .toLowerCase();
    await fc.assert(
      fc.asyncProperty(proven, described, described, fc.boolean(), async (level, before, other, same) => {
        const now = same ? before : other;
        const town = await townOf([newcomer({ subject: 'first', identity: level, described: before })]);
        if ((await town.judge(newcomer({ described: now }))).kind !== 'link') return;
        expect(now.birthdate).to.equal(before.birthdate);
        // Nobody's, a child's, and one that is an estimate.
        expect(['', '2015-03-09', '1984-01-01']).not.to.include(now.birthdate);
        expect(plain(before.family_name)).to.equal(plain(now.family_name));
        expect(plain(before.given_name?.split(' ')[0])).to.equal(plain(now.given_name?.split(' ')[0]));
      }),
      { numRuns: 600 },
    );
  });

  it('adds no link by lowering a level, and links nobody below the floor', async () => {
    const lower = (level: Arrival['identity']) =>
      identityScale.filter((other) => !identityAtLeast(other, level)).toReversed();
    await fc.assert(
      fc.asyncProperty(arrivals(identity, 3), identity, described, fc.nat(2), async (all, level, now, at) => {
        const town = await townOf(all);
        const decision = await town.judge(newcomer({ identity: level, described: now }));
        if (!identityAtLeast(level, 'medium')) expect(decision).to.deep.equal({ kind: 'new' });
        if (decision.kind === 'link') {
          const theirs = all.filter((one) => 'person' in decision.to && town.personOf(one) === decision.to.person);
          expect(theirs.some((one) => identityAtLeast(one.identity, 'medium'))).to.equal(true);
          expect(identityAtLeast(level, decision.level.identity)).to.equal(true);
          return;
        }
        for (const less of lower(level)) {
          expect((await town.judge(newcomer({ identity: less, described: now }))).kind).not.to.equal('link');
        }
        const known = all[at];
        if (decision.kind !== 'new' || !known) return;
        for (const less of lower(known.identity)) {
          const others = await townOf(all.map((one) => (one === known ? { ...one, identity: less } : one)));
          expect((await others.judge(newcomer({ identity: level, described: now }))).kind).not.to.equal('link');
        }
      }),
      { numRuns: 400 },
    );
  });

  it('C4: links by a number only one who has the birth date and a name of its holder, both adults', async () => {
    const numbers = fc.constantFrom(...nhsNumbers);
    await fc.assert(
      fc.asyncProperty(described, numbers, described, numbers, async (before, held, now, shown) => {
        const nhs = { provider: 'nhs', identity: 'high' as const };
        const first = newcomer({ ...nhs, subject: 'first', described: before, ...(held && { nhsNumber: held }) });
        const town = await townOf([first]);
        const second = newcomer({ ...nhs, subject: 'second', described: now, ...(shown && { nhsNumber: shown }) });
        const decision = await town.judge(second);
        if (held && shown && decision.kind !== 'link') expect(decision.kind).to.equal('officer');
        if (decision.kind !== 'link') return;
        expect(now.birthdate).to.equal(before.birthdate).and.not.equal('').and.not.equal('2015-03-09');
        if (!held || !shown) expect(decision.rule).to.equal('attributes');
        else expect(decision.rule).to.equal('strong-identifier');
        // The number counts for nothing from anybody who is not believed about it.
        const elsewhere = await town.judge({ ...second, provider: 'central' });
        if (elsewhere.kind === 'link') expect(elsewhere.rule).to.equal('attributes');
      }),
      { numRuns: 300 },
    );
  });
});
