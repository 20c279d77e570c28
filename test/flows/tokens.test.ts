// What a service does with its tokens: collecting, refreshing, revoking, introspecting; and what the discovery document promises.
import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import { type House, startHouse } from '../support/hub.ts';
import type { RelyingParty } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const offline = { scope: 'openid email offline_access', prompt: 'consent' };

/** The error that a call of openid-client ends with. */
const problemOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('flows: tokens', () => {
  let house: House;
  before(async () => {
    const more = { refreshTokens: true, clientCredentials: true };
    house = await startHouse({
      services: {
        basic: { ...more, authentication: 'client_secret_basic', idTokenAlgorithm: 'RS256' },
        post: { ...more, authentication: 'client_secret_post' },
        keyed: more,
      },
    });
  });
  after(() => house.close());

  const refused = async (call: Promise<unknown>, error: string) =>
    expect(await problemOf(call))
      .to.be.instanceOf(client.ResponseBodyError)
      .and.include({ error });
  const userInfo = ({ configuration }: RelyingParty, { tokens, claims }: Pick<flow.SignedIn, 'tokens' | 'claims'>) =>
    client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
  const noUserInfo = async (party: RelyingParty, signedIn: flow.SignedIn) =>
    expect(await problemOf(userInfo(party, signedIn)))
      .to.be.instanceOf(client.WWWAuthenticateChallengeError)
      .and.include({ status: 401 });
  const refreshToken = ({ refresh_token: token }: { refresh_token?: string }) =>
    token ?? expect.fail('there is no refresh token');

  const algorithms = { basic: 'RS256', post: 'ES256', keyed: 'ES256' };
  for (const [service, algorithm] of Object.entries(algorithms)) {
    it(`serves ${service} all its grants, with ${algorithm} ID tokens`, async () => {
      const at = await flow.visit(house, service);
      const { configuration } = at.party;
      const first = await flow.signIn(at, offline);
      expect(decodeProtectedHeader(first.tokens.id_token ?? '').alg).to.equal(algorithm);
      const again = await client.refreshTokenGrant(configuration, refreshToken(first.tokens));
      expect(decodeProtectedHeader(again.id_token ?? '').alg).to.equal(algorithm);
      expect(again.claims()).to.include({ sub: first.claims.sub, acr: first.claims.acr, vot: first.claims.vot });
      expect(await userInfo(at.party, { tokens: again, claims: first.claims })).to.include({
        email: 'hannah.fairweather@example.org',
      });
      const own = await client.clientCredentialsGrant(configuration);
      expect(own).to.include({ token_type: 'bearer' }).and.have.property('access_token');
      expect(own).to.not.have.any.keys('refresh_token', 'id_token');
    });
  }

  it('refuses a wrong secret, and grants that the record does not give', async () => {
    const { party } = await flow.visit(house, 'basic');
    const { issuer } = house;
    const options = { execute: [client.allowInsecureRequests] };
    const wrong = client.ClientSecretBasic('a wrong secret');
    const thief = await client.discovery(new URL(issuer), 'basic', {}, wrong, options);
    expect(await problemOf(client.clientCredentialsGrant(thief)))
      .to.be.instanceOf(client.WWWAuthenticateChallengeError)
      .and.include({ status: 401 });
    await refused(
      client.clientCredentialsGrant((await flow.visit(house, 'parking-permit')).party.configuration),
      'invalid_request',
    );
    expect(await client.clientCredentialsGrant(party.configuration)).to.have.property('access_token');
  });

  it('gives a refresh token only with the person’s agreement', async () => {
    const { tokens } = await flow.signIn(await flow.visit(house, 'keyed'), { scope: 'openid email' });
    expect(tokens.refresh_token).to.equal(undefined);
  });

  it('turns refresh tokens, and ends the whole family when one is used twice', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const { configuration } = at.party;
    const first = await flow.signIn(at, offline);
    const second = await client.refreshTokenGrant(configuration, refreshToken(first.tokens));
    expect(refreshToken(second)).to.not.equal(first.tokens.refresh_token);
    await refused(client.refreshTokenGrant(configuration, refreshToken(first.tokens)), 'invalid_grant');
    await refused(client.refreshTokenGrant(configuration, refreshToken(second)), 'invalid_grant');
    await noUserInfo(at.party, { ...first, tokens: second as flow.Tokens });
  });

  it('revokes an access token, which opens nothing any more', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const signedIn = await flow.signIn(at, { scope: 'openid email' });
    expect(await userInfo(at.party, signedIn)).to.have.property('email');
    await client.tokenRevocation(at.party.configuration, signedIn.tokens.access_token);
    await noUserInfo(at.party, signedIn);
  });

  it('revokes a refresh token, and leaves it alone when another service asks', async () => {
    const { configuration } = (await flow.visit(house, 'keyed')).party;
    const other = (await flow.visit(house, 'basic')).party.configuration;
    const { tokens } = await flow.signIn(await flow.visit(house, 'keyed'), offline);
    const token = refreshToken(tokens);
    await problemOf(client.tokenRevocation(other, token));
    const next = refreshToken(await client.refreshTokenGrant(configuration, token));
    await client.tokenRevocation(configuration, next);
    await refused(client.refreshTokenGrant(configuration, next), 'invalid_grant');
  });

  it('tells a service about its own tokens and about nobody else’s', async () => {
    const at = await flow.visit(house, 'keyed');
    const other = (await flow.visit(house, 'basic')).party.configuration;
    const { tokens, claims } = await flow.signIn(at, offline);
    for (const token of [tokens.access_token, refreshToken(tokens)]) {
      const own = await client.tokenIntrospection(at.party.configuration, token);
      expect(own).to.include({ active: true, client_id: 'keyed', sub: claims.sub, iss: house.issuer });
      expect(await client.tokenIntrospection(other, token)).to.deep.equal({ active: false });
    }
  });

  it('puts single claims where the claims parameter asks for them, and only there', async () => {
    const at = await flow.visit(house, 'parking-permit');
    const wish = { userinfo: { birthdate: null }, id_token: { family_name: { essential: true } } };
    const signedIn = await flow.signIn(at, { claims: JSON.stringify(wish) });
    expect(signedIn.claims).to.include({ family_name: 'Fairweather' }).and.not.have.any.keys('birthdate', 'email');
    const person = await userInfo(at.party, signedIn);
    expect(person).to.include({ birthdate: '1992-02-11' }).and.not.have.any.keys('family_name', 'email', 'address');
  });

  it('releases nothing beyond the record, whatever is asked', async () => {
    const at = await flow.visit(house, 'bin-collection');
    const claims = JSON.stringify({ userinfo: { birthdate: { essential: true }, email: null, nhs_number: null } });
    const signedIn = await flow.signIn(at, { claims });
    const person = await userInfo(at.party, signedIn);
    expect(person).to.include({ email: 'hannah.fairweather@example.org' });
    expect(person).to.not.have.any.keys('birthdate', 'nhs_number', 'given_name');
  });

  it('says iss in answers and in errors (RFC 9207)', async () => {
    const at = await flow.visit(house, 'keyed');
    const { answer } = await flow.signIn(at);
    expect(answer.searchParams.get('iss')).to.equal(house.issuer);
    const asking = await at.party.ask({ prompt: 'none', max_age: '0' });
    const page = await at.browser.visit(asking.url.href, at.party.isHere);
    expect(flow.answerIn(at, page).searchParams.get('iss')).to.equal(house.issuer);
    expect(await flow.errorIn(at, asking, flow.answerIn(at, page))).to.equal('login_required');
  });

  for (const [what, change] of Object.entries<Record<string, string | undefined>>({
    'no challenge': { code_challenge: undefined, code_challenge_method: undefined },
    'a plain challenge': { code_challenge_method: 'plain' },
    'no method': { code_challenge_method: undefined },
  })) {
    it(`requires PKCE with S256: ${what}`, async () => {
      const at = await flow.visit(house, 'keyed');
      const asking = await at.party.ask();
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined) asking.url.searchParams.delete(name);
        else asking.url.searchParams.set(name, value);
      }
      const page = await at.browser.visit(asking.url.href, at.party.isHere);
      expect(await flow.errorIn(at, asking, flow.answerIn(at, page))).to.equal('invalid_request');
    });
  }

  it('refuses a code with another verifier', async () => {
    const at = await flow.visit(house, 'keyed');
    const { asking, page } = await flow.arrive(at);
    const end = await flow.tryProvider(at, page, { provider: 'central' });
    const checks = { ...asking.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
    await refused(at.party.collect({ ...asking, checks }, flow.answerIn(at, end)), 'invalid_grant');
  });

  it('promises in its discovery document what it does, at its own address only', async () => {
    const { configuration } = (await flow.visit(house, 'keyed')).party;
    const document = configuration.serverMetadata();
    expect(document.acr_values_supported).to.include.members([`${house.issuer}/assurance/medium/medium`, 'Cl.Cm.P2']);
    expect(document).to.deep.include({
      issuer: house.issuer,
      pushed_authorization_request_endpoint: `${house.issuer}/request`,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      subject_types_supported: ['pairwise'],
      response_types_supported: ['code'],
      claims_parameter_supported: true,
      request_parameter_supported: true,
      backchannel_logout_supported: true,
      ui_locales_supported: ['en', 'cy'],
    });
    expect(document.id_token_signing_alg_values_supported).to.have.members(['ES256', 'RS256']);
    const methods = ['private_key_jwt', 'client_secret_basic', 'client_secret_post'];
    expect(document.token_endpoint_auth_methods_supported).to.have.members(methods);
    const hosts = JSON.stringify(document).match(/https?:\/\/[^/"]+/g) ?? [];
    expect(new Set(hosts)).to.deep.equal(
      new Set([house.issuer, 'http://eidas.europa.eu', 'https://vocab.account.gov.uk']),
    );
  });

  it('keeps the session’s own name out of every token', async () => {
    const { tokens, claims } = await flow.signIn(await flow.visit(house, 'keyed'), offline);
    expect(claims.acr).to.equal(`${house.issuer}/assurance/none/low`);
    const known = [
      'sub',
      'nonce',
      'acr',
      'amr',
      'auth_time',
      'vot',
      'vtm',
      'aud',
      'exp',
      'iat',
      'iss',
      'sid',
      'at_hash',
    ];
    expect(Object.keys(decodeJwt(tokens.id_token ?? '')).filter((name) => !known.includes(name))).to.deep.equal([]);
  });
});
