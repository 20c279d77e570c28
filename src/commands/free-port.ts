// Ports for what an assessment, a test or a bench starts. It must never hand out one twice, nor one of those that the system gives to connections.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';

const handedOut = new Set<number>();
const taken = new Set(['EADDRINUSE', 'EACCES']);

/**
 * A port that was free a moment ago, below those that Linux gives to connections and never the same twice: within this process nobody takes it by
 * chance meanwhile. Rejects where the host has no port at all.
 */
export async function freePort(host = 'localhost'): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 15_000 + randomInt(15_000);
    if (handedOut.has(port)) continue;
    const server = createServer();
    const free = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        taken.has(error.code ?? '') ? resolve(false) : reject(error),
      );
      server.listen(port, host, () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    handedOut.add(port);
    return port;
  }
  throw new Error(`no free port on ${host}`);
}
