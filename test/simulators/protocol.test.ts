// What every simulated provider refuses, and why: each rule is broken once, alone.
import { expect } from 'chai';
import { startCentral } from '../../src/simulators/central/start.ts';
import { startNhs } from '../../src/simulators/nhs/start.ts';
import { startScotland } from '../../src/simulators/scotland/start.ts';
import { startStaff } from '../../src/simulators/staff/start.ts';
import type { AssertionChanges, Exchange, Fields, Party, Tokens } from './rig.ts';
import {
  assertion,
  authorize,
  back,
  choose,
  client,
  exchange,
  getJson,
  personas,
  redirectUri,
  signIn,
  stranger,
  tokens,
} from './rig.ts';

const providers = {
  central: { start: startCentral, algorithm: 'PS256', other: 'ES256', persona: 'hannah-fairweather' },
  nhs: { start: startNhs, algorithm: 'RS512', other: 'RS256', persona: 'hannah-fairweather' },
  scotland: { start: startScotland, algorithm: 'RS256', other: 'HS256', persona: 'morag-sutherland' },
  staff: { start: startStaff, algorithm: 'RS256', other: 'HS256', persona: 'omar-officer' },
};
const elsewhere = 'http://localhost:3000/callback/other';
const minuteAgo = () => Math.floor(Date.now() / 1000) - 60;

