import { expect } from 'chai';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { startScotland } from '../../src/simulators/scotland/start.ts';
import {
  type AssertionChanges,
  assertion,
  authorize,
  back,
  client,
  exchange,
  type Fields,
  type Party,
  personas,
  signIn,
  type Tokens,
  tokens,
} from './rig.ts';

const everything = 'openid scotaccount.gpg45.medium scotaccount.address scotaccount.email scotaccount.mobile';

interface Entry {
  scope: string;
  verification: { outcome: string; confidence_level?: string };
  claims?: Record<string, unknown>;
}

describe('simulators/scotland', () => {
  let party: Party;
  let url: string;
  before(async () => {
    const clients = [client, { ...client, clientId: 'another' }];
    const simulator = await startScotland({ host: '127.0.0.1', port: 0, personas, clients });
    party = { simulator, algorithm: 'RS256' };
    url = simulator.url;
  });
  after(() => party.simulator.close());

  const shape = (name: string) =>
    fetch(`${url}/simulator/shape`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ shape: name }),
    });

  async function attributes(accessToken: string, changes: AssertionChanges = {}, audience = '/attributes/values') {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      'DIS-Client-Assertion': await assertion(url + audience, 'RS256', changes),
    };
    return fetch(`${url}/attributes/values`, { headers });
  }

  async function claims(form: Fields, scope = everything): Promise<Record<string, unknown>> {
    const { access_token, id_token } = await tokens(party, form, { scope });
    const { claimsToken } = (await (await attributes(access_token)).json()) as { claimsToken: string };
    const keys = createRemoteJWKSet(new URL(`${url}/jwks.json`));
    const { payload } = await jwtVerify(claimsToken, keys, { algorithms: ['RS256'], issuer: url });
    expect(payload.sub).to.equal(decodeJwt(id_token).sub);
    return payload;
  }

  const entries = async (form: Fields) => (await claims(form)).verified_claims as Entry[];

  it('says nothing of the person in the ID token', async () => {
    const { id_token } = await tokens(party, { persona: 'morag-sutherland' }, { scope: everything });
    const payload = decodeJwt(id_token);
    expect(payload).to.have.all.keys('iss', 'sub', 'aud', 'iat', 'exp', 'nonce', 'at_hash', 'sid');
    expect(payload.sub).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('gives one entry for each scope in the newer shape', async () => {
    const found = await entries({ persona: 'morag-sutherland' });
    expect(found.map(({ scope }) => scope).join(' ')).to.equal(everything.slice('openid '.length));
    expect(found.every(({ verification }) => verification.outcome === 'VERIFIED_SUCCESSFULLY')).to.equal(true);
    expect(found[0]?.verification.confidence_level).to.equal('medium');
    expect(found[0]?.claims).to.deep.equal({
      given_name: 'Morag Isobel',
      family_name: 'Sutherland',
      birth_date: '1974-01-25',
    });
    expect(found[1]?.claims).to.have.nested.property('address.building_number', '16');
    expect(found[3]?.claims).to.deep.equal({ mobile: '+447700900301' });
  });

  it('gives one object in the older shape', async () => {
    expect((await shape('object')).status).to.equal(204);
    const found = await claims({ persona: 'morag-sutherland' });
    const denied = await claims({ persona: 'ewan-galbraith' });
    expect((await shape('array')).status).to.equal(204);
    expect(found).to.have.nested.property('verified_claims.verification.assurance_level', 'GPG45-Medium');
    expect(found.verified_claims)
      .to.have.nested.property('verification.outcome')
      .that.matches(/ VERIFIED SUCCESSFULLY$/);
    expect(found.claims).to.include({ family_name: 'Sutherland', birth_date: '1974-01-25' });
    expect(found.claims).to.have.nested.property('address.postalCode', 'ZZ40 1RS');
    expect(denied.verified_claims)
      .to.have.nested.property('verification.outcome')
      .that.matches(/ NOT VERIFIED$/);
    expect(denied).to.not.have.property('claims');
    expect((await shape('circle')).status).to.equal(400);
  });

  it('says by a signed answer that a check failed', async () => {
    const [identity, address] = await entries({ persona: 'ewan-galbraith' });
    expect(identity?.verification.outcome).to.equal('NOT_VERIFIED');
    expect(identity).to.not.have.property('claims');
    expect(address?.verification.outcome).to.equal('VERIFIED_SUCCESSFULLY');
    const [failed] = await entries({ persona: 'morag-sutherland', x_fault: 'not-verified' });
    expect(failed?.verification.outcome).to.equal('NOT_VERIFIED');
  });

  it('can succeed in part', async () => {
    const outcomes = (await entries({ persona: 'cameron-strachan' })).map(({ verification }) => verification.outcome);
    expect(outcomes.slice(0, 2)).to.deep.equal(['VERIFIED_SUCCESSFULLY', 'NOT_VERIFIED']);
  });

  it('knows the older name of the identity scope, but not both', async () => {
    const found = await claims({ persona: 'morag-sutherland' }, 'openid gpg-45-medium');
    expect(found.verified_claims).to.have.nested.property('[0].scope', 'gpg-45-medium');
    const both = back(await authorize(party, { scope: 'openid gpg-45-medium scotaccount.gpg45.medium' }));
    expect(both.error).to.equal('invalid_scope');
  });

  it('has nothing where nothing was asked for', async () => {
    const { access_token } = await tokens(party, { persona: 'morag-sutherland' });
    expect((await attributes(access_token)).status).to.equal(404);
  });

  const refused: [string, AssertionChanges, string, string][] = [
    ['for the token endpoint', {}, '/token', 'aud is wrong'],
    ['that has expired', { claims: { exp: 1 } }, '/attributes/values', 'expired'],
    ['of another client', { claims: { iss: 'another', sub: 'another' } }, '/attributes/values', 'another client'],
  ];
  for (const [name, changes, audience, reason] of refused)
    it(`refuses attributes with an assertion ${name}`, async () => {
      const { access_token } = await tokens(party, { persona: 'morag-sutherland' }, { scope: everything });
      const response = await attributes(access_token, changes, audience);
      expect(response.status).to.equal(401);
      expect(((await response.json()) as Tokens).error_description).to.include(reason);
    });

  it('refuses attributes without an assertion, and without a token', async () => {
    const { access_token } = await tokens(party, { persona: 'morag-sutherland' }, { scope: everything });
    const bare = await fetch(`${url}/attributes/values`, { headers: { authorization: `Bearer ${access_token}` } });
    expect([bare.status, (await attributes('unknown')).status]).to.deep.equal([401, 401]);
  });

  it('takes PS256 and RS256 assertions alike', async () => {
    const { code = '' } = await signIn(party, { persona: 'morag-sutherland' });
    expect((await exchange({ ...party, algorithm: 'PS256' }, code)).status).to.equal(200);
  });

  it('signs out at both of its addresses', async () => {
    const { id_token } = await tokens(party, { persona: 'morag-sutherland' });
    const home = 'http://localhost:3000/signed-out';
    for (const path of ['/authorize/logout', '/logout']) {
      const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: home });
      const left = await fetch(`${url}${path}?${query}`, { redirect: 'manual' });
      expect(left.headers.get('location')).to.equal(home);
    }
  });
});
