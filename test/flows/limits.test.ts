// How much one address, one service and all strangers together may ask for, over the whole house.
import { expect } from 'chai';
import { createBrowser } from '../support/http.ts';
import { type House, type HouseOptions, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('limits', () => {
  let house: House;
  afterEach(() => house.close());
  const start = async (options: HouseOptions) => {
    house = await startHouse(options);
  };
  const ask = async (service: string, from?: string, path = '/authorize') => {
    const url = new URL(path, house.issuer);
    const { redirectUris = [] } = house.config.services.get(service) ?? {};
    url.search = new URLSearchParams({
      client_id: service,
      redirect_uri: redirectUris[0] ?? '',
      response_type: 'code',
      scope: 'openid',
      state: 'a',
      nonce: 'b',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
    return createBrowser(from ? { headers: { 'x-forwarded-for': from } } : {}).get(url.href);
  };

  it('stop one address that begins too many sign-ins, say when to come again, and let others in', async () => {
    await start({ limits: { startsPerAddress: 3 }, trustedProxies: ['127.0.0.0/8', '::1'] });
    for (let count = 0; count < 3; count += 1) expect((await ask('bin-collection', '192.0.2.7')).status).to.equal(303);
    const refused = await ask('bin-collection', '192.0.2.7');
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers['retry-after'])).to.be.within(1, 60);
    expect(pageOf(refused)).to.equal('error');
    expect(refused.text).to.include('Please wait a moment').and.include('You did nothing wrong');
    expect((await ask('bin-collection', '192.0.2.8')).status).to.equal(303);
    // What a stranger writes in front of the proxy's own word changes nothing.
    expect((await ask('bin-collection', '198.51.100.1, 192.0.2.7')).status).to.equal(429);
  });

  it('believe no header where no proxy is named', async () => {
    await start({ limits: { startsPerAddress: 2 } });
    const said = [];
    for (let count = 0; count < 4; count += 1) said.push((await ask('bin-collection', `192.0.2.${count}`)).status);
    expect(said).to.deep.equal([303, 303, 429, 429]);
  });

  it('are not gone around by another name of the same address', async () => {
    await start({ limits: { startsPerAddress: 1 } });
    expect((await ask('bin-collection')).status).to.equal(303);
    for (const path of ['/authorize', '/authorize/', '/authorize//', '/Authorize', '/%61uthorize']) {
      const { status } = await ask('bin-collection', undefined, path);
      expect([429, 404], path).to.include(status);
    }
    const pushed = await createBrowser().post(`${house.issuer}/request/`, { client_id: 'bin-collection' });
    expect(pushed.status).to.equal(404);
  });

  it('stop one service without stopping another', async () => {
    await start({ limits: { startsPerService: 2 } });
    const said = [];
    for (const service of ['bin-collection', 'bin-collection', 'bin-collection', 'council-tax'])
      said.push((await ask(service)).status);
    expect(said).to.deep.equal([303, 303, 429, 303]);
  });

  it('let somebody finish who has begun, and write nothing down for a flood', async () => {
    await start({ limits: { underWay: 5 } });
    const at = await flow.visit(house, 'bin-collection');
    const { page: choice } = await flow.arrive(at);
    const flood = await Promise.all(Array.from({ length: 40 }, () => ask('bin-collection')));
    await new Promise((second) => setTimeout(second, 1100));
    const { underWay, sweep } = house.hub.store;
    const before = await underWay();
    const after = await Promise.all(Array.from({ length: 200 }, () => ask('bin-collection')));
    expect(flood.every(({ status }) => [303, 503].includes(status))).to.equal(true);
    expect(new Set(after.map(({ status }) => status))).to.deep.equal(new Set([503]));
    expect(after[0]?.text).to.include('Too many people are here right now');
    expect(after[0]?.headers['retry-after']).to.equal('30');
    expect(await underWay()).to.equal(before);
    await sweep();
    const done = await flow.tryProvider(at, choice, { provider: 'central', persona: 'hannah-fairweather' });
    expect(flow.answerIn(at, done).searchParams.has('code')).to.equal(true);
  });

  it('stop one address that signs out too often, as each time leaves a row', async () => {
    await start({ limits: { startsPerAddress: 2 } });
    const said = [];
    for (let count = 0; count < 3; count += 1)
      said.push((await createBrowser().get(`${house.issuer}/sign-out`)).status);
    expect(said).to.deep.equal([200, 200, 429]);
    expect((await ask('bin-collection')).status).to.equal(303);
  });

  it('send nobody to a provider without end in one sign-in, and let them begin another', async () => {
    await start({});
    const at = await flow.visit(house, 'bin-collection');
    const { page: choice } = await flow.arrive(at);
    const leave = () => at.browser.submit(choice, { provider: 'central' }, '/choice');
    for (let count = 0; count < 60; count += 1) expect((await leave()).status).to.equal(200);
    const refused = await leave();
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers['retry-after'])).to.be.within(1, 3600);
    expect(refused.text).to.include('You have done this too often');
    const { page: again } = await flow.arrive(at);
    const done = await flow.tryProvider(at, again, { provider: 'central' });
    expect(flow.answerIn(at, done).searchParams.has('code')).to.equal(true);
  });

  it('tell the trail once a minute of what nobody is waiting for', async () => {
    await start({});
    const lost = (provider: string, query: string) =>
      createBrowser().get(`${house.issuer}/callback/${provider}?${query}`);
    for (let count = 0; count < 20; count += 1) expect((await lost('central', `state=${count}`)).status).to.equal(400);
    await lost('nhs', 'state=x');
    const rows = (await house.hub.store.trail.read(0, 100)).filter(({ event }) => event === 'state.refused');
    expect(rows.map(({ data }) => data)).to.deep.equal([
      { provider: 'central', reason: 'unknown' },
      { provider: 'nhs', reason: 'unknown' },
    ]);
  });

  it('answer machines in their own words', async () => {
    await start({ limits: { requestsPerAddress: 1 } });
    const browser = createBrowser();
    await browser.post(`${house.issuer}/token`, { grant_type: 'nothing' });
    const refused = await browser.post(`${house.issuer}/token`, { grant_type: 'nothing' });
    expect(refused.status).to.equal(429);
    expect(JSON.parse(refused.body)).to.include({ error: 'temporarily_unavailable' });
    expect((await browser.get(`${house.issuer}/jwks`)).status).to.equal(200);
  });
});
