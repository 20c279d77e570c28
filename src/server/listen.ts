// Starts a listener, or says in plain words which setting to change.
import type { Server } from 'node:http';
import { HubError } from '../errors.ts';

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
