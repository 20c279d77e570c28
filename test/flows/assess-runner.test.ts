// The runner over the whole house: what it finds does not hang on order, nor on who was there before; and it leaves nobody behind.
import { expect } from 'chai';
import { csv } from '../../src/assessment/csv.ts';
import { fieldOf } from '../../src/assessment/field.ts';
import type { Report } from '../../src/assessment/report.ts';
import { alike, assess } from '../../src/assessment/run.ts';
import type { OwnHouse } from '../../src/commands/own-house.ts';
import type { HubError } from '../../src/errors.ts';
import { createBrowser } from '../support/http.ts';
import { ownHouse } from '../support/own-house.ts';
import { rawQuery } from '../support/raw-database.ts';

describe('the runner of assessments', function runner() {
  this.timeout(60_000);
  let house: OwnHouse;

  before(async () => {
    house = await ownHouse();
  });
  after(() => house.close());

  const field = () => fieldOf(house.config);
  const run = (scenarios: string[], changes: Partial<ReturnType<typeof field>> = {}) =>
    assess({ field: { ...field(), ...changes }, scenarios, version: 'test', progress: () => {} });

  /** What must not hang on anything: without times, in one order. */
  const findings = ({ cells }: Report) =>
    cells
      .map(({ scenario, service, outcome, nearest, attempts }) => ({
        cell: `${scenario} ${service} ${outcome} ${nearest?.kind}`,
        attempts: attempts
          .map(({ provider = 'none', outcome: how, level, pages, stop }) => ({ provider, how, level, pages, stop }))
          .sort((a, b) => (a.provider < b.provider ? -1 : 1)),
      }))
      .sort((a, b) => (a.cell < b.cell ? -1 : 1));

  const people = async () => {
    const [row] = await rawQuery(
      { masterKey: Buffer.alloc(32), sqliteFile: house.config.hub.database },
      'SELECT count(*) AS count FROM accounts',
    );
    return Number(row?.count);
  };

  it('finds the same in whatever order, for twins and for couples, and has everybody forgotten', async () => {
    const { scenarios, services, providers } = field();
    const first = await run(['twins', 'shared-phone']);
    expect(await people()).to.equal(0);
    const turned = await run(['twins', 'shared-phone'], {
      scenarios: scenarios.toReversed(),
      services: new Map([...services].reverse()),
      providers: new Map([...providers].reverse()),
    });
    expect(findings(turned)).to.deep.equal(findings(first));
    const outcomes = first.cells.map(({ scenario, service, outcome }) => `${scenario} ${service} ${outcome}`);
    expect(outcomes).to.include.members(['twins parking-permit in', 'shared-phone parking-permit stopped']);
  });

  it('finds the same where somebody has used the hub as one of them before', async () => {
    const clean = await run(['twins']);
    const browser = createBrowser();
    const start = house.config.services.get('parking-permit')?.home ?? '';
    const choice = await browser.visit(new URL('/parking-permit/sign-in', start).href);
    const central = await browser.follow(await browser.submit(choice, { provider: 'central' }, '/choice'));
    const share = await browser.follow(
      await browser.submit(central, { persona: 'callum-strachan' }, '/simulator/continue'),
    );
    await browser.follow(await browser.submit(share, {}, '/share'));
    expect(await people()).to.equal(1);
    expect(findings(await run(['twins']))).to.deep.equal(findings(clean));
    expect(await people()).to.equal(0);
  });

  it('V3: has officers check somebody first, tries that besides, and finds how far it brings them', async () => {
    const { cells, ...report } = await run(['older-84']);
    const cell = cells.find(({ service }) => service === 'parking-permit');
    const outcomes = cell?.attempts.map(({ provider, before = '', outcome }) => `${provider} ${before} ${outcome}`);
    expect(outcomes).to.include.members(['local  stopped', 'local checked in']);
    expect(cell?.outcome).to.equal('in');
    const best = cell?.attempts[cell.best];
    expect(best?.level).to.deep.equal({ identity: 'medium', authenticator: 'medium' });
    expect(csv({ ...report, cells })).to.match(/"parking-permit","local","checked","in","yes","medium","medium"/);
    expect(await people(), 'the two officers').to.equal(2);
  });

  it('D2, D3: has somebody come for a person who has no account, with a code that officers gave', async () => {
    const { cells } = await run(['older-97']);
    const cell = cells.find(({ service }) => service === 'council-tax');
    expect(cell?.outcome).to.equal('in');
    expect(cell?.attempts[cell.best]).to.include({ before: 'actor', outcome: 'in' });
    // Where a service takes nobody who acts for others, nobody is sent.
    const bins = cells.find(({ service }) => service === 'bin-collection');
    expect(bins?.attempts.filter(({ before }) => before)).to.deep.equal([]);
    expect(await people(), 'the two officers').to.equal(2);
  });

  it('says which person the officers’ pages do not take, and why', async () => {
    const { scenarios } = field();
    const weak = scenarios.map((one) => {
      const checked = one.before?.checked;
      if (one.id !== 'older-84' || !checked) return one;
      return { ...one, before: { checked: { ...checked, fraud: 0, verification: 0 } } };
    });
    const refused = await run(['older-84'], { scenarios: weak }).then(
      () => 'it ran',
      (error: HubError) => error.detail,
    );
    expect(refused).to.include('do not take what the scenario says of margaret-whitcombe');
  });

  it('goes the whole way in the language of the person', async () => {
    const { cells } = await run(['welsh-speaker']);
    const pages = cells.flatMap(({ attempts }) => attempts.flatMap((attempt) => attempt.pages));
    // Not every provider speaks Welsh.
    expect(pages.filter(({ whose, language }) => whose !== 'provider' && language !== 'cy')).to.deep.equal([]);
    expect(pages.length).to.be.above(20);
  });

  it('sends nobody to a provider that is not simulated, or where no hub is', async () => {
    const refused = async (changes: Partial<ReturnType<typeof field>>) =>
      run(['twins'], changes).then(
        () => 'it ran',
        (error: HubError) => error.detail,
      );
    const { providers } = field();
    const central = providers.get('central');
    if (central?.protocol !== 'oidc') throw new Error('central is no OpenID provider');
    const moved = (issuer: string) => ({ providers: new Map([...providers, ['central', { ...central, issuer }]]) });
    expect(await refused(moved('https://oidc.account.example/'))).to.include('central is not simulated');
    expect(await refused(moved(`${house.config.hub.issuer}/`))).to.include('No simulator answers for central');
    expect(await refused({ issuer: 'http://localhost:1' }))
      .to.include('No hub answers at http://localhost:1')
      .and.include('npm start');
    expect(await refused({ scenarios: [] })).to.include('There are none');
  });

  it('knows who could be taken for whom', () => {
    const { personas } = field();
    const named = (...ids: string[]) => personas.people.filter(({ id }) => ids.includes(id));
    const ids = (id: string) => alike(named(id), personas).map((one) => one.id);
    expect(ids('callum-strachan')).to.deep.equal(['callum-strachan', 'cameron-strachan']);
    expect(ids('joan-whitlock')).to.deep.equal(['harold-whitlock', 'joan-whitlock']);
    expect(ids('suryanti')).to.deep.equal(['suryanti']);
  });
});
