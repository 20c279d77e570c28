// What the tests of every connector share: an ask, a walk through the provider in a browser, and outages over real HTTP.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { attributesSchema } from '../../src/config/schema/attributes.ts';
import { identityProvidersSchema, type OidcProvider } from '../../src/config/schema/identity-providers.ts';
import type { Ask, Reply } from '../../src/connectors/contract.ts';

export const callback = 'http://localhost:3000/callback/tested';

export const signedOut = 'http://localhost:3000/sign-out/done';

/** What ends a session there, with a fresh state. */
export const aSignOut = () => ({ returnTo: signedOut, state: crypto.randomUUID() });

/** An ordinary wish, with a fresh state. */
export const anAsk = (overrides: Partial<Ask> = {}): Ask => ({
  callback,
  state: crypto.randomUUID(),
  words: {},
  attributes: [],
  forceReauthentication: false,
  locale: 'en',
  ...overrides,
});

/** What the browser brings back by GET. */
export const replyAt = (url: string): Reply => ({ method: 'GET', url, fields: {} });

/** Listens on a free port of 127.0.0.1 and gives the address, without a trailing slash. */
export async function addressOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const configured = async (name: string): Promise<unknown> =>
  parse(await readFile(new URL(`../../config/${name}.yaml`, import.meta.url), 'utf8'));

/** The attribute table as shipped. */
export const attributes = attributesSchema.parse(await configured('attributes')).attributes;
const { providers } = identityProvidersSchema.parse(await configured('identity-providers'));

/** A provider's record as shipped, with what a test has to change. */
export function record(id: string, changes: Partial<OidcProvider>): OidcProvider {
  const shipped = providers[id];
  if (shipped?.protocol !== 'oidc') throw new Error(`no OpenID provider ${id} in config`);
  return { ...shipped, id, ...changes };
}

/** Sends chosen calls to a server that answers 503, as an overloaded provider does. All of it is real HTTP. */
export interface Outage {
  fetch: typeof fetch;
  /** Calls whose path matches are lost from now on; undefined ends the outage. */
  of(path: RegExp | undefined): void;
  close(): Promise<void>;
}

export async function createOutage(): Promise<Outage> {
  const overloaded = createServer((_request, response) => response.writeHead(503).end('busy'));
  const address = await addressOf(overloaded);
  let lost: RegExp | undefined;
  return {
    fetch: (input, init) => fetch(lost?.test(new URL(String(input)).pathname) ? address : input, init),
    of: (path) => {
      lost = path;
    },
    close: () => new Promise((resolve) => overloaded.close(() => resolve()).closeAllConnections()),
  };
}
