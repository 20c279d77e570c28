// Time runs out, or the database goes, in the middle of a sign-in: a plain page with a reference, and nothing half-written.
import { expect } from 'chai';
import { request } from 'undici';
import type { Browser, Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { optionalSuite } from '../support/optional.ts';
import { freshDatabase, missingPostgres } from '../support/postgres.ts';
import { rawQuery } from '../support/raw-database.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

function isPlainPage(page: Page, status: number): void {
  expect(page.status, page.text).to.equal(status);
  expect(page.location).to.equal(undefined);
  expect(pageOf(page)).to.equal('error');
  expect(page.text).to.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
}

/** Three pages, each of another sign-in: the choice, the provider's, and the share page. */
async function underWay(house: House) {
  const at = await flow.visit(house, 'parking-permit');
  const asks = { scope: 'openid profile', prompt: 'consent' };
  const choice = (await flow.arrive(at, asks)).page;
  const there = await flow.press(at, (await flow.arrive(at, asks)).page, {
    form: '/choice',
    fields: { provider: 'central' },
  });
  const back = await at.browser.follow(
    await at.browser.submit(there, { persona: 'hannah-fairweather' }, '/simulator/continue'),
    ({ pathname }) => pathname.startsWith('/callback/'),
  );
  const { asking, page: first } = await flow.arrive(at, asks);
  const share = await flow.tryProvider(at, first, { provider: 'central' });
  expect([pageOf(choice), pageOf(share)]).to.deep.equal(['choice', 'share']);
  return { at, asking, choice, callback: back.location ?? '', share };
}

describe('flows: a journey that expired', () => {
  let house: House;
  before(async () => {
    house = await startHouse({ lifetimes: { journey: 2 } });
  });
  after(() => house.close());

  it('says so on every page of it, leads back to the service, and is swept', async () => {
    const { at, choice, callback, share } = await underWay(house);
    const { browser } = at;
    const before = await house.hub.store.trail.read(0, 1000);
    const isOver = async () => (await browser.get(share.url)).status === 400;
    for (let tries = 0; tries < 50 && !(await isOver()); tries += 1) await new Promise((done) => setTimeout(done, 100));
    for (const page of [choice, share]) {
      isPlainPage(await browser.get(page.url), 400);
      isPlainPage(await browser.submit(page, { provider: 'central' }, `/${pageOf(page)}`), 400);
      isPlainPage(await browser.submit(page, {}, '/cancel'), 400);
    }
    isPlainPage(await browser.get(callback), 400);
    const events = (await house.hub.store.trail.read(0, 1000)).slice(before.length).map(({ event }) => event);
    expect(events).to.deep.equal(['state.refused']);
    expect(await house.hub.store.sweep()).to.be.greaterThan(0);
    await flow.signIn(at, { scope: 'openid' });
  });
});

function suite(databaseUrl: () => Promise<string | undefined>): void {
  let house: House;
  before(async () => {
    const url = await databaseUrl();
    house = await startHouse(url ? { databaseUrl: url } : {});
  });
  after(() => house.close());

  it('answers 503 everywhere while it is gone, and goes on where it stood', async () => {
    const { at, asking, choice, callback, share } = await underWay(house);
    const { browser } = at;
    const { url } = await at.party.ask();
    const rows = await house.hub.store.trail.read(0, 1000);
    await house.hub.store.close();

    const isGone = (page: Page) => {
      isPlainPage(page, 503);
      expect(Number(page.headers['retry-after'])).to.be.greaterThan(0);
    };
    isGone(await browser.get(choice.url));
    isGone(await browser.submit(choice, { provider: 'central' }, '/choice'));
    isGone(await browser.submit(share, {}, '/share'));
    isGone(await browser.submit(share, {}, '/cancel'));
    isGone(await browser.get(callback));
    isGone(await browser.get(url.href));
    expect(await endpoints(house, browser)).to.deep.equal({ live: 200, ready: 503, jwks: 200, userinfo: 503 });

    await house.restart();
    expect(await house.hub.store.trail.read(0, 1000)).to.deep.equal(rows);
    expect(pageOf(await browser.visit(choice.url))).to.equal('choice');
    expect(pageOf(await browser.visit(callback))).to.equal('share');
    const end = await flow.press(at, await browser.get(share.url), { form: '/share' });
    await flow.collected(at, asking, flow.answerIn(at, end));
    expect((await house.hub.store.trail.verify()).broken).to.equal(undefined);
  });
}

async function endpoints(house: House, browser: Browser) {
  const headers = { authorization: 'Bearer unknown' };
  const userinfo = await request(`${house.issuer}/userinfo`, { headers });
  await userinfo.body.dump();
  const status = async (path: string) => (await browser.get(house.issuer + path)).status;
  return {
    live: await status('/health/live'),
    ready: await status('/health/ready'),
    jwks: await status('/jwks'),
    userinfo: userinfo.statusCode,
  };
}

describe('flows: the database gone in mid-flow', () => {
  describe('on SQLite', () => suite(async () => undefined));
  optionalSuite('on PostgreSQL', missingPostgres, () => {
    suite(freshDatabase);

    it('survives connections that the server cuts', async () => {
      const databaseUrl = await freshDatabase();
      const house = await startHouse({ databaseUrl });
      try {
        const { at, asking, share } = await underWay(house);
        const settings = { databaseUrl, masterKey: house.masterKey };
        await rawQuery(
          settings,
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
        const end = await flow.press(at, share, { form: '/share' });
        await flow.collected(at, asking, flow.answerIn(at, end));
        expect((await house.hub.store.trail.verify()).broken).to.equal(undefined);
      } finally {
        await house.close();
      }
    });

    /** The database refuses one table from now on, as one does that is shut down just then; returns how to end it. */
    async function refuseWrites(house: House, table: string) {
      const settings = { databaseUrl: house.config.environment.databaseUrl, masterKey: house.masterKey };
      await rawQuery(
        settings,
        `CREATE OR REPLACE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'shutting down' USING ERRCODE = '57P01'; END $$;
         CREATE TRIGGER gone BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION gone()`,
      );
      return () => rawQuery(settings, `DROP TRIGGER gone ON ${table}`);
    }

    it('says so in the same way where it goes at the very last: the session is not written, or what happened is not', async () => {
      const house = await startHouse({ databaseUrl: await freshDatabase() });
      try {
        const { at, share } = await underWay(house);
        const endSessions = await refuseWrites(house, 'sessions');
        const leaving = await flow.press(at, share, { form: '/share' });
        const resumed = leaving.location ? await at.browser.get(leaving.location) : leaving;
        isPlainPage(resumed, 503);
        expect(Number(resumed.headers['retry-after'])).to.be.greaterThan(0);
        expect(resumed.headers['set-cookie']).to.equal(undefined);
        await endSessions();

        const again = await flow.arrive(at, { scope: 'openid profile', prompt: 'consent' });
        const end = await flow.press(at, await flow.tryProvider(at, again.page, { provider: 'central' }), {
          form: '/share',
        });
        const answer = flow.answerIn(at, end);
        const endTrail = await refuseWrites(house, 'trail');
        const refusal: { cause?: unknown } = await at.party.collect(again.asking, answer).catch((error) => error);
        const told = refusal.cause as Response;
        expect(told.status, String(refusal)).to.equal(503);
        expect(Number(told.headers.get('retry-after'))).to.be.greaterThan(0);
        expect(await told.json()).to.include({ error: 'temporarily_unavailable' });
        await endTrail();
      } finally {
        await house.close();
      }
    });
  });
});
