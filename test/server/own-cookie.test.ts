// The hub's own cookies: what a browser is told to keep, and from whom it takes one.
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { ownCookie } from '../../src/server/own-cookie.ts';

/** What a server at that issuer answers: the cookie it sets (or takes back at `/clear`), and the value it read. */
async function answered(issuer: string, { path = '/', cookie = '' }) {
  const own = ownCookie(issuer, 'code');
  const app = express();
  app.get('/clear', (_request, response) => {
    own.clear(response);
    response.end();
  });
  app.get('/', (request, response) => {
    own.set(response, 'new', 60);
    response.end(own.of(request) ?? 'none');
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const answer = await fetch(address, { headers: { cookie } });
  const read = await answer.text();
  server.close();
  return { read, parts: answer.headers.getSetCookie().flatMap((line) => line.split('; ')) };
}

describe('server/own-cookie', () => {
  const secure = 'https://sign-in.exampleton.example';
  const local = 'http://localhost:4000';

  it('is of this host alone, where there is TLS: the browser lets no sibling host set one of that name', async () => {
    const { parts } = await answered(secure, {});
    expect(parts).to.include.members(['__Host-code=new', 'Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax', 'Max-Age=60']);
    expect(parts.join()).to.not.match(/domain/i);
  });

  it('never reads a cookie that a sibling host could set', async () => {
    expect((await answered(secure, { cookie: 'code=planted' })).read).to.equal('none');
    expect((await answered(secure, { cookie: 'code=planted; __Host-code=own' })).read).to.equal('own');
  });

  it('works on a machine of one’s own, without TLS', async () => {
    const { parts, read } = await answered(local, { cookie: 'other=1; code=own' });
    expect(read).to.equal('own');
    expect(parts).to.include('code=new').and.not.include('Secure');
  });

  it('is taken back in a way that browsers accept', async () => {
    const { parts } = await answered(secure, { path: '/clear' });
    expect(parts).to.include.members(['__Host-code=', 'Path=/', 'Secure']);
  });
});
