// Ways on for people who are left out, over the whole house: what makes it hard, and one page with every way there is (N2).
import { expect } from 'chai';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

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
      const query = new URLSearchParams({ told: String(form?.fields.told), ...fields });
      return at.browser.visit(`${new URL(form?.action ?? '', page.url).href}?${query}`);
    };
    const before = flow.providersOn(page).map(({ value }) => value);
    expect(before[0]).to.equal('central');

    const told = await tell({ 'no-smartphone': 'yes' });
    expect(told.url).to.equal(page.url);
    expect(told.body).to.include('data-told="no-smartphone"');
    expect(told.text).to.include('You need a smartphone for this one').and.include('You do not need a smartphone');
    expect(flow.providersOn(told).at(-1)).to.include({ value: 'central', disabled: false });
    expect(flow.providersOn(told).map(({ value }) => value)).to.have.members(before);

    const reloaded = await at.browser.visit(page.url);
    expect(flow.providersOn(reloaded)).to.deep.equal(flow.providersOn(told));
    const sent = await flow.press(at, reloaded, { form: '/choice', fields: { provider: 'central' } });
    expect(new URL(sent.url).port).to.equal(new URL(house.simulators.central.url).port);

    const back = await tell({});
    expect(pageOf(back)).to.equal('choice');
    expect(back.body).not.to.include('data-told');
    expect(flow.providersOn(back)).to.deep.equal(flow.providersOn(page));
  });
});

describe('flows: one page with all the ways on', () => {
  let house: House;
  before(async () => {
    house = await startHouse({
      services: {
        'bin-collection': {
          minimumLevel: { identity: 'medium', authenticator: 'medium' },
          ages: { '65+': 'refuse-with-help' },
          actingFor: { functions: ['bins'], minimumEvidence: 'registry' },
        },
      },
    });
  });
  after(() => house.close());

  type Page = Awaited<ReturnType<typeof flow.press>>;
  const waysFrom = async (at: flow.Visit, page: Page) =>
    at.browser.follow(await at.browser.click(page, /all the ways/));
  const waysOn = (page: Page) => [...page.body.matchAll(/data-way="([a-z]+)"/g)].map(([, way]) => way);
  const accountsOn = (page: Page) => [...page.body.matchAll(/<h3[^>]*>([^<]+)</g)].map(([, name]) => name);
  /** Help in person is the last of the ways: phone, place and opening hours. */
  const endsWithHelp = (page: Page) => {
    expect(waysOn(page).at(-1)).to.equal('person');
    const [, last = ''] = page.body.split('data-way="person"');
    const help = house.config.organisations.get('exampleton')?.help;
    expect(last.split('</main>')[0]).to.include(help?.phone).and.include(help?.place.en).and.include(help?.page);
  };

  it('N2: lists what reaches the level, in one order before and after a refusal, and leads back to the choice', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(at);
    const before = await waysFrom(at, page);
    expect(pageOf(before)).to.equal('ways');
    expect(accountsOn(before)).to.deep.equal(['GOV.UK One Login', 'NHS login', 'ScotAccount']);
    expect(waysOn(before)).to.deep.equal(['account', 'pause', 'desk', 'back', 'person']);
    expect(before.text).to.include('You need: an email address').and.include('a call to a landline phone');
    endsWithHelp(before);

    const refused = await flow.tryProvider(at, page, { provider: 'central', fault: 'lower-level' });
    expect(refused.body).to.include('data-attempt="level-too-low"');
    const after = await waysFrom(at, refused);
    expect(accountsOn(after)).to.deep.equal(accountsOn(before));
    expect(after.text).to.include('You tried this one just now');
    endsWithHelp(after);
    expect(pageOf(await at.browser.follow(await at.browser.click(after, 'Choose one')))).to.equal('choice');
    expect(pageOf(await at.browser.follow(await at.browser.click(after, 'Back to signing in')))).to.equal('choice');
  });

  it('N2: puts the sign-in off from there, and then shows where the code is', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(at);
    const waiting = await flow.press(at, await waysFrom(at, page), { form: '/choice' });
    expect(pageOf(waiting)).to.equal('waiting');
    const ways = await waysFrom(at, waiting);
    expect(ways.text).to.include('You have a code already');
    endsWithHelp(ways);
    const choice = await flow.press(at, ways, { form: '/waiting' });
    expect(pageOf(choice)).to.equal('choice');
  });

  it('N2: is there for whoever is stopped by their age: no account would help, somebody may act, and a person helps', async () => {
    const at = await flow.visit(house, 'bin-collection');
    const { page } = await flow.arrive(at);
    const stopped = await flow.tryProvider(at, page, { provider: 'central', persona: 'simon-pemberton' });
    expect(pageOf(stopped), stopped.text).to.equal('age');
    const ways = await waysFrom(at, stopped);
    expect(waysOn(ways)).to.deep.equal(['acting', 'back', 'person']);
    endsWithHelp(ways);
  });

  it('opens for the browser of the sign-in alone', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(at);
    const stranger = await createBrowser().get(page.url.replace(/choice$/, 'ways'));
    expect(stranger.status).to.equal(400);
  });
});
