// A hub that is too busy: who begins is asked to come again, who has begun finishes, and whoever watches it is told.
import { expect } from 'chai';
import type { Reading } from '../../src/server/shedding.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, relyingParty } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const limits = { shedding: { loopDelay: 1e6, memory: 1000, requests: 1e6 } };

describe('flows: a hub that is too busy', () => {
  let house: House;
  let reading: Reading;
  beforeEach(() => {
    reading = { loopDelay: 0, memory: 100, heap: 0.1 };
  });
  afterEach(() => house.close());

  const statusOf = async (path: string) => (await createBrowser().get(house.issuer + path)).status;
  const health = async () => [await statusOf('/health/live'), await statusOf('/health/ready')];
  const metrics = async () => {
    const { host, port } = house.config.hub.metrics;
    return (await createBrowser().get(`http://${host}:${port}/metrics`)).body;
  };
  /** The gauge is read once a second. */
  async function becomes(memory: number, ready: number) {
    reading = { ...reading, memory };
    for (let tries = 0; tries < 100 && (await statusOf('/health/ready')) !== ready; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await health()).to.deep.equal([200, ready]);
  }

  it('asks those who begin to come again, lets those finish who have begun, and takes all in again', async () => {
    house = await startHouse({ limits, gauge: { read: () => reading, stop: () => {} } });
    const at = await flow.visit(house, 'bin-collection');
    const { asking, page: choice } = await flow.arrive(at);
    await becomes(1200, 503);

    const party = await relyingParty(house);
    const { url } = await party.ask();
    const refused = await createBrowser().get(url.href);
    expect(refused.status).to.equal(503);
    expect(refused.headers['retry-after']).to.equal('10');
    expect(pageOf(refused)).to.equal('error');
    expect(refused.text).to.include('Too many people are here right now').and.include('try again');
    const welsh = await createBrowser({ headers: { 'accept-language': 'cy' } }).get(url.href);
    expect(welsh.text).to.include('Mae gormod o bobl yma ar hyn o bryd');
    const pushed = await createBrowser().post(`${house.issuer}/request`, { client_id: 'bin-collection' });
    expect(pushed.status).to.equal(503);
    expect(JSON.parse(pushed.body)).to.include({ error: 'temporarily_unavailable' });

    const done = await flow.tryProvider(at, choice, { provider: 'central', persona: 'hannah-fairweather' });
    await flow.collected(at, asking, flow.answerIn(at, done));
    expect(await metrics()).to.include('gatehouse_shed_total{strain="memory"} 3');

    await becomes(100, 200);
    expect((await createBrowser().get(url.href)).status).to.equal(303);
  });

  it('refuses everybody with no room left at all, by its own measure, and still answers who watches it', async () => {
    house = await startHouse({ limits: { shedding: { ...limits.shedding, memory: 1 } } });
    expect(await health()).to.deep.equal([200, 503]);
    const browser = createBrowser();
    for (const path of ['/authorize', '/sign-in/none', '/callback/central?state=x', '/account'])
      expect(await statusOf(path), path).to.equal(503);
    const token = await browser.post(`${house.issuer}/token`, { grant_type: 'authorization_code' });
    expect(token.status).to.equal(503);
    expect(JSON.parse(token.body)).to.include({ error: 'temporarily_unavailable' });
    expect(await statusOf('/jwks')).to.equal(200);
    expect(await metrics()).to.match(/gatehouse_shed_total\{strain="memory"\} 5/);
  });
});
