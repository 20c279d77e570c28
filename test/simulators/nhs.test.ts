import { expect } from 'chai';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { startNhs } from '../../src/simulators/nhs/start.ts';
import { authorize, back, client, type Fields, getJson, type Party, personas, signIn, tokens } from './rig.ts';

const p9 = { vtr: '["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]', scope: 'openid profile profile_extended email phone landline' };

describe('simulators/nhs', () => {
  let party: Party;
  let url: string;
  before(async () => {
    const few = { ...client, clientId: 'few-vectors', vectors: ['P0.Cp'] };
    const simulator = await startNhs({ host: '127.0.0.1', port: 0, personas, clients: [client, few] });
    party = { simulator, algorithm: 'RS512' };
    url = simulator.url;
  });
  after(() => party.simulator.close());

  const userinfo = async (persona: string, request: Fields) =>
    getJson(`${url}/userinfo`, (await tokens(party, { persona }, request)).access_token);

  it('has no slash after its issuer, and no way to sign out', async () => {
    const found = await getJson(`${url}/.well-known/openid-configuration`);
    expect(found).to.include({ issuer: url }).and.not.have.property('end_session_endpoint');
    expect((await fetch(`${url}/logout`)).status).to.equal(404);
  });

  it('signs every token with RS512 and puts vot into both', async () => {
    const { id_token, access_token } = await tokens(party, { persona: 'hannah-fairweather' }, p9);
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(id_token, keys, { algorithms: ['RS512'], issuer: url, audience: 'gatehouse' });
    expect(payload).to.include({ vot: 'P9.Cp.Cd', identity_proofing_level: 'P9' });
    expect(payload.sub).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(Number(payload.exp) - Number(payload.iat)).to.equal(3600);
    expect(decodeProtectedHeader(access_token).alg).to.equal('RS512');
    expect(decodeJwt(access_token).vot).to.equal('P9.Cp.Cd');
  });

  it('asks for the highest set where vtr is absent', async () => {
    const { id_token } = await tokens(party, { persona: 'priya-raman' });
    expect(decodeJwt(id_token).vot).to.equal('P9.Cp.Ck');
    expect((await signIn(party, { persona: 'joan-whitlock' })).error).to.equal('access_denied');
  });

  it('gives claims by scope, and never an address or a sex', async () => {
    expect(await userinfo('sian-prydderch', p9)).to.deep.include({
      given_name: 'Siân Llŷr',
      family_name: 'Prydderch',
      birthdate: '1974-03-01',
      nhs_number: '9992108665',
      identity_proofing_level: 'P9',
      email: 'sian.prydderch@example.org',
      phone_number: '+447700900201',
      landline_number: '+442920180201',
    });
    expect(await userinfo('sian-prydderch', p9)).to.not.have.any.keys('address', 'gender', 'postcode');
    const basic = await userinfo('sian-prydderch', { ...p9, scope: 'openid basic_demographics' });
    expect(basic).to.have.all.keys('sub', 'family_name', 'birthdate', 'identity_proofing_level');
  });

  it('gives no profile at P0, and says the highest proofing beside a lower vot', async () => {
    const request = { ...p9, vtr: '["P0.Cp.Cd"]' };
    expect(await userinfo('hannah-fairweather', request)).to.not.have.any.keys(
      'nhs_number',
      'family_name',
      'given_name',
    );
    const { id_token } = await tokens(party, { persona: 'hannah-fairweather' }, request);
    expect(decodeJwt(id_token)).to.include({ vot: 'P0.Cp.Cd', identity_proofing_level: 'P9' });
  });

  it('gives the number at P5 too: the reader has to know better', async () => {
    expect(await userinfo('joan-whitlock', { ...p9, vtr: '["P5.Cp.Cd"]' })).to.include({ nhs_number: '9991395954' });
  });

  it('leaves the first name out for someone with one name', async () => {
    expect(await userinfo('suryanti', p9))
      .to.include({ family_name: 'Suryanti' })
      .and.not.have.property('given_name');
  });

  it('takes the level that was picked', async () => {
    const { id_token } = await tokens(party, { persona: 'hannah-fairweather', level: 'P9.Cm' }, p9);
    expect(decodeJwt(id_token).vot).to.equal('P9.Cm');
    expect((await signIn(party, { persona: 'hannah-fairweather', level: 'P9.Cp.Ck' }, p9)).error).to.equal(
      'access_denied',
    );
  });

  const refused: [string, Fields, string][] = [
    ['a vector of another provider', { vtr: '["Cl.Cm"]' }, 'not registered'],
    [
      'a vector that the client is not registered for',
      { client_id: 'few-vectors', vtr: '["P9.Cm"]' },
      'not registered',
    ],
    ['the default where the client is not registered for it', { client_id: 'few-vectors' }, 'not registered'],
    ['P9 with a password alone', { vtr: '["P9.Cp"]' }, 'not registered'],
    ['an empty vtr', { vtr: '[]' }, 'empty'],
    ['another prompt', { prompt: 'consent' }, 'prompt'],
  ];
  for (const [name, request, reason] of refused)
    it(`refuses ${name}`, async () => {
      const reply = back(await authorize(party, request));
      expect(reply).to.include({ error: 'invalid_request', state: 'the-state' });
      expect(reply.error_description).to.include(reason);
    });

  it('passes over what it does not support', async () => {
    const request = { max_age: '0', ui_locales: 'cy', acr_values: 'x', login_hint: 'y', allow_registration: 'false' };
    expect((await authorize(party, request)).status).to.equal(200);
  });

  it('registers at most ten redirect URIs', async () => {
    const redirectUris = Array.from({ length: 11 }, (_, index) => `http://localhost:3000/${index}`);
    const clients = [{ ...client, redirectUris }];
    const error: unknown = await startNhs({ host: '127.0.0.1', port: 0, personas, clients }).catch((thrown) => thrown);
    expect(error).to.be.instanceOf(RangeError);
  });
});
