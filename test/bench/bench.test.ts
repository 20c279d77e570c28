// The bench's machinery, not its figures: a run of moments, whose numbers mean nothing.
import { expect } from 'chai';
import type { Figure } from '../support/figures.ts';
import { measured } from '../support/measured.ts';
import { allFigures } from './figures.ts';
import type { Round } from './measure.ts';

const round = (operations: number, cpu: number, statements: number): Round => ({
  operations,
  seconds: 1,
  cpu,
  statements,
  busy: { measured: cpu / 1000 },
});

describe('bench', () => {
  it('measures a whole run and writes every figure', async function () {
    this.timeout(60_000);
    const moments = ['--seconds', '0.05', '--rounds', '1', '--workers', '1', '--warm-up', '1'];
    const { status, out, rows: figures } = await measured<Figure>('test/bench/main.ts', moments);
    expect(status).to.equal(figures.some(({ holds }) => holds === false) ? 1 : 0);
    for (const figure of figures) {
      expect(Object.keys(figure)).to.deep.equal(['name', 'value', 'unit', 'target', 'holds']);
      expect(figure.value, figure.name).to.satisfy(Number.isFinite);
      expect(figure.holds, figure.name).to.equal(figure.target === null ? null : figure.value <= figure.target);
    }
    for (const operation of ['sign-in', 'single sign-on', 'refresh', 'client credentials', 'discovery', 'JWKS']) {
      expect(out).to.match(new RegExp(`^${operation} +sqlite .*\n${operation} +bare `, 'm'));
      for (const name of ['sqlite/rate', 'sqlite/cpu', 'sqlite/rate-to-bare', 'sqlite/cpu-to-bare', 'bare/rate']) {
        const found = figures.find((one) => one.name === `${operation}/${name}`);
        expect(found?.value, `${operation}/${name}`).to.be.greaterThan(0);
      }
    }
    // The least that it can be held against has fewer requests, and no page.
    const bare = (name: string) => figures.find((one) => one.name === `${name}/bare/cpu`)?.value;
    expect(bare('sign-in, no pages')).to.be.greaterThan(0);
    expect(out).to.match(/^sign-in, no pages +bare /m);
    const targets = figures.filter(({ target }) => target !== null).map(({ name }) => name);
    expect(targets).to.deep.equal([
      'sign-in/sqlite/sql',
      'sign-in/sqlite/cpu-to-bare-and-upstream',
      'sign-in, SAML/sqlite/cpu-to-openid',
      'grading',
    ]);
    expect(figures.find(({ name }) => name === 'sign-in/sqlite/sql')?.value).to.be.greaterThan(1);
  });

  it('says honestly whether a target is met', () => {
    const ends = (cpu: number, statements: number) => {
      const results = {
        'sign-in': { sqlite: [round(10, cpu, statements)], bare: [round(10, 30, 0)] },
        upstream: { client: [round(10, 20, 0)] },
      };
      return allFigures(results)
        .filter(({ target }) => target !== null)
        .map(({ value, holds }) => [value, holds]);
    };
    expect(ends(100, 120)).to.deep.equal([
      [12, true],
      [2, true],
    ]);
    expect(ends(101, 121)).to.deep.equal([
      [12.1, false],
      [2.02, false],
    ]);
  });

  it('is not decided by one round in which the machine did something else', () => {
    const rounds = (...cpu: number[]) => cpu.map((each) => round(10, each, 0));
    const results = {
      'sign-in': { sqlite: rounds(90, 900, 100, 95), bare: rounds(30, 30, 30, 30) },
      upstream: { client: rounds(20, 20, 20, 400) },
    };
    const ratio = allFigures(results).find(({ name }) => name === 'sign-in/sqlite/cpu-to-bare-and-upstream');
    // 1.8, 18, 2, 0.2
    expect(ratio?.value).to.be.closeTo(1.9, 1e-9);
  });
});
