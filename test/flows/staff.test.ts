// The officers' queue over the whole house: who gets in, what is hidden until it is opened, what they can decide, and that all of it is told.
import { expect } from 'chai';
import type { Json } from '../../src/connectors/contract.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('the officers’ queue', () => {
  let house: House;

  beforeEach(async () => {
    house = await startHouse();
  });
  afterEach(() => house.close());

  /** A resident signs in with their central account; returns the subject that the service has. */
  async function resident(persona: string): Promise<string> {
    const at = await flow.visit(house, 'parking-permit');
    const { claims } = await flow.signIn(at, { scope: 'openid profile address' }, { provider: 'central', persona });
    return claims.sub;
  }

  /** A member of staff at the staff pages. */
  async function staff(persona: string) {
    const at = await flow.visit(house, 'parking-permit', createBrowser());
    const page = await flow.ownPage(at, house, '/staff');
    expect(pageOf(page)).to.equal('staff-start');
    const choice = await flow.ownPage(at, house, flow.linkIn(page, /Sign in/));
    const inside =
      pageOf(choice) === 'choice' ? await flow.tryProvider(at, choice, { provider: 'staff', persona }) : choice;
    return { at, inside, open: (path = '/staff/matching') => flow.ownPage(at, house, path) };
  }

  type Officer = Awaited<ReturnType<typeof staff>>;

  /** Opens the only case there is. */
  async function opened({ at, open }: Officer): Promise<Page> {
    const queue = await open();
    const path = /href="(\/staff\/matching\/[^"]+)"/.exec(queue.body)?.[1];
    if (!path) throw new Error(`no case in ${queue.text}`);
    const masked = await open(path);
    expect(masked.text).not.to.match(/Strachan|Braeside|2002/);
    return flow.press(at, masked, { form: '/open', fields: { reason: 'queue' } });
  }

  const decide = ({ at }: Officer, page: Page, decision: string) =>
    flow.press(at, page, { form: '/decide', fields: { decision } });

  const events = async () => (await house.hub.store.trail.read(1, 10_000)).map(({ event }) => event);

  it('lets in officers with two factors, and nobody else', async () => {
    const officer = await staff('omar-officer');
    expect(pageOf(officer.inside)).to.equal('staff-home');
    // Fifteen minutes, and more time is another sign-in.
    expect(Number(/data-left="(\d+)"/.exec(officer.inside.body)?.[1])).to.be.within(1, 900);
    expect(flow.linkIn(officer.inside, /To get more time, sign in again/)).to.include('max_age=0');
    expect(pageOf(await officer.open())).to.equal('staff-cases');
    const { inside } = await staff('olive-operator');
    expect(pageOf(inside)).to.equal('staff-refused');
    expect(inside.status).to.equal(403);
    const { inside: turned, open } = await staff('peter-password');
    expect(pageOf(turned)).not.to.equal('staff-home');
    expect(pageOf(await open())).to.equal('staff-start');
    const browser = createBrowser();
    const at = await flow.visit(house, 'parking-permit', browser);
    await flow.signIn(at, {}, { provider: 'central', persona: 'hannah-fairweather' });
    expect(pageOf(await flow.ownPage(at, house, '/staff/matching'))).to.equal('staff-start');
  });

  it('says so when there is nothing to look at', async () => {
    const { inside, open } = await staff('omar-officer');
    expect(inside.text).to.include('Nothing is waiting');
    expect((await open()).text).to.include('There is nothing to look at');
  });

  it('leaves twins of one home to an officer, who sees them side by side only with a reason, and keeps them apart', async () => {
    const [one, other] = [await resident('callum-strachan'), await resident('cameron-strachan')];
    expect(one).not.to.equal(other);
    const officer = await staff('omar-officer');
    const page = await opened(officer);
    expect(page.text)
      .to.include('Callum Iain')
      .and.include('Cameron')
      .and.include('33 Braeside Terrace')
      .and.include('12 March 2002');
    expect(page.text).to.include('the same home').and.include('It may be someone else in the same home');
    const done = await decide(officer, page, 'apart');
    expect(done.text).to.include('The account stays by itself').and.include('There is nothing to look at');
    expect(await resident('cameron-strachan')).to.equal(other);
    expect((await officer.open()).text).to.include('There is nothing to look at');
    const told = await events();
    expect(told).to.include.members(['case.listed', 'case.opened', 'case.viewed', 'person.kept-apart', 'case.closed']);
    const viewed = (await house.hub.store.trail.read(1, 10_000)).filter(({ event }) => event === 'case.viewed');
    expect(viewed.map(({ data }) => data.masked)).to.include.members([true, false]);
    expect(viewed.filter(({ data }) => data.masked).every(({ data }) => data.person === undefined)).to.equal(true);
  });

  it('stays with what an officer has kept apart, also where somebody says that both are theirs', async () => {
    await resident('callum-strachan');
    const other = await resident('cameron-strachan');
    const officer = await staff('omar-officer');
    await decide(officer, await opened(officer), 'apart');
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at, { scope: 'openid profile address' }, { provider: 'central', persona: 'callum-strachan' });
    const choice = await flow.chooseAnother(at, house);
    const join = await flow.tryProvider(at, choice, { provider: 'central', persona: 'cameron-strachan' });
    expect(pageOf(join), join.text).to.equal('question-join');
    await flow.press(at, join, { form: '/question', fields: { join: 'yes' } });
    expect(await resident('cameron-strachan')).to.equal(other);
    const [again] = await house.hub.store.cases.list();
    expect(again?.content).to.include({ reason: 'kept-apart' });
  });

  it('links what an officer says is one person, and the service is told the subject of before', async () => {
    const first = await resident('callum-strachan');
    const second = await resident('cameron-strachan');
    const officer = await staff('omar-officer');
    const done = await decide(officer, await opened(officer), 'link-A');
    expect(done.text).to.include('The account now belongs to that person');
    const at = await flow.visit(house, 'parking-permit');
    const { claims } = await flow.signIn(at, {}, { provider: 'central', persona: 'cameron-strachan' });
    expect(claims.sub).to.equal(first);
    expect(claims.previous_sub).to.equal(second);
  });

  it('has the person asked again', async () => {
    await resident('callum-strachan');
    await resident('cameron-strachan');
    const officer = await staff('omar-officer');
    await decide(officer, await opened(officer), 'ask');
    const at = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(at, { scope: 'openid profile address' });
    const next = await flow.tryProvider(at, page, { provider: 'central', persona: 'cameron-strachan' });
    expect(pageOf(next)).to.equal('question');
  });

  it('asks which, and forgets nothing, where nothing was chosen', async () => {
    await resident('callum-strachan');
    await resident('cameron-strachan');
    const officer = await staff('omar-officer');
    const page = await opened(officer);
    const again = await officer.at.browser.submit(page, {}, '/decide');
    expect(again.status).to.equal(400);
    expect(again.text).to.include('Choose one').and.include('33 Braeside Terrace');
  });

  describe('where a child is involved', () => {
    let child: string;
    let parent: string;

    beforeEach(async () => {
      child = await resident('callum-strachan');
      parent = await resident('hannah-fairweather');
      const { people, cases } = house.hub.store;
      const issuer = house.simulators.central.issuer;
      const made = (await house.hub.store.trail.read(1, 10_000)).filter(({ event }) => event === 'person.new');
      expect(made).to.have.length(2);
      const accounts = await Promise.all(
        made.map(async ({ data }) => (await everyAccount(String(data.account))) ?? Promise.reject(new Error(issuer))),
      );
      const [theirs, other] = accounts;
      if (!theirs || !other) throw new Error('no accounts');
      expect(await people.find(theirs.account)).to.include({ person: theirs.person });
      const content = {
        person: other.person,
        provider: 'central',
        reason: 'child',
        persons: [theirs.person],
        fourEyes: true,
      };
      await cases.open({ reference: 'CHLD-0001', kind: 'match', account: other.account, content: content as Json });
    });

    /** The account behind a pseudonym of the trail. */
    async function everyAccount(pseudonym: string) {
      const { vault, people, matchIndex } = house.hub.store;
      for (const { account } of await matchIndex.contents('', 100))
        if (vault.token('trail:account', account) === pseudonym) return people.find(account);
      return undefined;
    }

    const subjectOf = (persona: string) => resident(persona);

    it('does nothing on the word of one officer, however often they say it', async () => {
      const omar = await staff('omar-officer');
      for (let times = 0; times < 2; times += 1) {
        const masked = await omar.open('/staff/matching/CHLD-0001');
        const page = masked.forms.some(({ action }) => action.endsWith('/open'))
          ? await flow.press(omar.at, masked, { form: '/open', fields: { reason: 'queue' } })
          : masked;
        const done = await decide(omar, page, 'link-A');
        expect(done.text).to.include('Another officer has to look at it too');
      }
      expect(await subjectOf('hannah-fairweather')).to.equal(parent);
    });

    for (const [second, says] of [
      ['link-A', 'The account now belongs to that person'],
      ['apart', 'You and the other officer did not agree'],
    ] as const)
      it(`needs a second one who has not been told: ${second}`, async () => {
        const [omar, olga] = [await staff('omar-officer'), await staff('olga-officer')];
        const open = async (officer: Officer) =>
          flow.press(officer.at, await officer.open('/staff/matching/CHLD-0001'), {
            form: '/open',
            fields: { reason: 'second-look' },
          });
        await decide(omar, await open(omar), 'link-A');
        const page = await open(olga);
        expect(page.body)
          .to.include('data-proposed="by-another"')
          .and.not.match(/checked/);
        expect((await decide(olga, page, second)).text).to.include(says);
        expect(await subjectOf('hannah-fairweather')).to.equal(second === 'apart' ? parent : child);
      });
  });
});
