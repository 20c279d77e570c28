// The trail of one sign-in: one named event a step, in the order of the way, under one reference number.
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { relyingParty, walk } from '../support/relying-party.ts';

describe('flows: the trail', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  it('tells a sign-in step by step, and the second use of a code', async () => {
    const party = await relyingParty(house);
    const asking = await party.ask({ scope: 'openid profile' });
    const walked = await walk({ browser: createBrowser(), party }, asking);
    if (!('answer' in walked)) return expect.fail(walked.page.text);
    await party.collect(asking, walked.answer);
    const again = await party.collect(asking, walked.answer).catch((error: unknown) => error);
    expect(again).to.be.instanceOf(client.ResponseBodyError).and.include({ error: 'invalid_grant' });

    const rows = await house.hub.store.trail.read(0, 100);
    expect(rows.map(({ event }) => event)).to.deep.equal([
      'sign-in.started',
      'provider.chosen',
      'provider.answered',
      'level.graded',
      'person.new',
      'share.agreed',
      'sign-in.finished',
      'tokens.issued',
      'tokens.reuse-detected',
    ]);
    const [first, ...rest] = rows.slice(0, 7).map(({ reference }) => reference);
    expect(first).to.match(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    expect(rest.every((reference) => reference === first)).to.equal(true);
    const about = rows.filter(({ data }) => data.person).map(({ data }) => data.person);
    expect(new Set(about).size).to.equal(1);
    expect(await house.hub.store.trail.verify()).to.deep.equal({ rows: rows.length });
  });
});
