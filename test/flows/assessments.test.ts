// The assessors' room over the whole house: who gets in, one run at a time, what a run shows, what it is compared with, and that it can be deleted.
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { canPaint } from '../../src/assessment/picture.ts';
import type { OwnHouse } from '../../src/commands/own-house.ts';
import type { Page } from '../support/http.ts';
import { ownHouse, type Staff, staffIn } from '../support/own-house.ts';
import { pageOf } from '../support/relying-party.ts';

const room = '/staff/assessments';

describe('the assessors’ room', function assessors() {
  this.timeout(60_000);
  let house: OwnHouse;
  let asha: Staff;

  before(async () => {
    house = await ownHouse();
    asha = await staffIn(house, 'asha-assessor');
  });
  after(() => house.close());

  /** Starts a run of these scenarios; returns the page that it leads to. */
  const start = async (...ids: string[]) => {
    const page = await asha.open(room);
    const none = Object.fromEntries(house.config.scenarios.map(({ id }) => [`scenario-${id}`, []]));
    const fields = { ...none, ...Object.fromEntries(ids.map((id) => [`scenario-${id}`, '1'])) };
    return asha.press(page, '/start', fields as unknown as Record<string, string>);
  };

  /** The page of a run when it is no longer running. */
  const done = async (page: Page): Promise<Page> => {
    const path = new URL(page.url).pathname;
    for (let tries = 0; tries < 300; tries += 1) {
      const now = await asha.open(path);
      if (!now.text.includes('still going on')) return now;
      await setTimeout(100);
    }
    throw new Error('it does not end');
  };

  const linkOf = (page: Page, what: RegExp) => {
    const link = page.links.find(({ text, href }) => what.test(text) || what.test(href));
    if (!link) throw new Error(`no link ${what} in ${page.text}`);
    return link.href;
  };

  it('lets in assessors, and nobody else', async () => {
    expect(asha.inside.text).to.include('Try-outs with invented people').and.not.include('Accounts to look at');
    const omar = await staffIn(house, 'omar-officer');
    expect(omar.inside.text).not.to.include('Try-outs');
    for (const path of [room, `${room}/x`, `${room}/x/report.json`, `${room}/x/cells/a/b/c.png`]) {
      const page = await omar.open(path);
      expect([page.status, pageOf(page)]).to.deep.equal([403, 'staff-refused']);
    }
    for (const path of [`${room}/x`, `${room}/x/report.json`, `${room}/x/cells/a/b`])
      expect((await asha.open(path)).status).to.equal(404);
  });

  it('runs the journeys of whom was chosen, and shows who gets in, where others stop and why, and what is left to them', async () => {
    expect((await start()).text).to.include('Choose who takes part');
    const running = await start('child-16', 'older-97');
    expect(running.body).to.include('http-equiv="refresh" content="5"').and.include('still going on');
    const matrix = await done(running);
    expect(pageOf(matrix)).to.equal('staff-assessment');
    expect(matrix.text).to.include('They got in 7 times out of 10').and.not.include('12-year-old');
    expect(matrix.text).to.include('✓ Gets in').and.include('a name is proven well, two steps to sign in');
    expect(matrix.text).to.include('They have no account that they could use. What is left: go to Exampleton Library');
    expect(matrix.body).not.to.include('http-equiv="refresh"');

    const cell = await asha.open(linkOf(matrix, /cells\/child-16\/parking-permit/));
    expect(cell.text)
      .to.include('At the service: Parking permit')
      .and.include('On this site: How do you want to sign in?');
    expect(cell.text).to.include('The account cannot show well enough who they are.');
    expect(cell.text).to.include('Has no account there');
    expect(cell.text)
      .to.include('The last page as text')
      .and.include('signed in as Chloe Temitope Adeyemi'.slice(0, 9));
    const nobody = await asha.open(linkOf(matrix, /cells\/older-97\/parking-permit/));
    expect(nobody.text)
      .to.include('With no account')
      .and.include('call 01632 960 001')
      .and.include('go to Exampleton Library');
  });

  it('shows a picture of the last page where the machine can make one, and else says what is missing', async () => {
    const run = await done(await start('one-name'));
    const cell = await asha.open(linkOf(run, /cells\/one-name\/bin-collection/));
    const picture = `${new URL(cell.url).pathname}/central.png`;
    if (!(await canPaint())) {
      expect(cell.text).to.include('This site cannot make pictures of pages');
      expect((await asha.open(picture)).status).to.equal(404);
      return;
    }
    const shown = await asha.open(linkOf(cell, /\?picture=central/).replace(/#.*/, ''));
    expect(shown.body).to.include(`src="${picture}"`);
    const { status, headers, body } = await asha.open(picture);
    expect([status, headers['content-type']]).to.deep.equal([200, 'image/png']);
    expect(body).to.include('PNG');
    expect((await asha.open(picture.replace('central', 'scotland'))).status).to.equal(404);
  });

  it('is taken away as JSON, JUnit and CSV, and compared with an earlier one', async () => {
    const page = await done(await start('child-16'));
    const again = await done(await start('child-16'));
    expect((await asha.open(linkOf(again, /junit\.xml/))).headers['content-disposition']).to.include('attachment');
    expect((await asha.open(linkOf(page, /attempts\.csv/))).body).to.include('"child-16","chloe-adeyemi"');
    const compared = await asha.open(linkOf(again, /^Compare with/));
    expect(compared.text).to.include('Better: 0. Worse: 0.');
    expect(linkOf(compared, /junit\.xml/)).to.match(/\?with=/);
  });

  it('runs one at a time, and is deleted with all that it kept, also while it runs', async () => {
    const running = await start('child-13', 'child-15');
    expect((await asha.open(room)).forms.some(({ action }) => action.endsWith('/start'))).to.equal(false);
    const path = new URL(running.url).pathname;
    const asked = await asha.open(`${path}/delete`);
    expect((await asha.press(asked, '/delete')).text).not.to.include('still going on');
    expect((await asha.open(path)).status).to.equal(404);
  });
});
