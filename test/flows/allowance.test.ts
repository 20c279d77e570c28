// What one person may do on their own pages in an hour; nobody else can use that up for them.
import { expect } from 'chai';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { rawQuery } from '../support/raw-database.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('flows: what one person may do in an hour', () => {
  let house: House;
  before(async () => {
    house = await startHouse({ shared: true, limits: { perPerson: { codes: 3, copies: 2, changes: 2 } } });
  });
  after(() => house.close());

  async function known(persona: string) {
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at, { scope: 'openid profile' }, { provider: 'central', persona });
    return { at, open: (path = '/account') => flow.ownPage(at, house, path) };
  }
  type Known = Awaited<ReturnType<typeof known>>;
  const typeCode = async ({ at, open }: Known) =>
    flow.press(at, await open('/account/acting'), { form: '/code', fields: { code: 'nothing' } });
  const copy = async ({ at, open }: Known) => flow.press(at, await open(), { form: '/account/download' });

  function isTooOften(page: Awaited<ReturnType<typeof copy>>): void {
    expect(page.status).to.equal(429);
    expect(Number(page.headers['retry-after'])).to.be.within(1, 3600);
    expect(pageOf(page)).to.equal('error');
    expect(page.text).to.include('You have done this too often');
  }

  it('is counted for them alone, on all their pages and devices, and by what it is', async () => {
    const hannah = await known('hannah-fairweather');
    for (let count = 0; count < 3; count += 1) expect(pageOf(await typeCode(hannah))).to.equal('account-acting');
    isTooOften(await typeCode(hannah));
    const elsewhere = await known('hannah-fairweather');
    isTooOften(
      await flow.press(elsewhere.at, await elsewhere.open('/account/vouch'), {
        form: '/vouch/code',
        fields: { code: 'nothing' },
      }),
    );
    expect((await copy(hannah)).status).to.equal(200);
    expect(pageOf(await typeCode(await known('priya-raman')))).to.equal('account-acting');
  });

  it('cannot be used up by a stranger, with their name, without a session, or through their browser', async () => {
    const priya = await known('priya-raman');
    const page = await priya.open();
    for (let count = 0; count < 5; count += 1) {
      const forged = await priya.at.browser.post(`${house.issuer}/account/download`, { token: 'x' });
      expect(forged.status).to.equal(403);
      await createBrowser().submit(page, {}, '/account/download');
    }
    for (let count = 0; count < 2; count += 1) expect((await copy(priya)).status).to.equal(200);
    isTooOften(await copy(priya));
    const database = { sqliteFile: house.config.hub.database, masterKey: house.masterKey };
    const rows = await rawQuery(database, 'SELECT * FROM limits');
    const people = await rawQuery(database, 'SELECT person FROM accounts');
    expect(people).not.to.have.length(0);
    for (const { person } of people) expect(JSON.stringify(rows)).not.to.include(String(person));
  });

  it('holds for adding and taking out accounts, and the account that is one too many stays as it was', async () => {
    const add = async ({ at }: Known) => {
      const choice = await flow.chooseAnother(at, house);
      const join = await flow.tryProvider(at, choice, { provider: 'nhs', persona: 'simon-pemberton' });
      return flow.press(at, join, { form: '/question', fields: { join: 'yes' } });
    };
    const both = 'You signed in with both accounts';
    const simon = await known('simon-pemberton');
    const added = await add(simon);
    expect(added.text).to.include(both);
    const ask = await simon.open(flow.linkIn(added, /Take this account out/));
    await flow.press(simon.at, ask, { form: '/account/unlink' });
    const later = await known('simon-pemberton');
    isTooOften(await add(later));
    expect((await later.open()).text).not.to.include(both);
  });
});
