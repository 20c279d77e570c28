// The matching bench's machinery: every row is there, a target that is not met says so. Its small numbers mean nothing.
import { expect } from 'chai';
import { measured } from '../../support/measured.ts';
import { optionalSuite } from '../../support/optional.ts';
import { missingPostgres } from '../../support/postgres-cluster.ts';
import { interval, ratioOf } from './interval.ts';
import { fairnessRows, type Row, returningRows, strangerRows, textOf } from './rows.ts';

const counts = (link: number, ask: number, officer: number, nobody: number) => ({ link, ask, officer, new: nobody });

describe('the matching bench', () => {
  it('says honestly whether a target is met', () => {
    const wrong = strangerRows({ trials: 1000, wrong: 1, byFamily: new Map() })[0];
    expect(wrong).to.include({ value: 1, target: '≤ 0', holds: false });
    const none = strangerRows({ trials: 300_000, wrong: 0, byFamily: new Map() })[0];
    expect(none).to.include({ value: 0, holds: true, high: 3 });
    const found = { trials: 100, mistaken: 0, byAge: new Map(), byOrigin: new Map() };
    expect(returningRows({ ...found, counts: counts(59, 41, 0, 0) }).map(({ holds }) => holds)).to.deep.equal([
      false,
      true,
      null,
      true,
    ]);
    const bands = new Map([
      ['young', counts(0, 90, 5, 5)],
      ['old', counts(0, 80, 10, 10)],
    ]);
    const [ratio] = fairnessRows({ byAge: bands, byOrigin: new Map() });
    expect(ratio).to.include({ value: 2, target: '≤ 1.25', holds: false });
    expect(textOf([wrong, ratio].filter((row) => row !== undefined))).to.include('NOT MET');
  });

  it('knows its intervals', () => {
    const [low, high] = interval(50, 100);
    expect(low).to.be.closeTo(0.4038, 0.0001);
    expect(high).to.be.closeTo(0.5962, 0.0001);
    const { ratio, low: least, high: most } = ratioOf({ hits: 20, trials: 100 }, { hits: 10, trials: 100 });
    expect(ratio).to.equal(2);
    expect(least).to.be.closeTo(0.987, 0.001);
    expect(most).to.be.closeTo(4.054, 0.001);
  });
});

optionalSuite('a whole run of the matching bench', missingPostgres, () => {
  it('measures links, fairness, its share and look-ups on both engines, and writes every row', async function whole() {
    this.timeout(120_000);
    const few = ['--quick', '--only', 'links,share,lookup'];
    const { status, out, rows } = await measured<Row>('test/bench/matching/main.ts', few);
    // With so few a target may well be missed: then it ends with 1, and has measured all the same.
    expect(status).to.equal(rows.some(({ holds }) => holds === false) ? 1 : 0);
    for (const row of rows) expect(out).to.include(row.name);
    const names = rows.map(({ name }) => name).join('\n');
    for (const part of ['wrong links', 'linked or asked', 'own share, p99', 'look-up on sqlite', 'look-up on postgres'])
      expect(names).to.include(part);
    expect(rows[0]).to.include({ value: 0, holds: true });
  });
});
