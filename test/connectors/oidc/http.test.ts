// Calls to providers end, whatever the provider does.

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { JourneyEnd } from '../../../src/connectors/journey-end.ts';
import { getJson, guardedFetch, isAcceptable } from '../../../src/connectors/oidc/http.ts';
import { addressOf } from '../rig.ts';

describe('connectors/oidc/http', () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;
  const asked: IncomingMessage[] = [];

  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    });
    url = await addressOf(server);
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const end = async (target = url): Promise<string> => {
    const error: unknown = await getJson(
      guardedFetch({ named: new Set(['127.0.0.1']), deadlineMs: 100 }),
      target,
    ).catch((thrown: unknown) => thrown);
    return error instanceof JourneyEnd ? `${error.kind}: ${error.message.replace(url, '')}` : 'no end';
  };

  const unavailable: Record<string, [RequestListener, string]> = {
    'that never answers': [() => undefined, '/: no answer in time'],
    'that stops in the middle': [(_request, response) => response.writeHead(200).write('{'), '/: no answer in time'],
    'that hangs up': [(request) => request.socket.destroy(), '/: no connection'],
    'with an error of its own': [(_request, response) => response.writeHead(500).end('{}'), '/: status 500'],
    'with too much to do': [(_request, response) => response.writeHead(429).end('{}'), '/: status 429'],
  };
  for (const [what, [listener, detail]] of Object.entries(unavailable)) {
    it(`calls a provider ${what} unavailable`, async () => {
      answer = listener;
      expect(await end()).to.equal(`unavailable: ${detail}`);
    });
  }

  it('reads no more than a megabyte', async () => {
    answer = (_request, response) => {
      const chunk = Buffer.alloc(65_536, 'x');
      const more = () => {
        while (response.write(chunk));
        response.once('drain', more);
      };
      more();
    };
    expect(await end()).to.match(/^invalid: .*larger than 1048576 bytes$/);
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await end()).to.match(/^invalid: .*status 302$/);
    expect(asked.map((request) => request.url)).to.deep.equal(['/']);
  });

  it('asks for no encoding, and takes none', async () => {
    answer = (_request, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('{}'));
    expect(await end()).to.equal('invalid: /: an encoded answer, which was not asked for');
    expect(asked[0]?.headers['accept-encoding']).to.equal('identity');
  });

  it('does not quote what is not JSON', async () => {
    answer = (_request, response) => response.end('morag@example.com');
    expect(await end())
      .to.match(/^invalid: .*not JSON$/)
      .and.not.include('morag');
  });

  it('says who is calling', async () => {
    answer = (_request, response) => response.end('{}');
    await end();
    expect(asked[0]?.headers['user-agent']).to.equal('gatehouse');
  });

  it('goes into no network of the hub’s own that the record does not name, by name or by number', async () => {
    answer = (_request, response) => response.end('{}');
    const { port } = new URL(url);
    const places = [
      `http://localhost:${port}`,
      `http://[::1]:${port}`,
      `https://localhost:${port}`,
      `https://0x7f000001:${port}`,
      'https://10.0.0.1',
      'https://[::ffff:10.0.0.1]',
      'https://[fd00::1]',
      'https://169.254.169.254/latest/meta-data',
    ].filter((place) => new URL(place).hostname !== '127.0.0.1');
    for (const place of places) expect(await end(place), place).to.match(/^invalid: .*which the record does not name$/);
    expect(asked).to.deep.equal([]);
    const unnamed = guardedFetch({ named: new Set(), deadlineMs: 100 });
    for (const place of [url, `https://127.0.0.1:${port}`, `https://2130706433:${port}`, `https://127.1:${port}`])
      expect(await unnamed(place).catch((error: Error) => error.message), place).to.include('does not name');
    expect(asked).to.deep.equal([]);
  });

  it('speaks http to nothing but this machine', async () => {
    expect(await end('http://provider.example/keys')).to.include('neither https nor this machine');
    const acceptable = ['https://provider.example', 'http://localhost:1', 'http://127.0.0.1', 'http://[::1]:1'];
    for (const each of acceptable) expect(isAcceptable(each), each).to.equal(true);
    const not = [
      'http://provider.example',
      'http://localhost.example',
      'http://127.0.0.1.example',
      'file:///etc',
      'x',
      '',
    ];
    for (const each of not) expect(isAcceptable(each), each).to.equal(false);
  });
});
