// The load test's machinery: one run of moments, whose figures mean nothing but whose sign-ins are all checked; and the sums, on numbers that are known.
import { expect } from 'chai';
import type { Figure } from '../support/figures.ts';
import { measured } from '../support/measured.ts';
import { missingPostgres } from '../support/postgres-cluster.ts';
import { shippedConfig } from '../support/shipped.ts';
import { personaOf, whoIs } from './crowd.ts';
import { latencyFigures } from './latency.ts';
import { memoryFigures } from './memory.ts';
import { growthOf, percentile } from './statistics.ts';
import { workerFigures } from './workers.ts';

describe('the load test', () => {
  it('signs people in at one worker and at two, and writes every figure', async function () {
    this.timeout(120_000);
    const moments = ['--seconds', '0.1', '--rounds', '1', '--sign-ins', '12', '--at-once', '4'];
    if (missingPostgres) moments.push('--sqlite');
    const { status, out, rows: figures } = await measured<Figure>('test/load/main.ts', moments);
    expect(status).to.equal(figures.some(({ holds }) => holds === false) ? 1 : 0);
    for (const { name, value } of figures) {
      expect(value, name).to.satisfy(Number.isFinite);
      expect(out, name).to.include(name);
    }
    const targets = figures.filter(({ target }) => target !== null).map(({ name }) => name);
    expect(targets.filter((name) => name.startsWith('ready/'))).to.have.length(2);
    expect(targets).to.include.members(['latency/p99 to p50', 'memory/worker 1 at the end']);
    if (!missingPostgres) expect(targets).to.include('memory/worker 2 at the end');
    expect(targets.some((name) => name.startsWith('workers/'))).to.equal(!missingPostgres);
  });

  it('compares what two workers do by the clock only where there are cores for everybody', () => {
    const one = { rates: [20, 20], full: { signIns: 10, cpu: 100 }, signIns: 100, cpu: 3000 };
    const two = { rates: [24, 24], full: { signIns: 20, cpu: 250 }, signIns: 100, cpu: 3200 };
    const told = workerFigures([one, two], 2).at(-1);
    expect(told).to.include({ name: 'workers/two to one, by CPU time, all cores taken', value: 1.6, target: null });
    const judged = (cores: number) => workerFigures([one, two], cores).filter(({ target }) => target !== null);
    const [by, ...others] = judged(2);
    expect(others).to.deep.equal([]);
    expect(by).to.deep.equal({
      name: 'workers/two to one, by CPU time',
      value: 1.875,
      unit: 'ratio',
      target: 1.8,
      holds: true,
    });
    expect(judged(8)).to.deep.equal([
      { name: 'workers/two to one, sign-ins a second', value: 1.2, unit: 'ratio', target: 1.8, holds: false },
    ]);
  });

  it('judges p99 by what most rounds say, and tells the worst', () => {
    const round = (p99: number) => ({ rate: 50, evenly: { p50: 10, p99 }, byChance: { p50: 10, p99: p99 + 10 } });
    const judged = (...p99s: number[]) =>
      latencyFigures(p99s.map(round))
        .slice(-3)
        .map(({ value, holds }) => ({ value, holds }));
    expect(judged(40, 90, 30)).to.deep.equal([
      { value: 4, holds: true },
      { value: 9, holds: null },
      { value: 5, holds: null },
    ]);
    expect(judged(90, 40, 60)).to.deep.equal([
      { value: 6, holds: false },
      { value: 9, holds: null },
      { value: 7, holds: null },
    ]);
  });

  it('tells memory that grows from memory that is level after a start', () => {
    const at = Array.from({ length: 100 }, (_, place) => place + 1);
    const level = memoryFigures(
      'one',
      at.map((place) => ({ at: place, value: place < 40 ? 100 + place : 140 })),
    );
    expect(level.map(({ value, holds }) => ({ value, holds }))).to.deep.equal([
      { value: 140, holds: true },
      { value: 0, holds: true },
    ]);
    const grows = memoryFigures(
      'one',
      at.map((place) => ({ at: place, value: 100 + place })),
    );
    expect(grows.map(({ holds }) => holds)).to.deep.equal([true, false]);
    expect(grows[1]?.value).to.be.closeTo(50 / 175, 1e-9);
  });

  it('knows percentiles by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, place) => 100 - place);
    expect([0.5, 0.99, 1].map((share) => percentile(hundred, share))).to.deep.equal([50, 99, 100]);
    expect(percentile([7], 0.99)).to.equal(7);
    expect(growthOf([1, 2, 3].map((at) => ({ at, value: at })))).to.equal(1);
  });

  it('has a crowd in which everybody is somebody else, and says of each what their provider says', async () => {
    const { personas } = await shippedConfig();
    const [model] = personas.people;
    if (!model) throw new Error('nobody is shipped');
    const crowd = Array.from({ length: 2000 }, (_, number) => whoIs(number));
    const names = new Set(crowd.map(({ claims }) => `${claims.given_name} ${claims.family_name}`));
    expect(names.size).to.equal(2000);
    for (const { id, claims } of crowd.slice(0, 20)) {
      const persona = personaOf(id, model);
      expect(persona?.names).to.deep.equal([{ given: claims.given_name, family: claims.family_name }]);
      expect(persona?.birthDate).to.equal(claims.birthdate);
    }
    expect(personaOf('hannah-fairweather', model)).to.equal(undefined);
  });
});
