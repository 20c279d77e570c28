// Training finds the chances that a made-up population was drawn with, without being told who is whom.
import { expect } from 'chai';
import type { Agreements } from '../../src/matching/compare.ts';
import { score } from '../../src/matching/score.ts';
import { type Training, train } from '../../src/matching/train.ts';
import { seeded } from '../support/seeded.ts';
import { person } from './people.ts';

interface Invented {
  given: number;
  family: number;
  birthdate: number;
  address: number;
}

/** 1500 people with an account each, and another of every second one, in which each field is wrong as often as `wrong` says. */
function population(wrong: number): Invented[] {
  const random = seeded(3);
  const any = (): Invented => ({
    given: Math.floor(random() * 100),
    family: Math.floor(random() * 200),
    birthdate: Math.floor(random() * 2000),
    address: Math.floor(random() * 1000),
  });
  return Array.from({ length: 1500 }, (_, index) => {
    const one = any();
    const other = any();
    const kept = (name: keyof Invented) => (random() < wrong ? other[name] : one[name]);
    const second = {
      given: kept('given'),
      family: kept('family'),
      birthdate: kept('birthdate'),
      address: kept('address'),
    };
    return index % 2 === 0 ? [one, second] : [one];
  }).flat();
}

const compare = (a: Invented, b: Invented): Agreements => ({
  given: a.given === b.given ? 'exact' : 'different',
  family: a.family === b.family ? 'exact' : 'different',
  birthdate: a.birthdate === b.birthdate ? 'exact' : 'different',
  address: a.address === b.address ? 'house' : 'different',
});

const training = (seed: number): Training<Invented> => ({
  records: population(0.1),
  compare,
  random: seeded(seed),
  sessions: [
    { blocks: ['birthdate'], key: ({ birthdate }) => String(birthdate) },
    { blocks: ['given', 'family'], key: ({ given, family }) => `${given} ${family}` },
  ],
});

describe('matching/train and matching/score', () => {
  const trained = train(training(5));

  it('finds how often a field agrees, of one person and of any two', () => {
    for (const [field, level, u] of [
      ['given', 'exact', 1 / 100],
      ['family', 'exact', 1 / 200],
      ['birthdate', 'exact', 1 / 2000],
      ['address', 'house', 1 / 1000],
    ] as const) {
      const found = trained.table[field]?.[level];
      expect(found?.m, `m of ${field}`).to.be.closeTo(0.9, 0.04);
      // Three in ten thousand random pairs are of one person here.
      expect(found?.u, `u of ${field}`).to.be.closeTo(u + 0.0003, u * 0.3);
    }
    for (const { converged } of trained.report.sessions) expect(converged).to.equal(true);
  });

  it('gives the same for the same seed', () => {
    expect(train(training(5))).to.deep.equal(trained);
    expect(train(training(6)).table).not.to.deep.equal(trained.table);
  });

  it('lets no level say more than a stronger one', () => {
    const sums = train({ ...training(5), compare: (a, b) => ({ ...compare(a, b), given: upsideDown(a, b) }) });
    const ratios = Object.values(sums.table.given ?? {}).map(({ m, u }) => m / u);
    expect(ratios).to.deep.equal(ratios.toSorted((a, b) => b - a));
    expect(sums.report.clamped.join()).to.include('given exact');
  });

  it('says so where there is nothing to learn from', () => {
    const one = population(0).slice(0, 1);
    expect(() => train({ ...training(1), records: one })).to.throw('too few pairs of one person');
  });

  it('scores a rare name higher than a common one, and what is missing at nothing', () => {
    const frequencies = { given: { sian: 0.01 }, family: {}, rare: 0.0001 };
    const model = { table: trained.table, frequencies, population: 250_000 };
    const agreements = { given: 'exact', family: 'missing', birthdate: 'exact', address: 'house' } as const;
    const [common, rare] = ['Siân', 'Bronwen'].map((given_name) => score(agreements, person({ given_name }), model));
    expect((rare?.weight ?? 0) - (common?.weight ?? 0)).to.be.closeTo(Math.log2(100), 1e-9);
    expect(common?.fields.find(({ field }) => field === 'family')).to.include({ level: 'missing', weight: 0 });
    expect(common?.probability).to.be.within(0, 1);
  });
});

/** A comparison that calls what differs exact, and what is the same different. */
const upsideDown = (a: Invented, b: Invented) => (a.given === b.given ? 'different' : 'exact');
