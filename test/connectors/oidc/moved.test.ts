// A provider whose record names another place: nothing that is good at the old place goes to the new one. The hub shares no secret with a provider;
// what proves it is made for each call, for one audience.
import { expect } from 'chai';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { createOidcConnector } from '../../../src/connectors/oidc/connector.ts';
import { anAsk, attributes, record, replyAt } from '../rig.ts';
import { type FakeProvider, startFakeProvider } from './fake-provider.ts';

const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const jwk = await exportJWK(privateKey);

describe('connectors/oidc: a provider that has moved', () => {
  let before_: FakeProvider;
  let after_: FakeProvider;
  let sent: { url: string; headers: Headers; body: URLSearchParams }[];
  beforeEach(async () => {
    [before_, after_] = [await startFakeProvider(), await startFakeProvider()];
    sent = [];
  });
  afterEach(async () => {
    await before_.close();
    await after_.close();
  });

  const connect = ({ issuer }: FakeProvider) =>
    createOidcConnector(record('staff', { issuer }), {
      clientKey: async () => ({ kid: 'hub-1', jwk }),
      attributes,
      log: { warn: () => undefined },
      fetch: (url, options) => {
        const body = new URLSearchParams(String(options?.body ?? ''));
        sent.push({ url: String(url), headers: new Headers(options?.headers), body });
        return fetch(url, options);
      },
    });

  async function begun(provider: FakeProvider) {
    const { send, memo } = await connect(provider).start(anAsk({}));
    if (send.kind !== 'redirect') throw new Error('a redirect was expected');
    const answer = await fetch(send.url, { redirect: 'manual' });
    return { reply: replyAt(answer.headers.get('location') ?? ''), memo };
  }

  it('gets an assertion for itself alone, good for a minute and never made twice, and no secret', async () => {
    const assertions: string[] = [];
    for (const provider of [before_, after_, after_]) {
      const { reply, memo } = await begun(provider);
      expect((await connect(provider).finish(reply, memo)).kind).to.equal('authenticated');
      const call = sent.findLast(({ url }) => url.endsWith('/token'));
      const { aud, exp = 0, iat = 0, jti } = decodeJwt(call?.body.get('client_assertion') ?? '');
      expect(aud).to.be.oneOf([provider.issuer, `${provider.issuer}/token`]);
      expect(call?.url).to.equal(`${provider.issuer}/token`);
      expect(exp - iat).to.be.within(1, 60);
      expect(call?.headers.has('authorization')).to.equal(false);
      expect([...(call?.body.keys() ?? [])]).to.not.include('client_secret');
      assertions.push(String(jti));
    }
    expect(new Set(assertions).size).to.equal(3);
  });

  it('gets nothing of a sign-in that began at the old place: neither its code, nor its verifier, nor an assertion', async () => {
    const { reply, memo } = await begun(before_);
    sent = [];
    const outcome = await connect(after_).finish(reply, memo);
    expect(outcome).to.include({ kind: 'invalid', detail: 'the record of the provider changed during the journey' });
    expect(sent).to.deep.equal([]);
    expect(after_.hits.get('/token')).to.equal(undefined);
  });
});
