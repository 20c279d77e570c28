// A hub that is told to stop: load balancers see it first, what is under way is finished, and the process ends well. Real processes.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { request } from 'undici';
import { createBrowser, type Page } from '../support/http.ts';
import { pageOf } from '../support/relying-party.ts';
import { newPlace, type Place } from './command-line.ts';

/** A provider that lets everybody wait until it is told to answer. */
async function slowProvider() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => void waiting.push(response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    asked: () => waiting.length,
    answer: () => {
      for (const response of waiting.splice(0)) response.writeHead(503).end();
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await holds()) return;
    await pause(25);
  }
  throw new Error('it does not come to that');
}

describe('a hub that is told to stop', function stopping() {
  this.timeout(60_000);
  let place: Place;
  let provider: Awaited<ReturnType<typeof slowProvider>>;
  beforeEach(async () => {
    place = await newPlace();
    provider = await slowProvider();
    const file = join(place.folder, 'config', 'identity-providers.yaml');
    const moved = (await readFile(file, 'utf8')).replaceAll('127.0.0.1:3010', `127.0.0.1:${provider.port}`);
    await writeFile(file, moved);
  });
  afterEach(async () => {
    await provider.close();
    await place.close();
  });

  const drain = async (seconds: number) => {
    const file = join(place.folder, 'config', 'hub.yaml');
    await writeFile(file, `${await readFile(file, 'utf8')}\ndrain: ${seconds}\n`);
  };

  /** Status and headers over a connection of its own; undefined where nobody listens. */
  const look = async (path: string) => {
    const asked = request(`http://localhost:${place.port}${path}`, { reset: true });
    return asked
      .then(async ({ statusCode, headers, body }) => ({ statusCode, headers, text: await body.text() }))
      .catch(() => undefined);
  };

  /** Somebody picks the slow provider: their request is under way until it answers. */
  async function someoneWaits(): Promise<{ page: Promise<Page> }> {
    const browser = createBrowser();
    const url = new URL(`http://localhost:${place.port}/authorize`);
    url.search = new URLSearchParams({
      client_id: 'parking-permit',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: 'http://127.0.0.1:3001/parking-permit/signed-in',
      state: 'a-state-of-their-own',
      nonce: 'a-nonce-of-their-own',
      code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    const choice = await browser.visit(url.href, () => false);
    expect(pageOf(choice), choice.text).to.equal('choice');
    const page = browser.submit(choice, { provider: 'central' }, '/choice');
    page.catch(() => {});
    await until(() => provider.asked() > 0);
    return { page };
  }

  for (const words of [[], ['--workers', '2']]) {
    it(`is out of the balancer at once, and answers whoever waits: serve ${words.join(' ')}`, async () => {
      await drain(2);
      const { pid, said } = await place.serve(...words);
      expect(await look('/health/ready')).to.include({ statusCode: 200 });
      const { page } = await someoneWaits();
      process.kill(pid, 'SIGTERM');
      await until(async () => (await look('/health/ready'))?.statusCode === 503);
      expect(await look('/health/live')).to.include({ statusCode: 200 });
      const served = await look('/jwks');
      expect(served?.statusCode).to.equal(200);
      expect(served?.headers.connection).to.equal('close');
      await until(async () => (await look('/jwks')) === undefined);
      provider.answer();
      expect((await page).status).to.be.oneOf([200, 303]);
      const { status, out, err } = await said;
      expect(status, out + err).to.equal(0);
    });
  }

  it('ends at once when it is told a second time, and says with its status that something was cut off', async () => {
    await drain(300);
    const { pid, said } = await place.serve();
    const { page } = await someoneWaits();
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGINT');
    await until(async () => (await look('/health/ready'))?.statusCode === 503);
    await pause(600);
    expect(await look('/jwks'), 'the same signal, passed on, is not a second one').to.include({ statusCode: 200 });
    process.kill(pid, 'SIGTERM');
    expect((await said).status).to.equal(1);
    expect(await page.catch(() => undefined)).to.equal(undefined);
  });
});
