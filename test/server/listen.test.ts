import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import { closed, listen, patience, patientServer } from '../../src/server/listen.ts';

const fine: RequestListener = (_request, response) => void response.end('fine');
const wholeBody: RequestListener = (request, response) => void request.resume().on('end', () => response.end());

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

  /** Sends a text over a bare connection, and returns all that came until the other side closed it. */
  async function raw(text: string, given = patience, listener: RequestListener = fine): Promise<string> {
    const server = patientServer(listener, given);
    servers.push(await listen(server, { host: '127.0.0.1', port: 0 }, 'listen.port'));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text));
    const parts = await socket.setEncoding('utf8').toArray();
    return parts.join('');
  }

  it('lets go of a client that holds the line without finishing its headers', async () => {
    const given = { ...patience, headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 };
    expect(await raw('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', given)).to.match(/^HTTP\/1\.1 408 /);
  });

  it('lets go of a client that holds the line without finishing its body', async () => {
    const given = { ...patience, headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 };
    const slow = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc';
    expect(await raw(slow, given, wholeBody)).to.match(/^HTTP\/1\.1 408 /);
  });

  it('stops in time beside a client that holds the line without finishing its body', async () => {
    const server = patientServer(wholeBody);
    await listen(server, { host: '127.0.0.1', port: 0 }, 'listen.port');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => {}).write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc');
    await once(server, 'request');
    await closed(server, 50);
    expect(server.listening).to.equal(false);
  });

  it('refuses headers that are too large, and takes those of a browser with many cookies', async () => {
    const ask = (bytes: number) =>
      `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: a=${'x'.repeat(bytes)}\r\n\r\n`;
    expect(await raw(ask(17_000))).to.match(/^HTTP\/1\.1 431 /);
    expect(await raw(ask(12_000))).to.match(/^HTTP\/1\.1 200 /);
  });
});
