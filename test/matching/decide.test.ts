// Rule 4: what is linked, what is asked, and what is left to an officer; and what must hold whatever the data.
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { identityScale } from '../../src/assurance/level.ts';
import { weightsSchema } from '../../src/config/schema/weights.ts';
import { compare } from '../../src/matching/compare.ts';
import { type Candidate, decide, type Newcomer } from '../../src/matching/decide.ts';
import { score } from '../../src/matching/score.ts';
import type { Described, Traits } from '../../src/matching/traits.ts';
import { anybody, person } from './people.ts';

const weights = weightsSchema.parse(JSON.parse(readFileSync('config/matching-weights.json', 'utf8')));
const model = { table: weights.tables.plain, frequencies: weights.frequencies, population: 250_000 };
const settings = { automatic: true, linkAt: 0.9999, askAt: 0.5, runnerUp: 100, crowded: false };

interface Known extends Pick<Candidate, 'identity' | 'adult' | 'person'> {
  traits: Traits;
}

const someone = (traits: Traits): Newcomer => ({ identity: 'medium', adult: true, actsFor: false, traits });
const known = (traits: Traits, changed: Partial<Known> = {}): Known => ({
  person: 'p1',
  identity: 'medium',
  adult: true,
  traits,
  ...changed,
});

const verdict = (newcomer: Newcomer, others: readonly Known[], changed: Partial<typeof settings> = {}) =>
  decide(
    newcomer,
    others.map(({ traits, ...one }, index): Candidate => {
      const agreements = compare(newcomer.traits, traits);
      return { ...one, account: `a${index}`, agreements, score: score(agreements, newcomer.traits, model) };
    }),
    { ...settings, ...changed },
  );

/** Whom `person({changed})` meets who knows nobody but `person()`. */
const between = (changed: Described, own: Described = {}) => verdict(someone(person(changed)), [known(person(own))]);

const household = fc.record({
  newcomer: fc.record({
    identity: fc.constantFrom(...identityScale),
    adult: fc.boolean(),
    actsFor: fc.boolean(),
    traits: fc.oneof(fc.constant(person()), anybody),
  }),
  others: fc.array(
    fc.record({
      person: fc.constantFrom('p1', 'p2', 'p3'),
      identity: fc.constantFrom(...identityScale),
      adult: fc.boolean(),
      traits: fc.oneof(fc.constant(person()), anybody),
    }),
    { maxLength: 4 },
  ),
});

const parts = ['uprn', 'house', 'street', 'locality', 'postcode'] as const;
const wholes = [['given'], ['family'], ['birthdate'], parts] as const;
const without = (traits: Traits, names: readonly (keyof Traits)[]): Traits => ({
  ...traits,
  ...Object.fromEntries(names.map((name) => [name, undefined])),
});

