// The officers' room for authorities over the whole house: writing one down, the codes, the masked list, stopping and ending; and who is told.
import { expect } from 'chai';
import * as client from 'openid-client';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, type Walk } from '../support/relying-party.ts';
import { type Officer, officerAt, sent, typed, written } from './staffed.ts';
import * as flow from './visits.ts';

const scope = 'openid acting_for';
const simon = { provider: 'central', persona: 'simon-pemberton' } as const;
const other = { provider: 'nhs', persona: 'hannah-fairweather' } as const;
const room = '/staff/authorities';

describe('flows: the officers’ room for authorities', function room_() {
  this.timeout(60_000);
  let house: House;
  let officer: Officer;
  before(async () => {
    house = await startHouse({
      services: {
        'council-tax': { actingFor: { functions: ['council-tax'], minimumEvidence: 'officer-checked' } },
        'second-service': { actingFor: { functions: ['council-tax'], minimumEvidence: 'officer-checked' } },
      },
    });
    officer = await officerAt(house);
  });
  after(() => house.close());
  afterEach(async () => {
    const { authorities } = house.hub.store;
    for (const { id } of await authorities.all()) await authorities.end(id);
  });

  const trail = () => house.hub.store.trail.read(1, 100_000);
  const rowsOf = async (event: string) => (await trail()).filter((row) => row.event === event);

  /** Somebody signs in and types a code on their own page. */
  async function withCode(who: Walk, code: string, parameters: Record<string, string> = {}) {
    const at = await flow.visit(house, 'council-tax');
    await flow.signIn(at, parameters, who);
    const page = await flow.ownPage(at, house, '/account/acting');
    const end = await at.browser.follow(await at.browser.submit(page, { code }, '/account/acting/code'), flow.nowhere);
    return { at, page: end };
  }

  /** Goes to a service and says for whom; collects the answer. */
  async function act(from: flow.Visit, id: string, service = 'council-tax') {
    const at = await flow.visit(house, service, from.browser);
    const { asking, page } = await flow.arrive(at, { scope });
    expect(pageOf(page), page.text).to.equal('acting-for');
    const next = await flow.press(at, page, { form: '/acting-for', fields: { for: id } });
    const end = pageOf(next) === 'share' ? await flow.press(at, next, { form: '/share' }) : next;
    return { at, ...(await flow.collected(at, asking, flow.answerIn(at, end))) };
  }

  /** Waits for what goes out by itself within a moment. */
  async function soon<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < 800; tries += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('it did not come');
  }
  const waiting = async () => (await house.hub.store.notices.waiting()).count;

  it('D3, D4: an officer writes one down, reads it again, and gets a code for each side, once', async () => {
    const { id, sure, page, codes } = await written(officer);
    expect(pageOf(sure)).to.equal('staff-authority-sure');
    expect(sure.text)
      .to.include('Edith Pemberton')
      .and.include('Simon Pemberton')
      .and.include('Hand them their printed');
    expect(pageOf(page), page.text).to.equal('staff-authority-codes');
    for (const code of Object.values(codes)) expect(code).to.match(/^([A-Z0-9]{4}-){3}[A-Z0-9]{4}$/);
    expect(page.text).to.include(`${house.issuer}/account/acting`);
    // The same page sent again writes no second one, and shows no code.
    const again = await flow.press(officer.at, sure, { form: '/sure' });
    expect(pageOf(again)).to.equal('staff-authority');
    expect(again.body).to.not.match(/data-code|([A-Z0-9]{4}-){3}/);
    expect(await house.hub.store.authorities.all()).to.have.length(1);
    const { at } = await withCode(simon, codes.actor);
    expect((await act(at, id)).claims.on_behalf_of).to.include({ relationship: 'attorney', authority_id: id });
  });

  it('D4: an authority for a child ends before the birthday on which it is reviewed, and the birth date is nowhere', async () => {
    const year = new Date().getUTCFullYear();
    const born = { 'born-day': '2', 'born-month': '1', 'born-year': String(year - 12) };
    const { id } = await written(officer, { ...born, relationship: 'parent', 'until-year': String(year + 9) });
    const found = await house.hub.store.authorities.find(id);
    expect(new Date((found?.endsAt ?? 0) * 1000).toISOString()).to.match(new RegExp(`^${year + 1}-01-02`));
    expect(JSON.stringify(found)).to.not.include(String(year - 12));
  });

  it('keeps what was typed when something is wrong, and when something is to be changed', async () => {
    const clean = await officer.open(`${room}/new`);
    expect(clean.body).to.not.match(/govuk-error|--error/);
    const wrong = await sent(officer, { 'until-day': '31', 'until-month': '2', email: 'nobody', address: 'ZZ1 1AA' });
    expect(wrong.status).to.equal(400);
    expect(wrong.text).to.include('Write a last day that is still to come').and.include('Check the email, or leave it');
    for (const value of ['Edith Pemberton', 'nobody', 'ZZ1 1AA']) expect(wrong.body).to.include(value);
    expect(wrong.body)
      .to.match(/name="function-council-tax"[^>]*checked/)
      .and.match(/value="attorney"[^>]*checked/);
    const sure = await sent(officer);
    const change = await officer.at.browser.submit(sure, { change: 'yes' }, '/new');
    expect(pageOf(change)).to.equal('staff-authority-new');
    expect(change.body)
      .to.include('value="Edith Pemberton"')
      .and.match(/value="attorney"[^>]*checked/);
    const empty = await sent(officer, Object.fromEntries(Object.keys(typed).map((name) => [name, ''])));
    for (const says of ['Write the name of the person who acts', 'Choose why they may act', 'Choose what they may do'])
      expect(empty.text).to.include(says);
    expect(await house.hub.store.authorities.all()).to.deep.equal([]);
  });

  it('shows no name in the list, finds by number, and writes every look into the trail of both (D5)', async () => {
    const { id, codes } = await written(officer);
    const { at } = await withCode(simon, codes.actor);
    const list = await officer.open(room);
    expect(list.text)
      .to.include(id)
      .and.not.match(/Pemberton/);
    const unknown = await officer.open(`${room}?reference=BCDF-9999`);
    expect(unknown.text).to.include('We do not have this one').and.not.include('Pemberton');
    expect(unknown.body).to.include('value="BCDF-9999"');
    const one = await officer.open(`${room}?reference=${id.toLowerCase().replace('-', '')}`);
    expect(pageOf(one)).to.equal('staff-authority');
    expect(one.text).to.include('Edith Pemberton').and.include('Simon Pemberton');
    const viewed = await rowsOf('authority.viewed');
    expect(viewed.filter(({ data }) => data.authority === id)).to.have.length(2);
    expect((await rowsOf('authority.listed')).length).to.be.above(0);
    expect(JSON.stringify(await trail())).to.not.include('Pemberton');
    expect((await flow.ownPage(at, house, '/account/uses')).text).to.include('looked at who may act for whom');
    const operator = await officerAt(house, 'olive-operator');
    expect((await operator.open(room)).status).to.equal(403);
  });

  it('D4: an officer ends it, after they were asked, and its tokens with it', async () => {
    const { id, codes } = await written(officer);
    const { at } = await withCode(simon, codes.actor);
    const { tokens, at: there } = await act(at, id);
    const sure = await officer.open(`${room}/${id}/end`);
    expect(sure.text).to.include('You cannot undo this');
    expect(await house.hub.store.authorities.find(id)).to.not.equal(undefined);
    const done = await flow.press(officer.at, sure, { form: '/end' });
    expect(done.text).to.include('It has ended');
    expect((await client.tokenIntrospection(there.party.configuration, tokens.access_token)).active).to.equal(false);
    const [ended] = (await rowsOf('authority.ended')).slice(-1);
    expect(ended?.data).to.include({ authority: id, by: 'officer' });
    expect((await officer.open(`${room}/${id}`)).status).to.equal(404);
  });

  it('D4: a stop for safety looks, to the one who acts, exactly like no authority, and can be taken back', async () => {
    const { id, codes } = await written(officer);
    const { at } = await withCode(simon, codes.actor);
    const shown = async () => (await flow.ownPage(at, house, '/account/acting')).text.replace(/\s+/g, ' ');
    expect(await shown()).to.include('Edith Pemberton');
    const held = await flow.press(officer.at, await officer.open(`${room}/${id}`), { form: '/hold' });
    expect(held.text).to.include('It is stopped for now');
    await house.hub.refreshSwitches();
    const during = await shown();
    const asked = await flow.ownPage(at, house, `/account/acting/end/${id}`);
    expect((await flow.passThrough(at, { scope })).claims).to.not.have.property('on_behalf_of');
    await flow.press(officer.at, await officer.open(`${room}/${id}`), { form: '/hold' });
    await house.hub.refreshSwitches();
    expect(await shown()).to.include('Edith Pemberton');
    await house.hub.store.authorities.end(id);
    expect(await shown()).to.equal(during);
    expect((await flow.ownPage(at, house, `/account/acting/end/${id}`)).status).to.equal(asked.status);
    const kinds = (await trail()).filter(({ event }) => event.startsWith('person.') && event.endsWith('blocked'));
    expect(kinds.map(({ event }) => event)).to.deep.equal(['person.blocked', 'person.unblocked']);
  });

  it('leaves a block of an operator as it is', async () => {
    const { id } = await written(officer);
    const { subject = '' } = (await house.hub.store.authorities.find(id)) ?? {};
    const { people, vault } = house.hub.store;
    const page = await officer.open(`${room}/${id}`);
    await people.block(vault.token('trail:person', subject), 'block');
    await flow.press(officer.at, page, { form: '/hold' });
    const after = await officer.open(`${room}/${id}`);
    expect(after.text).to.include('The person is blocked');
    expect(after.forms.some(({ action }) => action.endsWith('/hold'))).to.equal(false);
    expect((await people.blocked())(subject)).to.equal(true);
    await people.unblock(vault.token('trail:person', subject));
  });

  it('an officer is neither side of what they wrote down', async () => {
    const { id, codes } = await written(officer);
    const { authorities } = house.hub.store;
    const { writtenBy = '' } = (await authorities.find(id)) ?? {};
    expect(writtenBy).to.match(/\S/);
    expect(await authorities.claim(codes.actor, writtenBy)).to.equal(undefined);
    expect(await authorities.claim(codes.holder, writtenBy)).to.equal(undefined);
    const { page } = await withCode(simon, codes.actor);
    expect(page.text).to.include('Edith Pemberton');
  });

  it('D1, D4: follows the person acted for into their other account, by proof, and ends tokens about who they were', async () => {
    const joan = { provider: 'central', persona: 'joan-whitlock' } as const;
    const { id, codes } = await written(officer);
    await withCode(other, codes.holder);
    const { at } = await withCode(simon, codes.actor);
    const before = await act(at, id);
    const theirs = await flow.visit(house, 'council-tax');
    await flow.signIn(theirs, {}, joan);
    const join = await flow.tryProvider(theirs, await flow.chooseAnother(theirs, house), other);
    expect(pageOf(join), join.text).to.equal('question-join');
    await flow.press(theirs, join, { form: '/question', fields: { join: 'yes' } });
    expect((await house.hub.store.authorities.find(id))?.followed).to.have.length(1);
    const seen = await client.tokenIntrospection(before.at.party.configuration, before.tokens.access_token);
    expect(seen.active).to.equal(false);
    expect((await act(at, id)).claims.on_behalf_of).to.include({ authority_id: id });
    expect((await flow.ownPage(theirs, house, '/account/acting')).text).to.include('By power of attorney');
  });

  describe('who is told', () => {
    const address = '1 Example Row\nExampleton\nZZ1 1AA';
    let before = 0;
    beforeEach(() => {
      before = house.notify.sent().length;
    });
    /** What was sent in this test, oldest first. */
    const news = () => house.notify.sent().toReversed().slice(before);

    it('D4: the person acted for, by letter, the moment that somebody can act for them', async () => {
      const { page, codes } = await written(officer, { address, language: 'cy' });
      expect(page.text).to.include('we send a letter');
      expect(await waiting()).to.equal(0);
      await withCode(other, codes.holder);
      expect(await waiting()).to.equal(0);
      const { page: own } = await withCode(simon, codes.actor);
      expect(own.text).to.include('For whom you can act');
      const letter = await soon(() => news()[0]);
      expect(letter.to).to.deep.equal(['Edith Pemberton', ...address.split('\n')]);
      expect(letter.template).to.include({ channel: 'letter', language: 'cy' });
      expect(letter.body).to.include('Simon Pemberton').and.include('Treth gyngor');
      expect(news()).to.have.length(1);
    });

    it('D5: once for a service and a day, by e-mail before text message', async () => {
      const { id, codes } = await written(officer, { email: 'edith@example.org', phone: '07700 900 123' });
      const { at } = await withCode(simon, codes.actor);
      for (let times = 0; times < 3; times += 1) await act(at, id);
      await act(at, id, 'second-service');
      const [granted, ...uses] = await soon(() => (news().length === 3 ? news() : undefined));
      expect(granted?.template).to.include({ kind: 'grant-notice', channel: 'email' });
      const services = uses.map(({ body }) => ['Bin collection', 'Council tax'].find((name) => body.includes(name)));
      expect(services.sort()).to.deep.equal(['Bin collection', 'Council tax']);
      for (const { to } of news()) expect(to).to.deep.equal(['edith@example.org']);
      // Notify has them a moment before the hub has written that down.
      expect(await soon(async () => ((await waiting()) === 0 ? 'none' : undefined))).to.equal('none');
      expect(news()).to.have.length(3);
    });

    it('D5: nobody by guesses, where nobody wrote down how', async () => {
      const { id, page, codes } = await written(officer);
      expect(page.text).to.include('Hand them their printed sheet');
      const { at } = await withCode(simon, codes.actor);
      await act(at, id);
      expect(await waiting()).to.equal(0);
      expect(news()).to.deep.equal([]);
    });

    it('refuses an address that GOV.UK Notify would not take', async () => {
      const wrong = await sent(officer, { address: 'Exampleton', phone: '12' });
      expect(wrong.text).to.include('Write two to six lines').and.include('Check the phone number');
    });
  });
});
