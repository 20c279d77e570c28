// Telling residents, in the whole house: the hub sends by itself, goes on after a restart, and writes nowhere whom it told what.
import { expect } from 'chai';
import { createLog } from '../../src/log.ts';
import { personalWords, samples, vouchNotice } from '../notices/sample.ts';
import { type House, startHouse } from '../support/hub.ts';

describe('telling residents', () => {
  let house: House;
  const lines: string[] = [];
  before(async () => {
    house = await startHouse({ log: createLog('trace', { write: (line: string) => void lines.push(line) }) });
  });
  after(() => house.close());

  /** Waits for what comes by itself within a moment. */
  async function soon<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('it did not come');
  }
  const figures = async () => {
    const { host, port } = house.config.hub.metrics;
    return (await fetch(`http://${host}:${port}/metrics`)).text();
  };

  it('goes on after Notify was down and the hub was restarted in the middle: nothing lost, nothing twice, nobody named', async () => {
    house.notify.fault({ fault: 'down', sticky: true });
    const ids = [];
    for (const notice of Object.values(samples))
      ids.push(await house.hub.store.notices.put({ ...notice, person: 'ada' }));
    for (const id of ids) await soon(async () => (await house.hub.store.notices.find(id))?.reason === 'status');
    expect(await figures())
      .to.match(/^gatehouse_queue_depth\{queue="notices"\} 3$/m)
      .and.match(/^gatehouse_queue_oldest_seconds\{queue="notices"\} \d+$/m);
    await house.restart();
    house.notify.fault('none');
    // By itself, when its time has come.
    await soon(async () => (await house.hub.store.notices.waiting()).count === 0);
    expect(
      house.notify
        .sent()
        .map(({ reference }) => reference)
        .sort(),
    ).to.deep.equal(ids.sort());
    expect(await figures()).to.match(/^gatehouse_queue_depth\{queue="notices"\} 0$/m);
    expect(await figures()).to.match(/^gatehouse_events_total\{event="notice.sent"\} 3$/m);
    const trail = await house.hub.store.trail.read(1, 10_000);
    expect(trail.filter(({ event }) => event === 'notice.sent')).to.have.length(3);
    const written = lines.join('') + JSON.stringify(trail);
    expect(written).to.include('notice.failed');
    for (const word of Object.values(samples).flatMap(personalWords)) expect(written, word).not.to.include(word);
  }).timeout(60_000);

  it('says to an operator what could not be sent, and nothing of what it was', async () => {
    house.notify.fault('trial-mode');
    const id = await house.hub.store.notices.put(vouchNotice);
    await soon(async () => (await house.hub.store.notices.find(id))?.state === 'given-up');
    const line = await soon(async () =>
      (await house.hub.store.trail.read(1, 10_000)).find(({ event }) => event === 'notice.given-up'),
    );
    expect(line.data).to.deep.equal({
      notice: id,
      kind: 'vouch-notice',
      channel: 'letter',
      language: 'en',
      tries: 1,
      reason: 'BadRequestError',
    });
  }).timeout(30_000);
});
