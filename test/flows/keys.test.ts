// The hub's keys turn while people sign in: nothing is restarted, nothing that was signed becomes invalid.
import { expect } from 'chai';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { rotateKeys } from '../../src/authorization/key-ring.ts';
import { HubError } from '../../src/errors.ts';
import { type House, startHouse } from '../support/hub.ts';
import * as flow from './visits.ts';

const keepRetired = 90 * 24 * 3600;
const offline = { scope: 'openid email offline_access', prompt: 'consent' };

describe('flows: turning keys', () => {
  let house: House;
  beforeEach(async () => {
    house = await startHouse({ services: { rsa: { idTokenAlgorithm: 'RS256' } } });
  });
  afterEach(() => house.close());

  async function turn(keep = keepRetired): Promise<string[]> {
    const signing = await rotateKeys(house.hub.store.keys, { keepRetired: keep, settle: 0 });
    await house.hub.refreshKeys();
    return signing;
  }
  const published = async (path = '/jwks') => (await (await fetch(house.issuer + path)).json()) as JSONWebKeySet;
  const kidOf = ({ id_token: token = '' }: { id_token?: string }) => decodeProtectedHeader(token).kid;

  it('signs with a key that was published before, and keeps every earlier token verifiable', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const first = await flow.signIn(at);
    const rsa = await flow.visit(house, 'rsa', at.browser);
    const firstRsa = await flow.passThrough(rsa);
    const before = await published();

    const signing = await turn();
    const second = await flow.passThrough(await flow.visit(house, 'parking-permit', at.browser));
    const secondRsa = await flow.passThrough(await flow.visit(house, 'rsa', at.browser));
    for (const [old, fresh] of [
      [first, second],
      [firstRsa, secondRsa],
    ] as const) {
      expect(kidOf(fresh.tokens)).to.be.oneOf(signing).and.not.equal(kidOf(old.tokens));
      const { payload } = await jwtVerify(fresh.tokens.id_token ?? '', createLocalJWKSet(before));
      expect(payload.sub).to.equal(first.claims.sub);
    }
    await turn();
    const keys = createLocalJWKSet(await published());
    for (const { tokens } of [first, second, firstRsa, secondRsa]) {
      const { payload } = await jwtVerify(tokens.id_token ?? '', keys, { issuer: house.issuer });
      expect(payload.sub).to.equal(first.claims.sub);
    }
  });

  it('takes earlier ID tokens as a hint and at sign-out, earlier sessions, refresh tokens and access tokens', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { configuration } = at.party;
    const { tokens, claims } = await flow.signIn(at, offline);
    await turn();
    const hinted = await flow.passThrough(at, { id_token_hint: tokens.id_token ?? '', prompt: 'none' });
    expect(hinted.claims.sub).to.equal(claims.sub);
    expect(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)).to.have.property('email');
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    expect(kidOf(refreshed)).to.not.equal(kidOf(tokens));
    const leaving = client.buildEndSessionUrl(configuration, { id_token_hint: tokens.id_token ?? '' });
    expect((await at.browser.visit(leaving.href)).body).to.include('data-page="sign-out"');
  });

  it('lets a sign-in go on that began before', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(at);
    const signing = await turn();
    const end = await flow.tryProvider(at, page, { provider: 'central' });
    const { tokens } = await flow.collected(at, asking, flow.answerIn(at, end));
    expect(kidOf(tokens)).to.be.oneOf(signing);
  });

  it('turns the client key towards providers, too, and every provider accepts the new one', async () => {
    await flow.signIn(await flow.visit(house, 'bin-collection'), {}, { provider: 'central' });
    const before = await published('/client-keys');
    const signing = await turn();
    const after = await published('/client-keys');
    expect(before.keys.some(({ kid }) => kid === after.keys[0]?.kid)).to.equal(true);
    expect(after.keys[0]?.kid).to.be.oneOf(signing).and.not.equal(before.keys[0]?.kid);
    expect(JSON.stringify(after)).to.not.match(/"(d|p|q|dp|dq|qi)":/);
    for (const [provider, persona] of Object.entries({
      central: 'hannah-fairweather',
      nhs: 'hannah-fairweather',
      scotland: 'morag-sutherland',
    } as const)) {
      const at = await flow.visit(house, 'bin-collection');
      const { claims } = await flow.signIn(at, {}, { provider: provider as 'central' | 'nhs' | 'scotland', persona });
      expect(claims.sub, provider).to.be.a('string');
    }
  });

  it('refuses to turn before services had time to see the next keys', async () => {
    const before = await published();
    const early = await rotateKeys(house.hub.store.keys, { keepRetired, settle: 3600 }).catch(
      (error: unknown) => error,
    );
    expect(early).to.be.instanceOf(HubError).and.include({ code: 'configuration' });
    await house.hub.refreshKeys();
    expect(await published()).to.deep.equal(before);
  });

  it('publishes no private part and forgets retired keys only when their time is over', async () => {
    const [oldest] = (await published()).keys;
    await turn();
    await turn();
    const kids = async () => (await published()).keys.map(({ kid }) => kid);
    expect(await kids()).to.include(oldest?.kid);
    expect(JSON.stringify(await published())).to.not.match(/"(d|p|q|dp|dq|qi)":/);
    await turn(-1);
    expect(await kids()).to.not.include(oldest?.kid);
  });

  it('keeps its keys over a restart', async () => {
    await turn();
    const before = await published();
    await house.restart();
    expect(await published()).to.deep.equal(before);
  });
});
