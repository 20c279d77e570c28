import { expect } from 'chai';
import { request } from 'undici';
import { createLog } from '../../src/log.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';

describe('server/app', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  const get = (path: string, headers: Record<string, string> = {}): Promise<Page> =>
    createBrowser({ headers }).get(house.issuer + path);

  describe('only-issuer', () => {
    it('answers no other host, whatever the path', async () => {
      for (const path of ['/', '/.well-known/openid-configuration', '/authorize', '/jwks', '/assets/none']) {
        for (const host of ['evil.example', `localhost.evil.example:${new URL(house.issuer).port}`, 'localhost', '']) {
          const page = await get(path, { host });
          expect(page.status, `${host}${path}`).to.equal(400);
          expect(page.body).not.to.include('evil.example');
        }
      }
    });

    it('lets no header of a proxy into what it says of itself', async () => {
      const true_ = (await get('/.well-known/openid-configuration')).body;
      const foreign = {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '203.0.113.9',
        forwarded: 'host=evil.example;proto=https',
      };
      expect((await get('/.well-known/openid-configuration', foreign)).body).to.equal(true_);
      expect((await get('/', foreign)).body).not.to.include('evil.example');
    });

    it('answers health on any host, for load balancers', async () => {
      for (const path of ['/health/live', '/health/ready']) {
        expect((await get(path, { host: '10.0.0.7' })).status).to.equal(200);
      }
    });
  });

  describe('safe headers', () => {
    it('stand on every page, and no page may be cached or framed', async () => {
      for (const path of ['/', '/nothing', '/authorize', '/sign-out', '/callback/central']) {
        const { headers } = await get(path);
        const policy = headers['content-security-policy'] ?? '';
        expect(policy, path).to.include("default-src 'none'").and.include("frame-ancestors 'none'");
        expect(policy).not.to.match(/unsafe|\*/);
        expect(headers).to.include({
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'strict-origin',
        });
        expect(headers).to.not.have.any.keys('x-powered-by', 'etag');
      }
    });

    it('give each page a nonce of its own', async () => {
      const nonces = [await get('/'), await get('/')].map(
        ({ headers }) => /nonce-([^']+)/.exec(headers['content-security-policy'] ?? '')?.[1],
      );
      expect(nonces[0]).to.be.a('string').and.not.equal(nonces[1]);
    });
  });

  it('publishes its public client keys and what its vectors mean, and nothing private', async () => {
    const { keys } = JSON.parse((await get('/client-keys')).body) as { keys: Record<string, unknown>[] };
    expect(keys.length).to.be.greaterThan(0);
    for (const key of keys) expect(key).to.not.have.any.keys('d', 'p', 'q', 'dp', 'dq', 'qi', 'k');
    expect(JSON.parse((await get('/trust-mark')).body)).to.have.property('vectors');
  });

  it('shows what every account’s words are worth, at every address that names a level, and answers a question', async () => {
    const table = (await get('/assurance')).body;
    expect(table).to.include('<code>Cl.Cm.P2</code>').and.include('acr=').and.not.include('Council staff');
    expect((await get('/assurance/medium/medium')).body).to.include('<code>Cl.Cm.P2</code>');
    const why = async (query: string) => /data-why="([^"]+)"/.exec((await get(`/assurance?${query}`)).body)?.[1];
    expect(await why('service=parking-permit&provider=central&says=Cl.Cm.P2')).to.equal('met');
    expect(await why('service=parking-permit&provider=central&says=%3Cscript%3E')).to.equal('unknown-word');
    expect(await why('service=parking-permit&provider=constructor&says=x')).to.equal('unknown');
    expect(await why('service=&provider=&says=')).to.equal(undefined);
  });

  it('speaks the language of the browser, or the one chosen', async () => {
    expect((await get('/', { 'accept-language': 'cy, en;q=0.5' })).headers['content-language']).to.equal('cy');
    expect((await get('/?language=en', { 'accept-language': 'cy' })).headers['content-language']).to.equal('en');
    expect((await get('/nothing', { 'accept-language': 'cy' })).headers['content-language']).to.equal('cy');
  });

  it('says no more than a status where even the page of an error fails', async () => {
    const failing = await startHouse({
      log: createLog('info', {
        write(line: string) {
          if (line.includes('"refused"')) throw new Error('the disk is full');
        },
      }),
    });
    try {
      const { status, body } = await createBrowser().get(`${failing.issuer}/nothing`);
      expect(status).to.equal(500);
      expect(body)
        .to.include('Internal Server Error')
        .and.not.match(/disk|\.ts/);
    } finally {
      await failing.close();
    }
  });

  it('gives every refusal another reference number', async () => {
    const pages = [await get('/nothing'), await get('/nothing')];
    expect(pages.map(pageOf)).to.deep.equal(['error', 'error']);
    const references = pages.map(({ text }) => /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(text)?.[0]);
    expect(references[0]).to.be.a('string').and.not.equal(references[1]);
  });

  describe('metrics', () => {
    it('count by closed words only, on a listener of their own', async () => {
      await get('/nothing/ZXQMARKER?a=ZXQMARKER');
      await get('/sign-in/ZXQMARKER');
      expect((await get('/metrics')).status).to.equal(404);
      const { metrics } = house.config.hub;
      const at = `http://127.0.0.1:${metrics.port}`;
      const text = await (await fetch(`${at}/metrics`)).text();
      expect(text).to.include('gatehouse_http_seconds_count{route="other",method="GET",status="4xx"}');
      expect(text).to.include('route="/sign-in"');
      expect(text).not.to.include('ZXQMARKER');
      expect((await fetch(`${at}/`)).status).to.equal(404);
    });
  });

  it('answers no method that it does not know', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE'] as const) {
      const answer = await request(`${house.issuer}/`, { method });
      await answer.body.dump();
      expect(answer.statusCode, method).to.be.oneOf([404, 405]);
    }
  });
});
