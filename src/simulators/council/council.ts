// The demo council: a small relying party that shows councils how to add sign-in, from the service's page to its tokens:
// request.ts (out), answer.ts (back), received.ts (what came), sign-out.ts (leaving). It must never import from the hub.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import type { Language } from '../../config/schema/common.ts';
import type { Service } from '../../config/schema/services.ts';
import { createApp } from './app.ts';
import { readSigningKey } from './keys.ts';
import type { Resident } from './register.ts';
import { createRelyingParty } from './relying-party.ts';
import type { Report } from './visit.ts';

export interface CouncilOptions {
  host: string;
  /** 0 takes a free one; the redirect URIs follow it. */
  port: number;
  /** Where browsers reach it, without a path; where absent, the address that it listens on. */
  publicUrl?: string;
  hubIssuer: string;
  services: readonly Service[];
  /** Signs client assertions and request objects: EC P-256 or RSA, with `kid`. */
  privateJwk: JWK;
  /** Until a visitor chooses; English where absent. */
  language?: Language;
  /** Whom its matchers know; nobody where absent. */
  residents?: readonly Resident[];
  /** For a log: hears of every problem, without personal data. */
  report?: Report;
}

const listening = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });

/**
 * Starts the council's website. The hub need not be up: it is looked for when somebody signs in. Redirect URIs are
 * `{url}/{service}/signed-in`, back-channel logout `{url}/{service}/back-channel-logout`, after sign-out `{url}/`.
 * Rejects with the listener's error (EADDRINUSE) or TypeError for a key that cannot sign.
 */
export async function startCouncil(options: CouncilOptions): Promise<{ url: string; close(): Promise<void> }> {
  const signingKey = await readSigningKey(options.privateJwk);
  const server = createServer();
  await listening(server, options.port, options.host);
  const { port } = server.address() as AddressInfo;
  const url = options.publicUrl ?? `http://${options.host}:${port}`;
  const { hubIssuer } = options;
  const parties = options.services.map(
    (service) => [service.id, createRelyingParty(service, { hubIssuer, signingKey, councilUrl: url })] as const,
  );
  server.on(
    'request',
    createApp({
      url,
      language: options.language ?? 'en',
      report: options.report ?? (() => {}),
      parties: new Map(parties),
      residents: options.residents ?? [],
    }),
  );
  return { url, close: () => closed(server) };
}
