// The load balancer of the fault test, with nodes that are no hubs.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { request } from 'undici';
import { freePort } from '../../src/commands/free-port.ts';
import { journeyHeader, startBalancer } from './proxy.ts';

const listening = async (listener: RequestListener): Promise<Server> => {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
};
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const closed = (server: Server) =>
  new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });

describe('fault: the load balancer', () => {
  it('goes round by journey, passes over a node that refuses, and says 502 for one that breaks', async () => {
    const echo: RequestListener = async (asked, answer) => {
      if (asked.url === '/break') return asked.socket.destroy();
      const body = Buffer.concat(await asked.toArray()).toString();
      answer.end(JSON.stringify({ body, headers: asked.headers, port: asked.socket.localPort }));
    };
    const nodes = [await listening(echo), await listening(echo), await listening(echo)];
    const port = await freePort('localhost');
    const balancer = await startBalancer(port, nodes.map(portOf));
    const ask = async (path: string, journey: string) => {
      const got = await request(`http://localhost:${port}${path}`, {
        method: 'POST',
        headers: { [journeyHeader]: journey, 'x-forwarded-for': '192.0.2.1' },
        body: 'a form',
      });
      return { status: got.statusCode, text: await got.body.text() };
    };
    try {
      const first = JSON.parse((await ask('/', 'one')).text);
      expect(first.body).to.equal('a form');
      expect(first.headers).not.to.have.property(journeyHeader);
      expect(first.headers['x-forwarded-for']).to.match(/127\.0\.0\.1|::1/);
      for (let turn = 0; turn < 4; turn += 1) for (const journey of ['one', 'two']) await ask('/', journey);
      const visits = balancer.visits('one');
      expect(visits).to.have.length(5);
      visits.forEach((node, index) => void expect(node).to.equal(((visits[0] ?? 0) + index) % 3));

      await closed(nodes[1] as Server);
      for (let turn = 0; turn < 3; turn += 1) expect((await ask('/', 'one')).status).to.equal(200);
      expect(balancer.visits('one').slice(5)).not.to.include(1);
      expect((await ask('/break', 'one')).status).to.equal(502);
    } finally {
      await balancer.close();
      await Promise.all(nodes.map(closed));
    }
  });
});
