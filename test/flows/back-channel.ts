// The back-channel logout endpoints of services in flow tests: one real server, one path a service, which keeps what it is sent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

export interface BackChannel {
  /** The logout endpoint of a service. */
  uriOf(service: string): string;
  /** Verifies and reads what has arrived for a service so far (OpenID Connect Back-Channel Logout 1.0, 2.6), and forgets it. */
  taken(service: string, issuer: string): Promise<JWTPayload[]>;
  close(): Promise<void>;
}

/** Listens on a free port. */
export async function startBackChannel(): Promise<BackChannel> {
  const arrived = new Map<string, string[]>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '';
    const service = request.url?.slice(1) ?? '';
    arrived.set(service, [...(arrived.get(service) ?? []), token]);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uriOf: (service) => `http://127.0.0.1:${port}/${service}`,
    async taken(service, issuer) {
      const tokens = arrived.get(service) ?? [];
      arrived.delete(service);
      const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
      const read = async (token: string) =>
        (await jwtVerify(token, keys, { issuer, audience: service, typ: 'logout+jwt' })).payload;
      return Promise.all(tokens.map(read));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