describe('matching/decide', () => {
  it('links one adult who agrees in everything, where that is switched on', () => {
    expect(between({})).to.deep.equal({ kind: 'link', reason: 'certain', persons: ['p1'] });
    expect(verdict(someone(person()), [known(person())], { automatic: false }).kind).to.equal('ask');
  });

  it('asks where anything is less than exact', () => {
    const off: Described[] = [{ birthdate: '1984-09-03' }, { family_name: 'Example-Morgen' }];
    for (const changed of off) expect(between(changed), JSON.stringify(changed)).to.include({ kind: 'ask' });
    const flat = { address: { street_address: '7 Sample Street', locality: 'Exampleton', postal_code: 'ZZ9 9ZZ' } };
    expect(between(flat).kind).not.to.equal('link');
  });

  it('asks somebody whose birth date is an estimate, and after a look-up that was cut off', () => {
    const born = { birthdate: '1984-01-01' };
    expect(between(born, born).kind).to.equal('ask');
    expect(verdict(someone(person()), [known(person())], { crowded: true }).kind).to.equal('ask');
  });

  it('C4: leaves twins, other households, children and several people to an officer', () => {
    expect(between({ given_name: 'Bronwen' })).to.include({ kind: 'officer', reason: 'household' });
    const child = verdict(someone(person()), [known(person(), { adult: false })]);
    expect(child).to.include({ kind: 'officer', reason: 'child' });
    const several = verdict(someone(person()), [known(person()), known(person(), { person: 'p2' })]);
    expect(several).to.deep.equal({ kind: 'officer', reason: 'several', persons: ['p1', 'p2'] });
  });

  it('asks where a forename of the same home may be a slip or a short form, and takes no answer for it: twins know the same numbers', () => {
    const slip = between({ given_name: 'Sion' });
    expect(slip).to.include({ kind: 'ask' }).and.not.have.property('byAnswer');
    expect(between({ birthdate: '1984-09-03' })).not.to.have.property('byAnswer');
    expect(between({ family_name: 'Example-Morgen' })).to.include({ kind: 'ask', byAnswer: true });
  });

  it('asks past somebody who is a hundred times less likely, and does not link', () => {
    const twin = known(person({ given_name: 'Bronwen' }), { person: 'p2' });
    const found = verdict(someone(person()), [twin, known(person())]);
    expect(found).to.deep.include({ kind: 'ask', persons: ['p1'] });
  });

  it('does not link to somebody who has another account with another forename or birth date', () => {
    for (const other of [{ given_name: 'Bronwen' }, { birthdate: '1985-03-09' }])
      expect(verdict(someone(person()), [known(person()), known(person(other))]).kind, JSON.stringify(other)).to.equal(
        'ask',
      );
  });

  it('takes several accounts of one person for one', () => {
    const older = person({ address: { street_address: '1 Far Lane', locality: 'Farham', postal_code: 'ZZ8 8ZZ' } });
    expect(verdict(someone(person()), [known(older), known(person())])).to.include({ kind: 'link' });
  });

  it('does not link past a rival who is below the floor, or known in part', () => {
    const low = known(person(), { person: 'p2', identity: 'low' });
    expect(verdict(someone(person()), [known(person()), low]).kind).to.equal('ask');
    const partly = known(person({ birthdate: '', address: {} }), { person: 'p2' });
    expect(verdict(someone(person()), [known(person()), partly]).kind).to.equal('ask');
  });

  it('does not link past another account of the same person that says another forename or birth date, or none', () => {
    const beside = (changed: Described) => verdict(someone(person()), [known(person()), known(person(changed))]).kind;
    expect(beside({})).to.equal('link');
    for (const changed of [{ given_name: 'Sion' }, { birthdate: '1984-03-10' }, { given_name: '' }, { birthdate: '' }])
      expect(beside(changed), JSON.stringify(changed)).to.equal('ask');
  });

  it('is new below the floor, without a name, a birth date or an address, and with nobody near', () => {
    expect(verdict({ ...someone(person()), identity: 'low' }, [known(person())]).kind).to.equal('new');
    expect(verdict({ ...someone(person()), actsFor: true }, [known(person())]).kind).to.equal('new');
    expect(verdict(someone(person()), [known(person(), { identity: 'low' })]).kind).to.equal('new');
    expect(between({ birthdate: '' }).kind).to.equal('new');
    expect(between({ address: {} }).kind).to.equal('new');
    expect(between({ given_name: '', family_name: '' }).kind).to.equal('new');
    expect(verdict(someone(person()), []).kind).to.equal('new');
  });

  it('gives the same verdict in any order', () => {
    fc.assert(
      fc.property(household, ({ newcomer, others }) => {
        expect(verdict(newcomer, others.toReversed())).to.deep.equal(verdict(newcomer, others));
      }),
    );
  });

  it('C4: never links but adults at medium, in a house of their own, alike in everything', () => {
    fc.assert(
      fc.property(household, ({ newcomer, others }) => {
        const { kind, persons } = verdict(newcomer, others);
        if (kind !== 'link') return;
        expect(newcomer).to.include({ adult: true, actsFor: false });
        const theirs = others.filter((one) => one.person === persons[0]);
        expect(persons).to.have.length(1);
        expect(theirs.every(({ adult }) => adult)).to.equal(true);
        const alike = theirs.map(({ traits }) => compare(newcomer.traits, traits));
        expect(alike).to.deep.include({ given: 'exact', family: 'exact', birthdate: 'exact', address: 'house' });
      }),
    );
  });

  it('turns nothing into a link by blanking a field, on either side', () => {
    fc.assert(
      fc.property(household, fc.constantFrom(...wholes), fc.nat(4), ({ newcomer, others }, names, at) => {
        if (verdict(newcomer, others).kind === 'link') return;
        expect(verdict({ ...newcomer, traits: without(newcomer.traits, names) }, others).kind).not.to.equal('link');
        const fewer = others.map((one, index) => (index === at ? { ...one, traits: without(one.traits, names) } : one));
        expect(verdict(newcomer, fewer).kind).not.to.equal('link');
      }),
      { numRuns: 3000 },
    );
  });

  it('turns nothing into a link by blanking a part of an address, where one person is near', () => {
    fc.assert(
      fc.property(household, fc.constantFrom(...parts), ({ newcomer, others }, name) => {
        const one = others.map((other) => ({ ...other, person: 'p1' }));
        if (verdict(newcomer, one).kind === 'link') return;
        expect(verdict({ ...newcomer, traits: without(newcomer.traits, [name]) }, one).kind).not.to.equal('link');
        const fewer = one.map((other) => ({ ...other, traits: without(other.traits, [name]) }));
        expect(verdict(newcomer, fewer).kind).not.to.equal('link');
      }),
      { numRuns: 3000 },
    );
  });

  it('turns nothing into a link by lowering an identity', () => {
    fc.assert(
      fc.property(household, fc.nat(4), fc.constantFrom('none', 'low'), ({ newcomer, others }, at, identity) => {
        if (verdict(newcomer, others).kind === 'link') return;
        const lower = others.map((one, index) => (index === at ? { ...one, identity } : one));
        expect(verdict(newcomer, lower).kind).not.to.equal('link');
        expect(verdict({ ...newcomer, identity }, others).kind).to.equal('new');
      }),
      { numRuns: 2000 },
    );
  });
});
