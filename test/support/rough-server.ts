// A server on a real socket that behaves as nobody should, for the calls that the hub makes to other machines. It listens on a free port of
// 127.0.0.1, and must be closed.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `cut`, `gateway`: the first request only; after that it answers well. */
export type Manner = 'good' | 'silent' | 'trickle' | 'huge' | 'cut' | 'gateway' | 'redirect';

export interface Good {
  status: number;
  type: string;
  body: string;
}

export interface RoughServer {
  url: string;
  manner: Manner;
  /** What it says when it is good. */
  good: Good;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** Bytes of a huge answer that were taken off it. */
  sent(): number;
  close(): Promise<void>;
}

const gigabyte = 2 ** 30;
const piece = Buffer.alloc(65_536, 'x');

export async function startRoughServer(): Promise<RoughServer> {
  let sent = 0;
  const answers: Record<Manner, (response: ServerResponse, request: IncomingMessage) => void> = {
    good: (response) =>
      response.writeHead(rough.good.status, { 'content-type': rough.good.type }).end(rough.good.body || undefined),
    silent: () => undefined,
    trickle(response) {
      response.writeHead(rough.good.status, { 'content-type': rough.good.type, 'content-length': '100000' });
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    },
    huge(response) {
      response.writeHead(rough.good.status, { 'content-type': rough.good.type, 'content-length': String(gigabyte) });
      const more = () => {
        while (sent < gigabyte && !response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
      };
      more();
    },
    cut: (response, request) => (rough.asked.length > 1 ? answers.good(response, request) : request.socket.destroy()),
    gateway: (response, request) =>
      rough.asked.length > 1 ? answers.good(response, request) : response.writeHead(503).end('busy'),
    redirect: (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  };
  const server = createServer((request, response) => {
    rough.asked.push(request.url ?? '');
    request.resume().on('end', () => answers[rough.manner](response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const rough: RoughServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    manner: 'good',
    good: { status: 200, type: 'application/json', body: '{}' },
    asked: [],
    sent: () => sent,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return rough;
}
