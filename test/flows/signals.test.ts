// Services are told when a subject of theirs changes: by the real hub, to a receiver that does not always answer, and to the demo council.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { freePort } from '../../src/commands/free-port.ts';
import { startCouncil } from '../../src/simulators/council/council.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

/** Waits for what comes by itself within a moment. */
async function soon<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come');
}

describe('telling services', () => {
  let house: House;
  let council: Awaited<ReturnType<typeof startCouncil>>;
  const tokens: string[] = [];
  const reports: string[] = [];
  let status = 202;

  const receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    tokens.push(Buffer.concat(chunks).toString());
    response.writeHead(status).end();
    status = 202;
  });

  before(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const councilPort = await freePort('127.0.0.1');
    house = await startHouse({
      services: {
        'bin-collection': { securityEventUri: `http://127.0.0.1:${port}/events` },
        'parking-permit': { securityEventUri: `http://127.0.0.1:${councilPort}/parking-permit/security-events` },
      },
    });
    council = await startCouncil({
      host: '127.0.0.1',
      port: councilPort,
      hubIssuer: house.issuer,
      services: [...house.config.services.values()],
      privateJwk: house.privateJwk,
      report: (reason, error) => void reports.push(`${reason}: ${error}`),
    });
  });
  after(async () => {
    await council.close();
    await house.close();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const read = async (token: string) => {
    const keys = createRemoteJWKSet(new URL(`${house.issuer}/jwks`));
    const expected = { issuer: house.issuer, audience: 'bin-collection', typ: 'secevent+jwt' };
    return (await jwtVerify(token, keys, expected)).payload;
  };

  it('goes on until the service has taken it, as the same event, and says in the trail that it did', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { claims } = await flow.signIn(at, {}, { provider: 'central', persona: 'hannah-fairweather' });
    const page = await flow.ownPage(at, house, '/account/delete');
    status = 500;
    expect(pageOf(await flow.press(at, page, { form: '/account/delete' }))).to.equal('account-deleted');
    await soon(() => tokens[0]);
    await soon(async () =>
      (await house.hub.store.trail.read(1, 10_000)).find(({ event }) => event === 'signal.failed'),
    );
    const again = await soon(() => tokens[1]);
    const [first, second] = [await read(tokens[0] ?? ''), await read(again)];
    expect(second).to.deep.equal(first);
    expect(first.events).to.deep.equal({ 'https://schemas.openid.net/secevent/risc/event-type/account-purged': {} });
    expect(first.sub_id).to.deep.equal({ format: 'iss_sub', iss: house.issuer, sub: claims.sub });
    const told = await soon(async () =>
      (await house.hub.store.trail.read(1, 10_000)).find(
        ({ event, data }) => event === 'signal.delivered' && data.service === 'bin-collection',
      ),
    );
    expect(told.data).to.include({ kind: 'purged', tries: 2 });
    expect(reports).to.include('security_event: purged');
  }).timeout(40_000);

  it('tells of two subjects that have become one, and the demo council believes only the hub', async () => {
    const before = tokens.length;
    const nhs = await flow.visit(house, 'bin-collection');
    const { claims: second } = await flow.signIn(nhs, {}, { provider: 'nhs', persona: 'simon-pemberton' });
    const at = await flow.visit(house, 'parking-permit');
    const { claims: first } = await flow.signIn(at, {}, { provider: 'central', persona: 'simon-pemberton' });
    expect(first.sub).not.to.equal(second.sub);
    const choice = await flow.chooseAnother(at, house);
    const join = await flow.tryProvider(at, choice, { provider: 'nhs', persona: 'simon-pemberton' });
    await flow.press(at, join, { form: '/question', fields: { join: 'yes' } });
    const { events, sub_id } = await read(await soon(() => tokens[before]));
    const [kept, gone] = [String((sub_id as { sub: string }).sub), JSON.stringify(events)];
    expect([first.sub, second.sub]).to.include(kept);
    expect(gone).to.include('/events/subject-changed').and.include('new_sub_id');
    await soon(() => reports.find((line) => line === 'security_event: changed'));
    const forged = await fetch(`${council.url}/parking-permit/security-events`, {
      method: 'POST',
      headers: { 'content-type': 'application/secevent+jwt' },
      body: tokens[before] ?? '',
    });
    expect(forged.status).to.equal(400);
    expect(await forged.json()).to.include({ err: 'invalid_request' });
  }).timeout(40_000);
});
