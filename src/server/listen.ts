// Starts a listener, or says in plain words which setting to change.
import { createServer, type RequestListener, type Server } from 'node:http';
import { HubError } from '../errors.ts';

/** How long a client may take, in milliseconds: somebody on a slow phone is not cut off, whoever only holds a line open is. */
export const patience = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 10_000 };
type Patience = typeof patience & { connectionsCheckingInterval?: number };
/** Headers of one request together, in bytes: cookies of the hub and of an organisation's other sites fit in. */
const largestHeaders = 16_384;

/** A server that lets go of slow clients (408) and refuses large headers (431) by itself. */
export function patientServer(listener: RequestListener, given: Patience = patience): Server {
  return createServer({ ...given, maxHeaderSize: largestHeaders }, listener);
}

/**
 * Listens at an address.
 *
 * @param setting what names the port, for the message
 * @throws HubError `configuration` when the port is taken or not allowed
 */
export function listen(server: Server, address: { host: string; port: number }, setting: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${cause.code})`;
      const detail = `port ${address.port} on ${address.host} ${why}: stop what uses it, or set ${setting}`;
      reject(new HubError('configuration', { detail, cause }));
    });
    server.listen(address.port, address.host, () => resolve(server));
  });
}

/** How often connections are looked for that have become idle, in milliseconds. */
const letGoEvery = 50;

/** How long what is being answered may take then, in milliseconds: a call to a provider has ten seconds. */
const answeredWithin = 15_000;

/**
 * Stops listening. Settles when everything that was being answered has its answer, or has had its time: somebody who only holds a line open must
 * not keep the hub from writing down what it has at hand.
 */
export function closed(server: Server, within = answeredWithin): Promise<void> {
  return new Promise((resolve) => {
    const last = setTimeout(() => server.closeAllConnections(), within);
    // A client that was promised more may keep its connection, and nothing would come over it any more.
    const timer = setInterval(() => server.closeIdleConnections(), letGoEvery);
    server.close(() => {
      clearInterval(timer);
      clearTimeout(last);
      resolve();
    });
  });
}
