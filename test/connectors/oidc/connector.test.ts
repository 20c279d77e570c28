// The checks that every dialect relies on, against a provider that can be made to say anything.
import { expect } from 'chai';
import { exportJWK, generateKeyPair } from 'jose';
import type { Ask, Outcome, Reply } from '../../../src/connectors/contract.ts';
import { createOidcConnector, type OidcTools } from '../../../src/connectors/oidc/connector.ts';
import { HubError } from '../../../src/errors.ts';
import { anAsk, aSignOut, attributes, callback, createOutage, type Outage, record, replyAt } from '../rig.ts';
import { type Behaviour, type FakeProvider, startFakeProvider } from './fake-provider.ts';

const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const clientKey = { kid: 'hub-1', jwk: await exportJWK(privateKey) };
const now = () => Math.floor(Date.now() / 1000);

describe('connectors/oidc/connector', () => {
  let fake: FakeProvider;
  let outage: Outage;
  let warnings: string[];

  beforeEach(async () => {
    fake = await startFakeProvider();
    outage = await createOutage();
    warnings = [];
  });
  afterEach(async () => {
    await fake.close();
    await outage.close();
  });

  const connect = (tools: Partial<OidcTools> = {}) =>
    createOidcConnector(record('staff', { issuer: fake.issuer }), {
      clientKey: async () => clientKey,
      attributes,
      fetch: outage.fetch,
      log: { warn: (_fields, message) => warnings.push(message) },
      ...tools,
    });

  const walk = async (sent: string): Promise<Reply> => {
    const answer = await fetch(sent, { redirect: 'manual' });
    return replyAt(answer.headers.get('location') ?? '');
  };

  /** One journey: `change` tells the provider what to do differently. */
  const journey = async (change: Partial<Behaviour> = {}, ask: Partial<Ask> = {}): Promise<Outcome> => {
    Object.assign(fake.behaviour, change);
    const connector = connect();
    const { send, memo } = await connector.start(anAsk(ask));
    if (send.kind !== 'redirect') throw new Error('a redirect was expected');
    return connector.finish(await walk(send.url), memo);
  };

  const ending = async (change: Partial<Behaviour>, ask: Partial<Ask> = {}): Promise<string> => {
    const outcome = await journey(change, ask);
    return outcome.kind === 'authenticated' ? outcome.kind : `${outcome.kind}: ${outcome.detail}`;
  };

  it('brings back what was said', async () => {
    const outcome = await journey({ userInfo: (claims) => ({ ...claims, email_verified: true }) });
    if (outcome.kind !== 'authenticated') throw new Error(outcome.detail);
    expect(outcome.assertion).to.include({ provider: 'staff', issuer: fake.issuer, subject: 'subject-1', says: 'mfa' });
    expect(outcome.assertion.methods).to.deep.equal(['pwd', 'otp']);
    expect(outcome.assertion.attributes).to.deep.equal({
      given_name: { value: 'Morag', verified: false },
      email: { value: 'morag@example.com', verified: true },
    });
    expect(fake.last.get('/token')).to.include({ 'user-agent': 'gatehouse' });
  });

  it('leaves no timer behind for a call that went well', async () => {
    const connector = connect();
    const through = async () => {
      const { send, memo } = await connector.start(anAsk());
      return connector.finish(await walk(send.kind === 'redirect' ? send.url : ''), memo);
    };
    await through();
    const { timeout } = AbortSignal;
    const set: number[] = [];
    AbortSignal.timeout = (delay) => {
      set.push(delay);
      return timeout.call(AbortSignal, delay);
    };
    try {
      expect((await through()).kind).to.equal('authenticated');
    } finally {
      AbortSignal.timeout = timeout;
    }
    expect(set).to.deep.equal([]);
  });

  it('asks with PKCE, and lets no level word change what protects the journey', async () => {
    const words = { acr_values: 'mfa', scope: 'more openid', state: 'evil', code_challenge_method: 'plain' };
    const { send } = await connect().start(anAsk({ words, attributes: ['email', 'nhs_number'], locale: 'cy' }));
    const query = Object.fromEntries(new URL(send.kind === 'redirect' ? send.url : '').searchParams);
    expect(query).to.include({ acr_values: 'mfa', scope: 'openid email more', code_challenge_method: 'S256' });
    expect(query).to.include({ redirect_uri: callback, response_type: 'code', ui_locales: 'cy' });
    expect(query.state).not.to.equal('evil');
    expect(query.code_challenge).to.match(/^[\w-]{43}$/);
  });

  const refused: Record<string, [Partial<Behaviour>, string]> = {
    'another at_hash': [{ claims: (c) => ({ ...c, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }) }, 'at_hash'],
    'an algorithm that the record does not list': [{ algorithm: 'PS256' }, 'alg'],
    'a further audience': [{ claims: (c) => ({ ...c, aud: [c.aud, 'other'] }) }, 'audience'],
    'another authorised party': [{ claims: (c) => ({ ...c, azp: 'other' }) }, 'authorised party'],
    'an empty subject': [{ claims: (c) => ({ ...c, sub: '' }) }, 'claim sub'],
    'a token from the future': [{ claims: (c) => ({ ...c, iat: now() + 600 }) }, 'from the future'],
    'a token without an expiry': [{ claims: ({ exp: _, ...c }) => c }, 'exp'],
    'a token expired two minutes ago': [{ claims: (c) => ({ ...c, exp: now() - 120 }) }, 'exp'],
    'userinfo of somebody else': [{ userInfo: (c) => ({ ...c, sub: 'subject-2' }) }, '"sub"'],
    'userinfo that is no JSON': [{ answers: { '/userinfo': { body: 'morag@example.com' } } }, 'userinfo'],
    'userinfo as a JWT': [{ answers: { '/userinfo': { type: 'application/jwt', body: 'e.e.e' } } }, 'a JWT'],
    'an answer of more than a megabyte': [{ answers: { '/userinfo': { body: 'x'.repeat(1_100_000) } } }, 'larger'],
    'a redirect from the token endpoint': [
      { answers: { '/token': { status: 302, headers: { location: '/elsewhere' }, body: '' } } },
      'status code',
    ],
    'another issuer in the redirect': [{ redirect: (q) => ({ ...q, iss: 'https://evil.example' }) }, 'another issuer'],
    'no issuer in the redirect': [{ redirect: ({ iss: _, ...q }) => q }, 'another issuer'],
    'neither code nor error': [{ redirect: ({ code: _, ...q }) => q }, 'no code'],
    'an unknown code': [{ redirect: (q) => ({ ...q, code: 'stolen' }) }, 'invalid_grant'],
    'an error under another state': [{ redirect: () => ({ error: 'access_denied', state: 'x' }) }, 'another state'],
  };
  for (const [what, [change, reason]] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const end = await ending(change);
      expect(end)
        .to.match(/^invalid: /)
        .and.include(reason);
      expect(end).not.to.match(/morag|subject-/i);
    });
  }

  const redirected: Record<string, string> = {
    access_denied: 'cancelled',
    temporarily_unavailable: 'unavailable',
    server_error: 'unavailable',
    login_required: 'no-context',
    interaction_required: 'no-context',
    unmet_authentication_requirements: 'no-context',
    invalid_request: 'rejected',
    unauthorized_client: 'rejected',
    invalid_scope: 'rejected',
    constructor: 'rejected',
    'Morag <morag@example.com>': 'rejected',
  };
  for (const [error, kind] of Object.entries(redirected)) {
    it(`reads ${error} in the redirect as ${kind}`, async () => {
      const end = await ending({ redirect: ({ state = '', iss = '' }) => ({ error, state, iss }) });
      expect(end.split(':')[0]).to.equal(kind);
      expect(end).not.to.include('morag');
    });
  }

  for (const [error, kind] of [
    ['invalid_client', 'rejected'],
    ['invalid_grant', 'invalid'],
    ['temporarily_unavailable', 'unavailable'],
  ]) {
    it(`reads ${error} at the token endpoint as ${kind}`, async () => {
      const end = await ending({ answers: { '/token': { status: 400, body: { error } } } });
      expect(end).to.match(new RegExp(`^${kind}: .*${error}`));
    });
  }

  it('refuses a form where a redirect was asked for', async () => {
    const connector = connect();
    const { send, memo } = await connector.start(anAsk());
    const reply = await walk(send.kind === 'redirect' ? send.url : '');
    expect(await connector.finish({ ...reply, method: 'POST' }, memo)).to.include({ kind: 'invalid' });
  });

  it('refuses an auth_time in the future, such as one in milliseconds', async () => {
    for (const ahead of [now() + 300, now() * 1000])
      expect(await ending({ claims: (c) => ({ ...c, auth_time: ahead }) })).to.equal(
        'invalid: ID token: auth_time is in the future',
      );
    expect(await ending({ claims: (c) => ({ ...c, auth_time: now() + 10 }) })).to.equal('authenticated');
  });

  describe('asked to authenticate again', () => {
    const again = { forceReauthentication: true };
    it('takes a fresh auth_time', async () => {
      expect(await ending({}, again)).to.equal('authenticated');
    });
    it('refuses an old one, and none', async () => {
      const old = await ending({ claims: (c) => ({ ...c, auth_time: now() - 300 }) }, again);
      expect(old).to.equal('invalid: ID token: auth_time is older than this journey');
      const none = await ending({ claims: ({ auth_time: _, ...c }) => c }, again);
      expect(none).to.match(/^invalid: ID token: auth_time is absent though max_age was sent$/);
    });
  });

  it('takes a key without kid when only one fits', async () => {
    expect(await ending({ withoutKid: true })).to.equal('authenticated');
  });

  describe('discovery', () => {
    const failure = async (): Promise<HubError> => {
      const error: unknown = await connect()
        .start(anAsk())
        .catch((thrown: unknown) => thrown);
      if (!(error instanceof HubError)) throw new Error('start did not throw a HubError');
      return error;
    };
    const wrong: Record<string, Partial<Behaviour>> = {
      'another issuer': { metadata: (m) => ({ ...m, issuer: `${String(m.issuer)}/` }) },
      'an endpoint over http elsewhere': { metadata: (m) => ({ ...m, token_endpoint: 'http://example.com/token' }) },
      'no keys': { metadata: ({ jwks_uri: _, ...m }) => m },
      'no JSON': { answers: { '/.well-known/openid-configuration': { body: '<html>' } } },
    };
    for (const [what, change] of Object.entries(wrong)) {
      it(`with ${what} is not believed`, async () => {
        Object.assign(fake.behaviour, change);
        expect(await failure()).to.include({ code: 'provider_unavailable', status: 503 });
      });
    }
    it('is asked once for many journeys', async () => {
      const connector = connect();
      await Promise.all([1, 2, 3].map(() => connector.start(anAsk())));
      expect(fake.hits.get('/.well-known/openid-configuration')).to.equal(1);
    });
    it('may lack userinfo and logout', async () => {
      const metadata: Behaviour['metadata'] = ({ userinfo_endpoint: _, end_session_endpoint: __, ...m }) => m;
      const outcome = await journey({ metadata, claims: (c) => ({ ...c, given_name: 'Ailsa' }) });
      if (outcome.kind !== 'authenticated') throw new Error(outcome.detail);
      expect(outcome.assertion.attributes.given_name?.value).to.equal('Ailsa');
      expect(await connect().signOut?.(outcome.assertion.session ?? null, aSignOut())).to.equal(undefined);
    });
  });

  it('does not wait for a provider in every sign-in of an outage', async () => {
    const connector = connect({ lifetimes: { discovery: 0, keys: 0 } });
    await connector.start(anAsk());
    outage.of(/openid-configuration/);
    await connector.start(anAsk());
    await connector.start(anAsk());
    expect(warnings).to.deep.equal(['staff: discovery: serving a stale copy']);
  });

  it('asks once more for what may be asked twice, and never redeems a code again', async () => {
    const asked = new Set<string>();
    const connector = connect({
      fetch: (input, init) => {
        const { pathname } = new URL(String(input));
        outage.of(asked.has(pathname) ? undefined : /./);
        asked.add(pathname);
        return outage.fetch(input, init);
      },
    });
    const outcome = async () => {
      const { send, memo } = await connector.start(anAsk());
      return (await connector.finish(await walk(send.kind === 'redirect' ? send.url : ''), memo)).kind;
    };
    expect(await outcome()).to.equal('unavailable');
    expect(fake.hits.get('/token')).to.equal(undefined);
    expect(await outcome()).to.equal('authenticated');
    expect([...asked]).to.include.members(['/.well-known/openid-configuration', '/token', '/jwks', '/userinfo']);
  });

  it('lets an error of the hub itself through', async () => {
    const connector = connect({
      clientKey: async () => {
        throw new HubError('store_unavailable');
      },
    });
    const { send, memo } = await connector.start(anAsk());
    const reply = await walk(send.kind === 'redirect' ? send.url : '');
    const error: unknown = await connector.finish(reply, memo).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'store_unavailable' });
  });
});
