import { request as httpRequest } from 'node:http';
import { expect } from 'chai';
import type { JWK } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { startCentral } from '../../src/simulators/central/start.ts';
import { authorize, back, client, exchange, getJson, type Party, personas, signIn, tokens } from './rig.ts';

const vocabulary = 'https://vocab.account.gov.uk/v1/';
const core = `${vocabulary}coreIdentityJWT`;
const asking = (...names: string[]) =>
  JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [vocabulary + name, null])) });
const identity = { vtr: '["Cl.Cm.P2"]', claims: asking('coreIdentityJWT', 'address'), scope: 'openid email phone' };

describe('simulators/central', () => {
  let party: Party;
  let url: string;
  before(async () => {
    const simulator = await startCentral({ host: '127.0.0.1', port: 0, personas, clients: [client] });
    party = { simulator, algorithm: 'PS256' };
    url = simulator.url;
  });
  after(() => party.simulator.close());

  it('publishes itself with a slash at the end of the issuer', async () => {
    const found = await getJson(`${url}/.well-known/openid-configuration`);
    expect(found).to.include({ issuer: `${url}/`, userinfo_endpoint: `${url}/userinfo` });
    expect(party.simulator.issuer).to.equal(`${url}/`);
  });

  it('signs in at Cl.Cm where vtr is absent, with the ID token in its own shape', async () => {
    const { id_token } = await tokens(party, { persona: 'hannah-fairweather' });
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(id_token, keys, {
      algorithms: ['ES256'],
      issuer: `${url}/`,
      audience: 'gatehouse',
    });
    expect(payload).to.include({ vot: 'Cl.Cm', nonce: 'the-nonce' });
    expect(payload.sub).to.match(/^urn:fdc:gov\.uk:2022:[\w-]{43}$/);
    expect(Number(payload.exp) - Number(payload.iat)).to.equal(120);
    expect(payload).to.include.keys('sid', 'auth_time', 'at_hash', 'vtm');
  });

  it('proves identity in a JWT of its own, with the key of the DID document', async () => {
    const { id_token, access_token } = await tokens(party, { persona: 'nia-roberts-khan' }, identity);
    const { vot, sub } = decodeJwt(id_token);
    expect(vot).to.equal('Cl.Cm');
    const userinfo = await getJson(`${url}/userinfo`, access_token);
    const did = await getJson(`${url}/.well-known/did.json`);
    const methods = did.assertionMethod as { id: string; publicKeyJwk: JWK }[];
    const keys = createLocalJWKSet({ keys: methods.map(({ id, publicKeyJwk }) => ({ ...publicKeyJwk, kid: id })) });
    const options = { algorithms: ['ES256'], issuer: `${url}/identity/`, audience: 'gatehouse' };
    const { payload, protectedHeader } = await jwtVerify(String(userinfo[core]), keys, options);
    expect(protectedHeader.kid).to.match(/^did:web:127\.0\.0\.1%3A\d+:identity#/);
    expect(payload).to.include({ vot: 'P2', sub });
    expect(payload.vc).to.have.nested.property('credentialSubject.birthDate[0].value', '1994-01-09');
    expect(payload.vc)
      .to.have.nested.property('credentialSubject.name[0].nameParts')
      .that.deep.equals([
        { type: 'GivenName', value: 'Nia' },
        { type: 'GivenName', value: 'Catrin' },
        { type: 'FamilyName', value: 'Roberts-Khan' },
      ]);
    expect(payload.vc).to.have.nested.property('credentialSubject.name[1].validUntil', '2025-08-16');
    expect(userinfo).to.include({ sub, email: 'nia.roberts@example.org', phone_number: '+447700900203' });
    const addresses = userinfo[`${vocabulary}address`] as Record<string, unknown>[];
    expect(addresses[0]).to.include({ uprn: 999000000203, buildingNumber: '22', postalCode: 'ZZ21 4EH' });
    expect(addresses[1]).to.include({ validFrom: '2020-10-10', validUntil: '2025-09-01' });
    expect(did).to.deep.equal(await getJson(`${url}/identity/.well-known/did.json`));
    const { keys: published } = (await getJson(`${url}/.well-known/jwks.json`)) as { keys: JWK[] };
    expect(published.map(({ kid }) => kid)).to.not.include(protectedHeader.kid?.split('#')[1]);
  });

  it('gives someone with one name one part', async () => {
    const { access_token } = await tokens(party, { persona: 'suryanti' }, identity);
    const claims = decodeJwt(String((await getJson(`${url}/userinfo`, access_token))[core]));
    expect(claims.vc).to.have.nested.property('credentialSubject.name[0].nameParts').with.lengthOf(1);
  });

  it('tells nothing of an identity that was not asked for', async () => {
    const { access_token } = await tokens(party, { persona: 'hannah-fairweather' }, { ...identity, vtr: '["Cl.Cm"]' });
    const userinfo = await getJson(`${url}/userinfo`, access_token);
    expect(Object.keys(userinfo).filter((name) => name.startsWith(vocabulary))).to.deep.equal([]);
  });

  it('denies access when identity cannot be proven', async () => {
    const reply = await signIn(party, { persona: 'joan-whitlock' }, identity);
    expect(reply).to.include({ error: 'access_denied', state: 'the-state' });
    expect(reply).to.not.have.property('code');
  });

  it('gives a code letter instead when the service asked for returnCode', async () => {
    const request = { vtr: '["Cl.Cm.P2"]', claims: asking('coreIdentityJWT', 'returnCode') };
    const { id_token, access_token } = await tokens(party, { persona: 'joan-whitlock' }, request);
    expect(decodeJwt(id_token).vot).to.equal('Cl.Cm');
    const userinfo = await getJson(`${url}/userinfo`, access_token);
    expect(userinfo[`${vocabulary}returnCode`]).to.deep.equal([{ code: 'A' }]);
    expect(userinfo).to.not.have.property(core);
  });

  it('takes the best level asked for that the person reaches, or the one picked', async () => {
    const both = { ...identity, vtr: '["Cl.Cm.P1","Cl.Cm.P2"]' };
    const level = async (form: { persona: string; level?: string }) => {
      const { access_token } = await tokens(party, form, both);
      return decodeJwt(String((await getJson(`${url}/userinfo`, access_token))[core])).vot;
    };
    expect(await level({ persona: 'hannah-fairweather' })).to.equal('P2');
    expect(await level({ persona: 'hannah-fairweather', level: 'Cl.Cm.P1' })).to.equal('P1');
    expect(await level({ persona: 'daniel-mensah' })).to.equal('P1');
  });

  const refused: [string, Record<string, string>, string][] = [
    ['identity mixed with none', { vtr: '["Cl.Cm","Cl.Cm.P2"]' }, 'mixes'],
    ['identity without two factors', { vtr: '["Cl.P2"]' }, 'without Cl.Cm'],
    ['an unknown vector', { vtr: '["Cl.Cm.P3"]' }, 'not known'],
    ['a vector of another provider', { vtr: '["P9.Cp.Cd"]' }, 'not known'],
    ['vtr that is no array of strings', { vtr: '"Cl"' }, 'not a JSON array'],
    ['vtr that is no JSON', { vtr: 'Cl.Cm' }, 'not JSON'],
    ['claims without userinfo', { claims: '{"id_token":{}}' }, 'no userinfo'],
    ['a claim that does not exist', { claims: '{"userinfo":{"nhs_number":null}}' }, 'does not exist'],
    ['max_age that is no number', { max_age: 'soon' }, 'max_age'],
  ];
  for (const [name, request, reason] of refused)
    it(`refuses ${name}`, async () => {
      const reply = back(await authorize(party, request));
      expect(reply).to.include({ error: 'invalid_request', state: 'the-state' });
      expect(reply.error_description).to.include(reason);
    });

  it('refuses prompt=select_account and a request object', async () => {
    expect(back(await authorize(party, { prompt: 'select_account' })).error).to.equal(
      'unmet_authentication_requirements',
    );
    expect(back(await authorize(party, { request: 'x.y.z' })).error).to.equal('request_not_supported');
  });

  it('accepts vectors in any order of their parts', async () => {
    expect((await authorize(party, { vtr: '["P2.Cm.Cl"]' })).status).to.equal(200);
  });

  it('works without PKCE, and insists on the verifier once a challenge was sent', async () => {
    const plain = { code_challenge: undefined, code_challenge_method: undefined };
    const { code = '' } = await signIn(party, { persona: 'hannah-fairweather' }, plain);
    expect((await exchange(party, code, { fields: { code_verifier: undefined } })).status).to.equal(200);
  });

  it('answers a query of more than 4,096 characters with 403', async () => {
    const ofLength = (length: number) => fetch(`${url}/authorize?${'a'.repeat(length)}`);
    expect((await ofLength(4097)).status).to.equal(403);
    expect((await ofLength(4096)).status).to.equal(400);
  });

  it('answers a request without User-Agent with 403', async () => {
    const status = await new Promise((resolve, reject) => {
      httpRequest(`${url}/.well-known/jwks.json`, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).to.equal(403);
  });

  it('takes GET only at /authorize', async () => {
    expect((await fetch(`${url}/authorize`, { method: 'POST' })).status).to.equal(404);
  });

  it('shows who cannot give what was asked for', async () => {
    const page = await (await authorize(party, identity)).text();
    const hint = (persona: string) => page.split(`id="about-${persona}"`)[1]?.split('</p>')[0];
    expect(hint('joan-whitlock')).to.include('Can prove here: <span lang="en">Cl.Cm</span>. That is not what');
    expect(hint('hannah-fairweather')).to.not.include('That is not what');
  });

  it('speaks Welsh when asked', async () => {
    const page = await (await authorize(party, { ui_locales: 'cy' })).text();
    expect(page).to.include('<html lang="cy">').and.include('Pobl ddychmygol yw pawb');
  });

  it('sends people back after sign-out, to registered addresses only', async () => {
    const { id_token } = await tokens(party, { persona: 'hannah-fairweather' });
    const leave = (parameters: Record<string, string>) =>
      fetch(`${url}/logout?${new URLSearchParams(parameters)}`, { redirect: 'manual' });
    const home = {
      id_token_hint: id_token,
      post_logout_redirect_uri: 'http://localhost:3000/signed-out',
      state: 'bye',
    };
    const left = await leave(home);
    expect(left.headers.get('location')).to.equal('http://localhost:3000/signed-out?state=bye');
    expect((await leave({ ...home, post_logout_redirect_uri: 'http://localhost:3000/' })).status).to.equal(400);
    expect((await leave({ ...home, id_token_hint: `${id_token}x` })).status).to.equal(400);
    expect(await (await leave({})).text()).to.include('You are signed out');
  });
});
