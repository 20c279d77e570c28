// A load balancer as plain as can be, in front of the nodes: every request goes to the next one, and none sticks to anything. A node that refuses the
// connection is passed over, as every load balancer does; whatever else goes wrong is a 502. It must never send one request to two nodes.
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';

/** Names the journey that a request belongs to, so that each journey, too, goes from node to node in turn. Nodes never see it. */
export const journeyHeader = 'x-journey';

export interface Balancer {
  /** Which node answered each request of a journey, in order. */
  visits(journey: string): readonly number[];
  close(): Promise<void>;
}

interface Passing {
  asked: IncomingMessage;
  body: Buffer;
  answer: ServerResponse;
}

/** Listens on a port of `localhost`, before nodes at these ports of 127.0.0.1. */
export async function startBalancer(port: number, nodes: readonly number[]): Promise<Balancer> {
  const visits = new Map<string, number[]>();
  const turns = new Map<string, number>();
  let begun = 0;
  /** The first request of each journey begins at the next node, and so does every request that belongs to none. */
  const turnOf = (journey: string): number => {
    const turn = turns.get(journey) ?? begun++;
    if (journey) turns.set(journey, turn + 1);
    return turn % nodes.length;
  };
  const server = createServer(async (asked, answer) => {
    try {
      const body = Buffer.concat(await asked.toArray());
      const journey = String(asked.headers[journeyHeader] ?? '');
      const first = turnOf(journey);
      const order = nodes.map((_, step) => (first + step) % nodes.length);
      const node = await pass({ asked, body, answer }, order, nodes);
      if (node === undefined || !journey) return;
      visits.set(journey, [...(visits.get(journey) ?? []), node]);
      turns.set(journey, node + 1);
    } catch {
      answer.destroy();
    }
  });
  await new Promise<void>((listening) => server.listen(port, 'localhost', listening));
  return { visits: (journey) => visits.get(journey) ?? [], close: () => closed(server) };
}

/** Asks the nodes in this order until one takes the connection. Returns which one answered. */
async function pass(passing: Passing, order: readonly number[], ports: readonly number[]): Promise<number | undefined> {
  for (const node of order) {
    const got = await reply(send(passing, ports[node] ?? 0));
    if (got === 'refused') continue;
    if (got === 'broken') break;
    passing.answer.writeHead(got.statusCode ?? 502, got.headers);
    got.on('error', () => passing.answer.destroy());
    got.pipe(passing.answer);
    return node;
  }
  passing.answer.writeHead(502, { 'content-type': 'text/plain' }).end('bad gateway\n');
  return undefined;
}

function send({ asked, body }: Passing, port: number): ClientRequest {
  const { [journeyHeader]: _journey, connection: _hop, ...headers } = asked.headers;
  const sent = request({
    host: '127.0.0.1',
    port,
    method: asked.method,
    path: asked.url,
    agent: false,
    headers: { ...headers, 'x-forwarded-for': asked.socket.remoteAddress },
  });
  return sent.end(body);
}

function reply(sent: ClientRequest): Promise<IncomingMessage | 'refused' | 'broken'> {
  return new Promise((resolve) => {
    sent.once('response', resolve);
    sent.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' ? 'refused' : 'broken'));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
