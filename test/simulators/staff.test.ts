import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { startStaff } from '../../src/simulators/staff/start.ts';
import {
  authorize,
  back,
  choose,
  client,
  clientKey,
  getJson,
  type Party,
  personas,
  redirectUri,
  tokens,
} from './rig.ts';

describe('simulators/staff', () => {
  let party: Party;
  before(async () => {
    const simulator = await startStaff({ host: '127.0.0.1', port: 0, personas, clients: [client] });
    party = { simulator, algorithm: 'RS256' };
  });
  after(() => party.simulator.close());

  it('signs in with a certified client library', async () => {
    const { issuer } = party.simulator;
    const authentication = openid.PrivateKeyJwt({ key: await clientKey('RS256'), kid: 'client-key' });
    const options = { execute: [openid.allowInsecureRequests] };
    const configuration = await openid.discovery(new URL(issuer), 'gatehouse', undefined, authentication, options);
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
    const start = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid profile email roles',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      acr_values: 'mfa',
      max_age: '0',
    });
    const landed = await choose(party, await fetch(start), { persona: 'omar-officer' });
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, maxAge: 60 };
    const callback = new URL(landed.headers.get('location') ?? '');
    const got = await openid.authorizationCodeGrant(configuration, callback, checks);
    const claims = got.claims();
    expect(claims).to.include({ acr: 'mfa', given_name: 'Omar', email: 'omar.castell@example.org' });
    expect(claims?.amr).to.include('mfa');
    const userinfo = await openid.fetchUserInfo(configuration, got.access_token, claims?.sub ?? '');
    expect(userinfo).to.deep.include({ family_name: 'Castell', email_verified: true, roles: ['officer'] });
  });

  const acr = async (persona: string, request: Record<string, string>) =>
    decodeJwt((await tokens(party, { persona }, request)).id_token).acr;

  it('says the level that was reached, whatever was asked', async () => {
    expect(await acr('omar-officer', {})).to.equal('pwd');
    expect(await acr('omar-officer', { acr_values: 'mfa pwd' })).to.equal('mfa');
    expect(await acr('omar-officer', { acr_values: 'urn:unknown' })).to.equal('pwd');
    expect(await acr('peter-password', { acr_values: 'mfa' })).to.equal('pwd');
  });

  it('gives claims by scope, and no resident an account', async () => {
    const { access_token } = await tokens(party, { persona: 'omar-officer' });
    expect(await getJson(`${party.simulator.url}/userinfo`, access_token)).to.have.all.keys('sub');
    const page = await choose(party, await authorize(party), { persona: 'hannah-fairweather' });
    expect(page.status).to.equal(400);
  });

  it('refuses max_age that is no number', async () => {
    expect(back(await authorize(party, { max_age: '-1' })).error_description).to.include('max_age');
  });
});
