// From the outbox to Notify and nowhere else: what is sent, what is tried again, what is given up. The store and Notify are real.
import { expect } from 'chai';
import { createNotifyDoor } from '../../src/notices/notify-client.ts';
import { startNoticeSender } from '../../src/notices/sender.ts';
import { newNotifyKey } from '../../src/simulators/notify/key.ts';
import { type NotifySimulator, startNotify } from '../../src/simulators/notify/start.ts';
import type { Happening } from '../../src/trail/events.ts';
import { rawQuery } from '../support/raw-database.ts';
import { shippedConfig } from '../support/shipped.ts';
import { forEachEngine, type Opened } from '../support/stores.ts';
import { personalWords, samples, vouchNotice } from './sample.ts';

const { notices } = await shippedConfig();
if (!notices) throw new Error('the shipped configuration has no notices');
const { templates } = notices;
const key = newNotifyKey();

/** Waits for what comes by itself within a moment. */
async function soon<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 4000; tries += 1) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come');
}

describe('sending notices', () => {
  let notify: NotifySimulator;
  let stops: (() => Promise<void>)[] = [];
  let failures: unknown[] = [];
  let told: Happening[] = [];
  beforeEach(async () => {
    told = [];
    notify = await startNotify({ host: '127.0.0.1', port: 0, key, templates });
  });
  /** After each, before its store is closed: a turn that still looks for something would not find the store. */
  async function stopAll(): Promise<void> {
    await Promise.all(stops.map((stop) => stop()));
    await notify.close();
    const found = failures;
    stops = [];
    failures = [];
    expect(found).to.deep.equal([]);
  }

  const sender = ({ notices }: Opened['store'], url = notify.url) => {
    const stop = startNoticeSender({
      notices,
      templates,
      door: createNotifyDoor({ url, key, limit: 2000 }),
      trail: async (...happenings) => void told.push(...happenings),
      every: 5,
      failed: (error) => void failures.push(error),
    });
    stops.push(stop);
    return stop;
  };
  const now = (settings: Opened['settings']) => rawQuery(settings, 'UPDATE notices SET due_at = 0');
  const stateOf = ({ notices }: Opened['store'], id: string, state: string) =>
    soon(async () => (await notices.find(id))?.state === state);
  const reasonOf = ({ notices }: Opened['store'], id: string, reason: string) =>
    soon(async () => (await notices.find(id))?.reason === reason);

  forEachEngine((_engine, open) => {
    afterEach(stopAll);

    it('sends each once, whoever looks for them, and says so in the trail without saying what it said', async () => {
      const { store, settings } = await open();
      const { store: other } = await open(settings);
      const ids = [];
      for (let count = 0; count < 30; count += 1) ids.push(await store.notices.put({ ...vouchNotice, person: 'ada' }));
      sender(store);
      sender(other);
      await soon(async () => (await store.notices.waiting()).count === 0);
      await soon(() => told.length >= 30);
      expect(
        notify
          .sent()
          .map(({ reference }) => reference)
          .sort(),
      ).to.deep.equal(ids.sort());
      expect(told.map(({ event }) => event)).to.deep.equal(Array(30).fill('notice.sent'));
      const [first] = told;
      expect(first?.person).to.equal('ada');
      expect(first?.words).to.include({ kind: 'vouch-notice', channel: 'letter', language: 'en', tries: 1 });
      for (const word of personalWords(vouchNotice)) expect(JSON.stringify(told)).not.to.include(word);
    });

    it('loses nothing while Notify is down, and sends nothing twice once it is up', async () => {
      const { store, settings } = await open();
      notify.fault({ fault: 'down', sticky: true });
      const ids: string[] = [];
      for (const notice of Object.values(samples)) ids.push(await store.notices.put(notice));
      sender(store);
      for (const id of ids) await reasonOf(store, id, 'status');
      await soon(() => told.length === ids.length);
      expect(told.map(({ event }) => event)).to.deep.equal(ids.map(() => 'notice.failed'));
      await now(settings);
      await soon(async () => (await store.notices.find(ids[0] ?? ''))?.tries === 2);
      notify.fault('none');
      await soon(async () => {
        await now(settings);
        return (await store.notices.waiting()).count === 0;
      });
      expect(
        notify
          .sent()
          .map(({ reference }) => reference)
          .sort(),
      ).to.deep.equal(ids.sort());
      expect(told.filter(({ event }) => event === 'notice.failed')).to.have.length(ids.length);
    });

    it('asks Notify before it sends again what may have gone: an answer was lost, or a node went down half-way', async () => {
      const { store, settings } = await open();
      notify.fault('lost-answer');
      const lost = await store.notices.put(vouchNotice);
      const stop = sender(store);
      await reasonOf(store, lost, 'no-connection');
      await now(settings);
      await stateOf(store, lost, 'sent');
      await stop();
      const halfWay = await store.notices.put(vouchNotice);
      const [notice] = await store.notices.take(0, 10);
      if (!notice) throw new Error('nothing was taken');
      const door = createNotifyDoor({ url: notify.url, key, limit: 2000 });
      await door.send(notice, templates['vouch-notice'].letter?.en ?? '');
      const { store: other } = await open(settings);
      sender(other);
      await stateOf(other, halfWay, 'sent');
      expect(notify.sent().map(({ reference }) => reference)).to.deep.equal([halfWay, lost]);
      const ours = await other.notices.find(halfWay);
      expect(ours?.notifyId).to.equal(notify.sent()[0]?.id);
    });

    it('sends nothing again while it cannot ask', async () => {
      const { store, settings } = await open();
      notify.fault('lost-answer');
      const id = await store.notices.put(vouchNotice);
      sender(store);
      await reasonOf(store, id, 'no-connection');
      notify.fault({ fault: 'down', sticky: true });
      await now(settings);
      await reasonOf(store, id, 'status');
      expect(notify.sent()).to.have.length(1);
      notify.fault('none');
      await now(settings);
      await stateOf(store, id, 'sent');
      expect(notify.sent()).to.have.length(1);
    });

    it('gives up what Notify will never take, and what is too old, and keeps nothing of it', async () => {
      const { store, settings } = await open();
      notify.fault('trial-mode');
      const refused = await store.notices.put(vouchNotice);
      sender(store);
      await stateOf(store, refused, 'given-up');
      notify.fault({ fault: 'bad-key', sticky: true });
      const [old, fresh] = [await store.notices.put(vouchNotice), await store.notices.put(vouchNotice)];
      await rawQuery(settings, `UPDATE notices SET created_at = created_at - 700000 WHERE id = '${old}'`);
      await reasonOf(store, fresh, 'AuthError');
      await now(settings);
      await stateOf(store, old, 'given-up');
      expect(await store.notices.find(refused)).to.include({ reason: 'BadRequestError' });
      expect(await store.notices.find(old)).to.include({ reason: 'AuthError' });
      expect(await store.notices.find(fresh)).to.include({ state: 'waiting', reason: 'AuthError' });
      const rows = await rawQuery(settings, "SELECT length(content) AS size FROM notices WHERE state = 'given-up'");
      expect(rows.map(({ size }) => Number(size))).to.deep.equal([0, 0]);
      expect(told.filter(({ event }) => event === 'notice.given-up').map(({ words }) => words?.reason)).to.have.members(
        ['BadRequestError', 'AuthError'],
      );
      expect(notify.sent()).to.deep.equal([]);
    });
  });
});
