// Ways on for people who are left out, over the whole house: what makes it hard, and one page with every way there is (N2).
import { expect } from 'chai';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const choicesOn = (page: Awaited<ReturnType<typeof flow.press>>) =>
  page.forms.find(({ action }) => action.endsWith('/choice'))?.choices.filter(({ name }) => name === 'provider') ?? [];

describe('flows: what makes signing in hard', () => {
  let house: House;
  before(async () => {
    house = await startHouse({ providers: { central: { worksWithout: [], secondFactors: ['app'] } } });
  });
  after(() => house.close());

  it('N2: is told without script, kept, taken back, and changes the order only', async () => {
    const at = await flow.visit(house, 'bin-collection');
    const { page } = await flow.arrive(at);
    const tell = async (fields: Record<string, string>) => {
      const form = page.forms.find(({ method }) => method === 'get');
      const query = new URLSearchParams({ ...form?.fields, ...fields });
      return at.browser.visit(`${new URL(form?.action ?? '', page.url).href}?${query}`);
    };
    const before = choicesOn(page).map(({ value }) => value);
    expect(before[0]).to.equal('central');

    const told = await tell({ 'no-smartphone': 'yes' });
    expect(told.url).to.equal(page.url);
    expect(told.body).to.include('data-told="no-smartphone"');
    expect(told.text).to.include('You need a smartphone for this one').and.include('You do not need a smartphone');
    expect(choicesOn(told).at(-1)).to.include({ value: 'central', disabled: false });
    expect(choicesOn(told).map(({ value }) => value)).to.have.members(before);

    const reloaded = await at.browser.visit(page.url);
    expect(choicesOn(reloaded)).to.deep.equal(choicesOn(told));
    const sent = await flow.press(at, reloaded, { form: '/choice', fields: { provider: 'central' } });
    expect(new URL(sent.url).port).to.equal(new URL(house.simulators.central.url).port);

    const back = await tell({});
    expect(pageOf(back)).to.equal('choice');
    expect(back.body).not.to.include('data-told');
    expect(choicesOn(back)).to.deep.equal(choicesOn(page));
  });
});
