// A hub with more accounts than anybody reads through, over the whole house and without script.
import { expect } from 'chai';
import { mostShown } from '../../src/choice/narrow.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const councils = Array.from({ length: 30 }, (_, at) => `council-${at}`);

describe('flows: many accounts', () => {
  let house: House;
  before(async () => {
    const records = councils.map((id, at) => [
      id,
      {
        name: { en: `Ashbourne ${at} account`, cy: `Cyfrif Ashbourne ${at}` },
        group: { en: 'Midlands', cy: 'Canolbarth' },
      },
    ]);
    house = await startHouse({ providers: Object.fromEntries(records) });
  });
  after(() => house.close());

  it('are searched, shown all, and chosen from wherever the page stands', async () => {
    const at = await flow.visit(house, 'bin-collection');
    const { page } = await flow.arrive(at);
    const ids = (some: typeof page) => flow.providersOn(some).map(({ value }) => value);
    expect(ids(page)).to.have.lengthOf(mostShown).and.include('central');

    const search = page.forms.find(({ fields }) => 'find' in fields);
    const found = await at.browser.visit(`${new URL(search?.action ?? '', page.url).href}?find=bourne+17`);
    expect(ids(found)).to.deep.equal([]);
    const ashbourne = await at.browser.visit(`${page.url}?find=ashbourne+17`);
    expect(ids(ashbourne)).to.deep.equal(['council-17']);

    const nothing = await flow.press(at, ashbourne, { form: '/choice?find=' });
    expect(nothing.text).to.include('Choose how you want to sign in');
    expect(ids(nothing)).to.deep.equal(['council-17']);

    const all = await at.browser.follow(await at.browser.click(ashbourne, 'Show all'));
    expect(pageOf(all)).to.equal('choice');
    expect(ids(all)).to.include.members([...councils, 'central']);
    expect(all.text).to.include('Midlands');

    const sent = await flow.press(at, nothing, { form: '/choice?find=', fields: { provider: 'council-17' } });
    expect(new URL(sent.url).port).to.equal(new URL(house.simulators.central.url).port);
  });

  it('N2: are told apart by what fits, in one list', async () => {
    const at = await flow.visit(house, 'bin-collection');
    const { page } = await flow.arrive(at);
    const told = await at.browser.follow(await at.browser.visit(`${page.url}?told=yes&no-smartphone=yes`));
    expect(told.body).to.include('data-told="no-smartphone"');
    const all = await at.browser.follow(await at.browser.click(told, 'Show all'));
    expect(all.body).to.include('data-told="no-smartphone"');
    expect(all.text).not.to.include('Midlands');
  });

  it('are not all written out on the page with all the ways on', async () => {
    const at = await flow.visit(house, 'bin-collection');
    const { page } = await flow.arrive(at);
    const ways = await at.browser.follow(await at.browser.click(page, 'See all the ways to go on'));
    expect(ways.text).to.match(/There are \d+ more/);
    expect(ways.text).not.to.include('Ashbourne 29');
  });
});
