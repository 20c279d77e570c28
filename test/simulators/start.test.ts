// All five at once, as the demonstration starts them: the hub's keys are fetched from its address when first needed.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Simulators, startSimulators } from '../../src/simulators/start.ts';
import { exchange, type Fields, personas, post, type Tokens } from './rig.ts';

const free = { central: 0, nhs: 0, local: 0, scotland: 0, staff: 0 };

/** Stands for the hub: publishes public keys and counts how often they are fetched. */
async function publish() {
  const published: { keys: JWK[] } = { keys: [] };
  const fetched: string[] = [];
  const server = createServer((request, response) => {
    fetched.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(published));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return { server, published, fetched, issuer: `http://localhost:${(server.address() as AddressInfo).port}` };
}

async function keyPair(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('PS256', { extractable: true, modulusLength: 2048 });
  return { publicJwk: { ...(await exportJWK(publicKey)), kid }, key: await exportJWK(privateKey), kid };
}

const close = (server: Server) => {
  server.close();
  server.closeAllConnections();
};

describe('simulators/start', () => {
  let hub: Awaited<ReturnType<typeof publish>>;
  let simulators: Simulators;
  before(async () => {
    hub = await publish();
    simulators = await startSimulators({ personas, hubIssuer: hub.issuer, ports: free });
  });
  after(async () => {
    await simulators.close();
    close(hub.server);
  });

  async function redeem({ key, kid }: { key: JWK; kid: string }): Promise<Response> {
    const { url } = simulators.central;
    const redirect_uri = `${hub.issuer}/callback/central`;
    const request = {
      client_id: 'gatehouse',
      redirect_uri,
      response_type: 'code',
      scope: 'openid',
      state: 's',
      nonce: 'n',
    };
    const page = await (await fetch(`${url}/authorize?${new URLSearchParams(request)}`)).text();
    const handle = /name="request" value="([^"]+)"/.exec(page)?.[1];
    const done = await post(`${url}/simulator/continue`, { request: handle, persona: 'hannah-fairweather' });
    const code = new URL(done.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const fields: Fields = { redirect_uri, code_verifier: undefined };
    const party = { simulator: simulators.central, algorithm: 'PS256' };
    return exchange(party, code, { fields, assertion: { key, header: { kid } } });
  }

  it('fetches the hub’s keys late, keeps them, and fetches them again for a key that it does not know', async () => {
    const [first, second] = [await keyPair('first'), await keyPair('second')];
    expect(hub.fetched).to.deep.equal([]);
    hub.published.keys = [first.publicJwk];
    expect((await redeem(first)).status).to.equal(200);
    expect((await redeem(first)).status).to.equal(200);
    expect(hub.fetched).to.deep.equal(['/client-keys']);
    const early = (await (await redeem(second)).json()) as Tokens;
    expect(early.error_description).to.include('no registered key');
    hub.published.keys = [first.publicJwk, second.publicJwk];
    expect((await redeem(second)).status).to.equal(200);
    expect(hub.fetched).to.have.lengthOf(3);
  });

  it('wants the key named when keys come by URL, at central', async () => {
    const pair = await keyPair('named');
    hub.published.keys = [pair.publicJwk];
    const { url } = simulators.central;
    const party = { simulator: simulators.central, algorithm: 'PS256' };
    const nameless = { key: pair.key, header: { kid: undefined } };
    const body = (await (await exchange(party, 'any', { assertion: nameless })).json()) as Tokens;
    expect(body.error_description, url).to.include('kid is missing');
  });

  it('registers the hub with its own callback at each', async () => {
    for (const name of ['central', 'nhs', 'scotland', 'staff'] as const) {
      const ask = (path: string) =>
        fetch(
          `${simulators[name].url}/authorize?${new URLSearchParams({ client_id: 'gatehouse', redirect_uri: hub.issuer + path })}`,
          { redirect: 'manual' },
        );
      expect((await ask(`/callback/${name}`)).status).to.equal(303);
      expect((await ask('/callback/another')).status).to.equal(400);
    }
  });

  it('starts none when one port is taken, and says which', async () => {
    const taken = Number(new URL(hub.issuer).port);
    const host = 'localhost';
    const ports = { ...free, staff: taken };
    const error: unknown = await startSimulators({ personas, hubIssuer: hub.issuer, ports, host }).catch(
      (thrown) => thrown,
    );
    expect(error).to.include({ code: 'EADDRINUSE', port: taken });
  });
});
