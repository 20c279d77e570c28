// `gatehouse assess` as a build runs it: with a hub of its own, files written whole, and an exit status that tells whether somebody was shut out.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { bestOf, type Report, reportSchema } from '../../src/assessment/report.ts';
import { newPlace, type Place } from './command-line.ts';

describe('gatehouse assess', function assess() {
  this.timeout(60_000);
  let place: Place;
  let report: Report;

  const file = (name: string) => join(place.folder, name);
  const run = (...words: string[]) => place.run(['assess', ...words]);
  const asBaseline = async (change: (before: Report) => void) => {
    const before = structuredClone(report);
    change(before);
    await writeFile(file('baseline.json'), JSON.stringify(before));
    return ['--scenario', 'newcomer', '--own', '--baseline', file('baseline.json')];
  };

  before(async () => {
    place = await newPlace();
  });
  after(() => place.close());

  it('says how far it is, prints a table, and writes every form', async () => {
    const names = ['all.json', 'all.xml', 'all.csv', 'all.html'];
    const [json = '', junit = '', csv = '', html = ''] = names.map(file);
    const forms = ['--json', json, '--junit', junit, '--csv', csv, '--html', html];
    const said = await run('--own', '--scenario', 'newcomer', '--scenario', 'one-name', ...forms);
    expect(said.status, said.err).to.equal(0);
    expect(said.err).to.match(/^ 0 of 40 {2}newcomer\n20 of 40 {2}one-name\n$/);
    expect(said.out)
      .to.match(/Newcomer to the country +✓ none\/medium +✗ level/)
      .and.include('7 of 10 get in');
    report = reportSchema.parse(JSON.parse(await readFile(json, 'utf8')));
    expect(report.cells).to.have.length(10);
    expect(await readFile(junit, 'utf8')).to.include('<skipped message="stops: cannot prove enough (hub: choice)"/>');
    expect((await readFile(csv, 'utf8')).split('\r\n')).to.have.length(1 + 40 + 1);
    const page = await readFile(html, 'utf8');
    expect(page).to.include('Newcomer to the country').and.include('They got in 7 times out of 10');
    expect(page.match(/<(?:link|script|img|form)\b/g)).to.equal(null);
    expect((await readdir(place.folder)).filter((name) => name.startsWith('all.'))).to.have.members(names);
  });

  it('fails a build when somebody who could get in last time no longer can', async () => {
    const words = await asBaseline(({ cells }) => {
      const stopped = cells.find(({ scenario, outcome }) => scenario === 'newcomer' && outcome !== 'in');
      if (!stopped) throw new Error('nobody stops');
      stopped.outcome = 'in';
      bestOf(stopped).outcome = 'in';
    });
    const said = await run(...words, '--junit', file('worse.xml'));
    expect(said.status).to.equal(1);
    expect(said.out).to.match(/WORSE: newcomer\/parking-permit stops: cannot prove enough/);
    expect(await readFile(file('worse.xml'), 'utf8')).to.include('failures="1"');
  });

  it('passes one where somebody gets in who could not, and where nothing has changed', async () => {
    const words = await asBaseline(({ cells }) => {
      const inside = cells.find(({ scenario, outcome }) => scenario === 'newcomer' && outcome === 'in');
      if (inside) inside.outcome = 'stopped';
    });
    const said = await run(...words);
    expect(said.status).to.equal(0);
    expect(said.out).to.include('BETTER: newcomer/bin-collection').and.not.include('WORSE');
  });

  it('says what is wrong before anybody sets out, and writes nothing then', async () => {
    const cases: [string[], RegExp][] = [
      [['--own', '--scenario', 'newcomers'], /There is no scenario newcomers\. There are: .*newcomer/],
      [[], /No hub answers at http:\/\/localhost:\d+\. Start the hub with its simulators \(npm start\), .* \(--own\)/],
      [['--own', '--baseline', file('all.csv')], /is no report of an assessment: give one that --json has written/],
      [['--own', '--baseline', file('none.json')], /none\.json cannot be read/],
    ];
    for (const [words, says] of cases) {
      const said = await run(...words, '--json', file('never.json'));
      expect(said.status).to.equal(1);
      expect(said.err).to.match(says);
    }
    expect(await readdir(place.folder)).not.to.include('never.json');
  });
});