for (const [name, { start, algorithm, other, persona }] of Object.entries(providers))
  describe(`simulators/${name}: the protocol`, () => {
    let party: Party;
    before(async () => {
      const clients = [client, { ...client, clientId: 'another', redirectUris: [elsewhere] }];
      party = { simulator: await start({ host: '127.0.0.1', port: 0, personas, clients }), algorithm };
    });
    after(() => party.simulator.close());

    it('signs the same person in as the same subject', async () => {
      const { sub: one } = await subject(party, persona);
      const { sub: two } = await subject(party, persona);
      expect(one).to.be.a('string').and.equal(two);
    });

    const pages: [string, Fields, string][] = [
      ['an unknown client', { client_id: 'stranger' }, 'client_id names no registered client'],
      ['a redirect URI of another client', { redirect_uri: elsewhere }, 'redirect_uri is not one'],
      [
        'a redirect URI that begins like a registered one',
        { redirect_uri: `${redirectUri}/x` },
        'redirect_uri is not one',
      ],
      ['no redirect URI', { redirect_uri: undefined }, 'redirect_uri is not one'],
    ];
    for (const [what, request, reason] of pages)
      it(`shows a page for ${what}`, async () => {
        const response = await authorize(party, request);
        expect(response.status).to.equal(400);
        expect(await response.text()).to.include(reason);
      });

    it('shows a page for a repeated parameter', async () => {
      const response = await fetch(`${party.simulator.url}/authorize?client_id=gatehouse&client_id=gatehouse`);
      expect(response.status).to.equal(400);
      expect(await response.text()).to.include('client_id is there more than once');
    });

    const redirects: [string, Fields, string, string][] = [
      ['another response type', { response_type: 'code id_token' }, 'unsupported_response_type', 'has to be code'],
      ['no state', { state: undefined }, 'invalid_request', 'state is missing'],
      ['no nonce', { nonce: undefined }, 'invalid_request', 'nonce is missing'],
      ['no openid scope', { scope: 'email' }, 'invalid_scope', 'openid'],
      ['a scope that is not registered', { scope: 'openid everything' }, 'invalid_scope', 'not registered'],
      ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request', 'S256'],
      ['a challenge that is none', { code_challenge: 'short' }, 'invalid_request', 'not a SHA-256'],
      ['prompt=none', { prompt: 'none' }, 'login_required', 'nobody is signed in'],
    ];
    for (const [what, request, error, reason] of redirects)
      it(`sends back ${error} for ${what}`, async () => {
        const reply = back(await authorize(party, request));
        expect(reply.error).to.equal(error);
        expect(reply.error_description).to.include(reason);
        expect(reply.state).to.equal('state' in request ? undefined : 'the-state');
      });

    it('asks who is signing in every time, and at prompt=login', async () => {
      await signIn(party, { persona });
      const page = await authorize(party, { prompt: 'login' });
      expect(await page.text())
        .to.include(`value="${persona}"`)
        .and.include('All people are invented.');
    });

    it('lets a page be used once, and by somebody', async () => {
      const page = await authorize(party);
      const nobody = await choose(party, page.clone(), {});
      expect(nobody.status).to.equal(400);
      expect(await nobody.text()).to.include('Choose who is signing in');
      expect(back(await choose(party, page.clone(), { persona }))).to.include.keys('code');
      expect((await choose(party, page, { persona })).status).to.equal(400);
    });

    const assertions: [string, () => AssertionChanges, string][] = [
      ['by a stranger’s key', () => ({ key: stranger }), 'signature'],
      ['with a key id that is not registered', () => ({ header: { kid: 'other' } }), 'no registered key'],
      ['of another issuer', () => ({ claims: { iss: 'another' } }), 'iss is wrong'],
      ['of another subject', () => ({ claims: { sub: 'another' } }), 'iss is wrong'],
      [
        'of a client that is not registered',
        () => ({ claims: { iss: 'nobody', sub: 'nobody' } }),
        'no registered client',
      ],
      ['for another audience', () => ({ claims: { aud: 'https://other.example/token' } }), 'aud is wrong'],
      ['that has expired', () => ({ claims: { exp: minuteAgo() } }), 'expired'],
      ['without an end', () => ({ claims: { exp: undefined } }), 'exp is wrong or missing'],
      ['without jti', () => ({ claims: { jti: undefined } }), 'jti is missing'],
    ];
    for (const [what, changes, reason] of assertions)
      it(`refuses an assertion ${what}`, async () => {
        const { code = '' } = await signIn(party, { persona });
        await refused(await exchange(party, code, { assertion: changes() }), 'invalid_client', reason);
        expect((await exchange(party, code)).status).to.equal(200);
      });

    it('refuses an assertion that was used', async () => {
      const client_assertion = await assertion(`${party.simulator.url}/token`, algorithm);
      const redeem = async () => {
        const { code = '' } = await signIn(party, { persona });
        return exchange(party, code, { fields: { client_assertion } });
      };
      expect((await redeem()).status).to.equal(200);
      await refused(await redeem(), 'invalid_client', 'jti was used before');
    });

    it(`refuses an assertion with ${other}, and without a signature`, async () => {
      const [, payload] = (await assertion(`${party.simulator.url}/token`, algorithm)).split('.');
      for (const alg of [other, 'none']) {
        const header = Buffer.from(JSON.stringify({ alg, kid: 'client-key' })).toString('base64url');
        const fields = { client_assertion: `${header}.${payload}.c2lnbmF0dXJl` };
        await refused(await exchange(party, 'any', { fields }), 'invalid_client', `alg ${alg} is not accepted`);
      }
    });

    const grants: [string, Exchange, string, string][] = [
      ['another grant type', { fields: { grant_type: 'password' } }, 'unsupported_grant_type', 'authorization_code'],
      [
        'no client assertion type',
        { fields: { client_assertion_type: undefined } },
        'invalid_client',
        'client_assertion_type',
      ],
      ['another redirect URI', { fields: { redirect_uri: elsewhere } }, 'invalid_grant', 'redirect_uri'],
      ['another verifier', { fields: { code_verifier: 'b'.repeat(43) } }, 'invalid_grant', 'code_verifier'],
      ['no verifier', { fields: { code_verifier: undefined } }, 'invalid_grant', 'code_verifier'],
      ['an unknown code', { fields: { code: 'unknown' } }, 'invalid_grant', 'unknown or has expired'],
      [
        'another client',
        { assertion: { claims: { iss: 'another', sub: 'another' } } },
        'invalid_grant',
        'another client',
      ],
    ];
    for (const [what, changes, error, reason] of grants)
      it(`refuses a code with ${what}`, async () => {
        const { code = '' } = await signIn(party, { persona });
        await refused(await exchange(party, code, changes), error, reason);
      });

    it('redeems a code once, however many ask at the same moment', async () => {
      const { code = '' } = await signIn(party, { persona });
      const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(party, code)));
      expect(answers.filter(({ ok }) => ok)).to.have.lengthOf(1);
      await refused(await exchange(party, code), 'invalid_grant', 'redeemed before');
    });

    it('takes the access token back when its code comes again', async () => {
      const { code = '' } = await signIn(party, { persona });
      const { access_token } = (await (await exchange(party, code)).json()) as Tokens;
      await exchange(party, code);
      const resource = name === 'scotland' ? '/attributes/values' : '/userinfo';
      expect(await getJson(party.simulator.url + resource, access_token)).to.include({ error: 'invalid_token' });
    });

    it('tells its front page what it is', async () => {
      const page = await (await fetch(party.simulator.url)).text();
      expect(page).to.include('not the real service').and.include('discovery document');
    });
  });

describe('simulators/scotland: PKCE', () => {
  it('is not optional', async () => {
    const simulator = await startScotland({ host: '127.0.0.1', port: 0, personas, clients: [client] });
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    const reply = back(await authorize({ simulator, algorithm: 'RS256' }, without));
    await simulator.close();
    expect(reply).to.include({ error: 'invalid_request', error_description: 'code_challenge is missing' });
  });
});

async function refused(response: Response, error: string, reason: string): Promise<void> {
  const body = (await response.json()) as Tokens;
  expect(body.error, body.error_description).to.equal(error);
  expect(body.error_description).to.include(reason);
  expect(response.status).to.equal(error === 'invalid_client' ? 401 : 400);
}

async function subject(party: Party, persona: string): Promise<{ sub?: string }> {
  const { id_token } = await tokens(party, { persona });
  return JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString());
}
