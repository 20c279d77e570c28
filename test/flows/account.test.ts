// A person's own page over the whole house: what they see, taking an account out, adding one, a copy, and being forgotten.
import { expect } from 'chai';
import { backToNow, pass } from '../support/clock.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { rawQuery } from '../support/raw-database.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('the account page', () => {
  let house: House;

  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  /** Somebody who has used a council's service. */
  async function known(persona = 'hannah-fairweather') {
    const at = await flow.visit(house, 'parking-permit');
    const { claims } = await flow.signIn(at, { scope: 'openid profile address' }, { provider: 'central', persona });
    return { at, sub: claims.sub, open: (path = '/account') => flow.ownPage(at, house, path) };
  }

  /** Adds the account of another provider to one's own, over the page. */
  async function add(
    at: flow.Visit,
    { provider, persona }: { provider: 'nhs' | 'local' | 'scotland'; persona: string },
  ) {
    const choice = await flow.chooseAnother(at, house);
    expect(pageOf(choice)).to.equal('choice');
    const join = await flow.tryProvider(at, choice, { provider, persona });
    expect(pageOf(join), join.text).to.equal('question-join');
    return flow.press(at, join, { form: '/question', fields: { join: 'yes' } });
  }

  it('asks nobody to sign in who only looks, and signs in who wants to', async () => {
    const browser = createBrowser();
    const at = await flow.visit(house, 'parking-permit', browser);
    const page = await flow.ownPage(at, house, '/account');
    expect(pageOf(page)).to.equal('account-start');
    const choice = await flow.ownPage(at, house, flow.linkIn(page, /Sign in/));
    const back = await flow.tryProvider(at, choice, { provider: 'central', persona: 'priya-raman' });
    expect(back.url).to.match(/\/account(\?|$)/);
    expect(pageOf(back)).to.equal('account');
    expect(back.text).to.include('You have not signed in to a council service yet');
  });

  it('shows the accounts, who knows the person by what, and every use', async () => {
    const { sub, open } = await known();
    const page = await open();
    expect(pageOf(page)).to.equal('account');
    expect(page.text).to.include('GOV.UK One Login').and.include('You signed in with it for the first time');
    expect(page.body).to.include(sub);
    expect(page.text).to.include('Parking permit').and.include('Exampleton Council');
    const uses = await open('/account/uses');
    expect(uses.text).to.include('You signed in to: Parking permit').and.include('We told this service who you are');
  });

  it('adds no account a quarter of an hour after signing in, by an address kept from before either, until they sign in again', async () => {
    const { at, open, sub } = await known('rebecca-tennant');
    const kept = flow.linkIn(await open(), /Add another account/);
    pass(901);
    try {
      const own = await open();
      expect(own.text).to.include('To keep you safe, sign in again first').and.not.include('we will ask you if both');
      const stranger = { provider: 'nhs', persona: 'priya-raman' } as const;
      const other = await flow.tryProvider(at, await flow.ownPage(at, house, kept), stranger);
      expect(pageOf(other), other.text).to.equal('different-person');

      const choice = await flow.ownPage(at, house, flow.linkIn(await open(), /Sign in again/));
      const back = await flow.tryProvider(at, choice, { provider: 'central', persona: 'rebecca-tennant' });
      expect(pageOf(back)).to.equal('account');
      expect(back.body).to.include(sub).and.include('Add another account').and.include('join=yes');
    } finally {
      backToNow();
    }
  });

  it('adds an account, and takes it out again as it was before', async () => {
    const { at, sub, open } = await known('simon-pemberton');
    const two = await add(at, { provider: 'nhs', persona: 'simon-pemberton' });
    expect(pageOf(two), two.text).to.equal('account');
    expect(two.text).to.include('You signed in with both accounts');
    const ask = await open(flow.linkIn(two, /Take this account out/));
    expect(pageOf(ask)).to.equal('account-unlink');
    const done = await flow.press(at, ask, { form: '/account/unlink' });
    const now = pageOf(done) === 'account' ? done : await open();
    expect(now.text).not.to.include('You signed in with both accounts');
    const again = await flow.signIn(
      await flow.visit(house, 'parking-permit'),
      {},
      {
        provider: 'central',
        persona: 'simon-pemberton',
      },
    );
    expect(again.claims.sub).to.equal(sub);
  });

  it('gives a copy with everything in it, as a file', async () => {
    const { at, sub, open } = await known();
    const page = await open();
    const copy = await at.browser.submit(page, {}, '/account/download');
    expect(copy.headers['content-disposition']).to.include('attachment');
    const read = JSON.parse(copy.body);
    expect(read.accounts[0]).to.include({ provider: 'central', linkedBy: 'new-account' });
    expect(read.knownBy[0].subject).to.equal(sub);
    expect(read.uses.map(({ event }: { event: string }) => event)).to.include('tokens.issued');
    expect(copy.body).not.to.match(/"(?:person|account)":/);
  });

  it('forgets everything, and knows nobody of that name afterwards', async () => {
    const { at, sub, open } = await known('zoe-nunez-hakansson');
    const { database } = house.config.hub;
    const left = async () =>
      Promise.all(
        ['accounts', 'subjects', 'agreements', 'authentications', 'releases', 'match_records', 'match_keys'].map(
          async (table) =>
            Number(
              (
                await rawQuery(
                  { sqliteFile: database, masterKey: house.masterKey },
                  `SELECT COUNT(*) AS n FROM ${table}`,
                )
              )[0]?.n,
            ),
        ),
      );
    const before = await left();
    const ask = await open('/account/delete');
    expect(pageOf(ask)).to.equal('account-delete');
    const done = await flow.press(at, ask, { form: '/account/delete' });
    expect(pageOf(done)).to.equal('account-deleted');
    for (const [at, rows] of (await left()).entries()) expect(rows, String(at)).to.be.below(before[at] ?? 0);
    expect(pageOf(await open())).to.equal('account-start');
    const again = await flow.signIn(
      await flow.visit(house, 'parking-permit'),
      {},
      {
        provider: 'central',
        persona: 'zoe-nunez-hakansson',
      },
    );
    expect(again.claims.sub).not.to.equal(sub);
    expect((await house.hub.store.trail.verify()).broken).to.equal(undefined);
  });

  it('forgets nothing while somebody is looking into it', async () => {
    const { at, open } = await known('nia-roberts-khan');
    const before = await open('/account/delete');
    const [line] = (await house.hub.store.trail.read(1, 10_000))
      .filter(({ event }) => event === 'person.new')
      .slice(-1);
    await house.hub.store.people.block(String(line?.data.person), 'hold');
    await house.hub.refreshSwitches();
    const page = await flow.press(at, before, { form: '/account/delete' });
    expect(page.text).to.include('We cannot delete anything right now');
    expect(pageOf(await open())).to.equal('account');
  });

  it('takes no form of another session, nor an account of somebody else', async () => {
    const one = await known('hannah-fairweather');
    const other = await known('priya-raman');
    const page = await one.open('/account/delete');
    const { token } = (page.forms.find(({ action }) => action === '/account/delete')?.fields ?? {}) as Record<
      string,
      string
    >;
    const theirs = await other.open('/account/delete');
    const refused = await other.at.browser.submit(theirs, { token: token ?? '' }, '/account/delete');
    expect(refused.status).to.equal(403);
    const unknown = await other.open('/account/unlink/nothing');
    expect(unknown.status).to.equal(404);
  });
});
