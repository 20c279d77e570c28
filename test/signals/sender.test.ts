// Telling services: what is sent, and which answers are a yes. The receivers are real servers.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
import { tokenOf } from '../../src/signals/event.ts';
import { push } from '../../src/signals/push.ts';
import { startSender } from '../../src/signals/sender.ts';
import type { Signal, Signals } from '../../src/store/matching-contracts.ts';

const issuer = 'https://hub.example';
const signal: Signal = {
  id: 'jti-1',
  service: 'parking',
  kind: 'changed',
  before: 'old',
  after: 'new',
  tries: 0,
  createdAt: 1_800_000_000,
};

async function key() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { key: { ...(await exportJWK(privateKey)), kid: 'k1' }, publicKey };
}

describe('a security event token', () => {
  it('says what happened to whom, and cannot be taken for any other token', async () => {
    const keys = await key();
    const token = await tokenOf(signal, { issuer, key: keys.key });
    const { payload, protectedHeader } = await jwtVerify(token, keys.publicKey);
    expect(protectedHeader).to.deep.equal({ alg: 'ES256', typ: 'secevent+jwt', kid: 'k1' });
    expect(payload).to.deep.equal({
      iss: issuer,
      aud: 'parking',
      iat: 1_800_000_000,
      jti: 'jti-1',
      sub_id: { format: 'iss_sub', iss: issuer, sub: 'old' },
      events: { [`${issuer}/events/subject-changed`]: { new_sub_id: { format: 'iss_sub', iss: issuer, sub: 'new' } } },
    });
  });

  it('is of one type for each thing that can happen', async () => {
    const keys = await key();
    const { after: _none, ...parted } = signal;
    const types = [];
    for (const one of [signal, parted, { ...parted, kind: 'purged' as const }]) {
      const token = await tokenOf(one, { issuer, key: keys.key });
      const { payload } = await jwtVerify(token, await importJWK({ ...keys.key, d: undefined } as never, 'ES256'));
      types.push(...Object.keys(payload.events as object));
    }
    expect(types).to.deep.equal([
      `${issuer}/events/subject-changed`,
      `${issuer}/events/account-parted`,
      'https://schemas.openid.net/secevent/risc/event-type/account-purged',
    ]);
  });
});

describe('sending what there is to tell', () => {
  it('keeps it for a service that is switched off, and asks nobody', async () => {
    const { key: jwk } = await key();
    const done: string[] = [];
    const waiting = [{ ...signal, createdAt: Math.floor(Date.now() / 1000) }];
    const stop = startSender({
      issuer,
      signals: {
        take: async () => waiting.splice(0),
        drop: async () => void done.push('dropped'),
        later: async () => void done.push('later'),
      } as unknown as Signals,
      addressOf: () => 'http://127.0.0.1:1/events',
      isOff: () => true,
      signingKey: () => jwk,
      trail: async (...told) => void done.push(...told.map(({ event, words }) => `${event} ${words?.reason}`)),
      every: 5,
      failed: (error) => void done.push(String(error)),
    });
    while (done.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    stop();
    expect(done).to.deep.equal(['later', 'signal.failed switched-off']);
  });
});

describe('pushing a token', () => {
  /** Pushes once to a receiver. */
  async function pushed(listener: RequestListener, limit = 5000) {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const said = await push(`http://127.0.0.1:${port}/events`, 'a.b.c', limit);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return said;
  }

  const answer =
    (status: number, body = '', headers = {}): RequestListener =>
    (request, response) => {
      request.resume();
      response.writeHead(status, headers).end(body);
    };

  it('sends it as RFC 8935 has it, and takes 202 alone for a yes', async () => {
    let got: unknown;
    const said = await pushed((request, response) => {
      const { method, url, headers } = request;
      got = { method, url, type: headers['content-type'], accept: headers.accept };
      request.resume();
      response.writeHead(202).end();
    });
    expect(said).to.deep.equal({ kind: 'delivered' });
    expect(got).to.deep.equal({
      method: 'POST',
      url: '/events',
      type: 'application/secevent+jwt',
      accept: 'application/json',
    });
    for (const status of [200, 204, 401, 404, 500, 503])
      expect(await pushed(answer(status)), String(status)).to.deep.equal({ kind: 'failed', reason: 'status' });
  });

  it('reports a refusal by the code of the standard, and repeats nothing else', async () => {
    const refused = (err: string) => answer(400, JSON.stringify({ err, description: 'Ann Example' }));
    expect(await pushed(refused('invalid_key'))).to.deep.equal({ kind: 'failed', reason: 'invalid_key' });
    expect(await pushed(refused('Ann Example'))).to.deep.equal({ kind: 'failed', reason: 'refused' });
    expect(await pushed(answer(400, 'x'.repeat(10_000)))).to.deep.equal({ kind: 'failed', reason: 'refused' });
  });

  it('follows no redirect, and waits no longer than it may', async () => {
    let visits = 0;
    const elsewhere = await pushed((request, response) => {
      visits += 1;
      request.resume();
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(elsewhere).to.deep.equal({ kind: 'failed', reason: 'redirect' });
    expect(visits).to.equal(1);
    expect(await pushed(() => {}, 50)).to.deep.equal({ kind: 'failed', reason: 'too-slow' });
    expect(await push('http://127.0.0.1:1/', 'a.b.c', 1000)).to.deep.equal({ kind: 'failed', reason: 'no-connection' });
  });
});
