import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { listen } from '../../src/server/listen.ts';

describe('server/listen', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => void server.close()));

  it('listens, and names the setting where the port is taken', async () => {
    const first = await listen(createServer(), { host: '127.0.0.1', port: 0 }, 'listen.port');
    servers.push(first);
    const { port } = first.address() as AddressInfo;
    const taken = await listen(createServer(), { host: '127.0.0.1', port }, 'listen.port in hub.yaml').catch(
      (error: unknown) => error,
    );
    expect(taken).to.include({ code: 'configuration' });
    expect(String(taken))
      .to.include(`port ${port}`)
      .and.include('already in use')
      .and.include('listen.port in hub.yaml');
  });

  it('says when an address cannot be had', async () => {
    const foreign = await listen(createServer(), { host: '203.0.113.9', port: 0 }, 'listen.host').catch(
      (error: unknown) => error,
    );
    expect(foreign).to.include({ code: 'configuration' });
    expect(String(foreign)).to.include('cannot be used').and.include('listen.host');
  });
});
