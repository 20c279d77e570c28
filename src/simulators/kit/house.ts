// One running provider: its dialect, its keys, its clients and what is in flight. Every endpoint gets it and nothing else.
// It must never outlive its server.
import { createAuthenticator } from './client-assertion.ts';
import type { SimulatorClient } from './contract.ts';
import type { Dialect, House } from './dialect.ts';
import { createFaultDesk, noTrouble } from './faults.ts';
import { createShelf } from './shelf.ts';
import { createSigner } from './signer.ts';

/** How long the page may stay open, in seconds. */
const requestLifetime = 3600;

export async function createHouse(
  dialect: Dialect,
  place: { url: string; clients: readonly SimulatorClient[] },
): Promise<House> {
  const signer = await createSigner(dialect.algorithm);
  return {
    dialect,
    url: place.url,
    issuer: dialect.issuerSlash ? `${place.url}/` : place.url,
    clients: new Map(place.clients.map((client) => [client.clientId, client])),
    authenticator: createAuthenticator(place.clients),
    desk: createFaultDesk(noTrouble),
    signer,
    claimsSigner: dialect.separateClaimsKey ? await createSigner(dialect.algorithm) : signer,
    requests: createShelf(requestLifetime),
    codes: createShelf(dialect.lifetimes.code),
    sessions: createShelf(dialect.lifetimes.accessToken),
  };
}
