// Every call that the hub makes to another machine, against one that behaves as nobody should: it ends in time, reads no more than it may,
// goes nowhere else, and is made once more only where that is safe. The table of docs/operate.md, "Calls to others".
import { expect } from 'chai';
import { exportJWK, generateKeyPair } from 'jose';
import { fetchFromServices } from '../src/authorization/fetch-from-services.ts';
import { createOidcConnector } from '../src/connectors/oidc/connector.ts';
import { guardedFetch } from '../src/connectors/oidc/http.ts';
import { fetchText, statusAt } from '../src/connectors/saml/metadata/fetch.ts';
import { createMatcherClient } from '../src/matching/own-matcher-client.ts';
import { createNotifyDoor } from '../src/notices/notify-client.ts';
import { after, type Condition, wellSince } from '../src/registry/breaker.ts';
import { push } from '../src/signals/push.ts';
import { newNotifyKey } from '../src/simulators/notify/key.ts';
import { attributes, record } from './connectors/rig.ts';
import { samples } from './notices/sample.ts';
import { type Good, type Manner, type RoughServer, startRoughServer } from './support/rough-server.ts';

const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const signingKey = { ...(await exportJWK(privateKey)), kid: 'k1' };
const notice = { ...samples['grant-used'], id: 'reference-1', tries: 1, createdAt: 1_800_000_000 };
const open = { allowPrivateAddress: true };

interface Call {
  /** Whether it went well. */
  make(url: string, deadlineMs: number): Promise<boolean>;
  good?: Partial<Good>;
  again: boolean;
  /** Only the status counts: what comes after it is not read. */
  statusOnly?: true;
}

const wentWell = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );
const ok = async (call: Promise<Response>): Promise<boolean> => (await call).status === 200;
const body = 'code=x';
const named = new Set(['127.0.0.1', 'localhost']);

const calls: Record<string, Call> = {
  'discovery, keys and userinfo': {
    make: (url, deadlineMs) => wentWell(guardedFetch({ named, deadlineMs })(url)),
    again: true,
  },
  'the token endpoint': {
    make: (url, deadlineMs) => wentWell(guardedFetch({ named, deadlineMs })(url, { method: 'POST', body })),
    again: false,
  },
  'attributes with an assertion': {
    make: (url, deadlineMs) => wentWell(guardedFetch({ named, deadlineMs, never: 'again' })(url)),
    again: false,
  },
  'SAML metadata': {
    make: (url, deadlineMs) => wentWell(fetchText(url, { ...open, deadlineMs })),
    again: true,
  },
  'the look at a sign-in address': {
    make: async (url, deadlineMs) => (await statusAt(url, { ...open, deadlineMs }).catch(() => undefined)) === 200,
    again: true,
    statusOnly: true,
  },
  'a matcher of a service’s own': {
    make: async (url, limit) =>
      (await createMatcherClient({ signingKey: () => signingKey, limit })(url, {} as never)).kind === 'answered',
    good: { body: '{"result":"match"}' },
    again: false,
  },
  'a signal to a service': {
    make: async (url, limit) => (await push(url, 'token', limit)).kind === 'delivered',
    good: { status: 202, body: '' },
    again: false,
    statusOnly: true,
  },
  'a notice by Notify': {
    make: async (url, limit) =>
      (await createNotifyDoor({ url, key: newNotifyKey(), limit }).send(notice as never, 'template')).kind === 'taken',
    good: { status: 201, body: '{"id":"740e5834-3a29-46b4-9a6f-16142fde533a"}' },
    again: false,
  },
  'a service’s keys': {
    make: (url, deadlineMs) =>
      ok(fetchFromServices(url, { signal: AbortSignal.timeout(deadlineMs) })).catch(() => false),
    again: true,
  },
  'a sign-out notice to a service': {
    make: (url, deadlineMs) =>
      ok(fetchFromServices(url, { method: 'POST', body, signal: AbortSignal.timeout(deadlineMs) })).catch(() => false),
    again: false,
    statusOnly: true,
  },
};

/** Milliseconds: for what is to be cut off, and for what is to go well on a busy machine. */
const short = 100;
const long = 10_000;

describe('calls to other machines', () => {
  let server: RoughServer;
  beforeEach(async () => {
    server = await startRoughServer();
  });
  afterEach(() => server.close());

  for (const [name, { make, good, again, statusOnly = false }] of Object.entries(calls)) {
    const meets = async (manner: Manner, deadline = long): Promise<{ well: boolean; times: number }> => {
      server.manner = manner;
      server.good = { ...server.good, ...good };
      const well = await make(`${server.url}/call`, deadline);
      expect(server.asked.filter((path) => path.includes('elsewhere'))).to.deep.equal([]);
      return { well, times: server.asked.length };
    };
    describe(name, () => {
      it('goes well', async () => {
        expect(await meets('good')).to.deep.equal({ well: true, times: 1 });
      });
      it('ends when nobody answers', async () => {
        expect(await meets('silent', short)).to.deep.equal({ well: false, times: 1 });
      });
      it('ends when the answer comes in drops', async () => {
        expect(await meets('trickle', statusOnly ? long : short)).to.deep.equal({ well: statusOnly, times: 1 });
      });
      it('does not read a gigabyte', async () => {
        expect(await meets('huge')).to.deep.equal({ well: statusOnly, times: 1 });
        expect(server.sent()).to.be.below(64 * 2 ** 20);
      });
      it(`is ${again ? '' : 'not '}made once more when the connection is cut, or a gateway has nobody`, async () => {
        const expected = again ? { well: true, times: 2 } : { well: false, times: 1 };
        expect(await meets('cut')).to.deep.equal(expected);
        server.asked.length = 0;
        expect(await meets('gateway')).to.deep.equal(expected);
      });
      it('follows no redirect', async () => {
        await meets('redirect');
        expect(new Set(server.asked).size).to.equal(1);
      });
    });
  }

  it('open and close the circuit breaker by what is found at a real socket', async () => {
    const connector = createOidcConnector(record('staff', { issuer: server.url }), {
      clientKey: async () => ({ kid: 'k', jwk: signingKey }),
      attributes,
      log: { warn: () => undefined },
    });
    const discovery = {
      issuer: server.url,
      authorization_endpoint: `${server.url}/authorize`,
      token_endpoint: `${server.url}/token`,
      jwks_uri: `${server.url}/jwks`,
    };
    server.good = { ...server.good, body: JSON.stringify(discovery) };
    let condition: Condition = wellSince(0);
    const seen: string[] = [];
    for (const manner of ['redirect', 'redirect', 'redirect', 'good', 'good', 'good'] as const) {
      server.manner = manner;
      const { up } = (await connector.probe?.()) ?? { up: false };
      condition = after(condition, { up, at: seen.length });
      seen.push(condition.availability);
    }
    expect(seen).to.deep.equal(['degraded', 'degraded', 'unavailable', 'degraded', 'degraded', 'operational']);
  });
});
