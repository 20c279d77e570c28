// Every fault does what its name says, and does it to the sign-in that it was ordered for and no other.
import { expect } from 'chai';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { startCentral } from '../../src/simulators/central/start.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulators/kit/contract.ts';
import type { FaultOrder } from '../../src/simulators/kit/faults.ts';
import { startNhs } from '../../src/simulators/nhs/start.ts';
import { startScotland } from '../../src/simulators/scotland/start.ts';
import { startStaff } from '../../src/simulators/staff/start.ts';
import {
  assertion,
  authorize,
  choose,
  client,
  exchange,
  type Fields,
  getJson,
  type Party,
  personas,
  signIn,
  type Tokens,
  tokens,
} from './rig.ts';

const core = 'https://vocab.account.gov.uk/v1/coreIdentityJWT';
const identityRequest = { vtr: '["Cl.Cm.P2"]', claims: JSON.stringify({ userinfo: { [core]: null } }) };

interface Kind {
  start(options: SimulatorOptions): Promise<Simulator>;
  algorithm: string;
  jwks: string;
  form: Fields;
  request: Fields;
  /** The claim that holds the level, as it is without a fault, lower and higher; absent where it is elsewhere. */
  level?: { claim: string; right: string; lower: string; higher: string };
}

const providers: Record<string, Kind> = {
  central: {
    start: startCentral,
    algorithm: 'PS256',
    jwks: '/.well-known/jwks.json',
    form: { persona: 'hannah-fairweather' },
    request: { vtr: '["Cl.Cm"]' },
    level: { claim: 'vot', right: 'Cl.Cm', lower: 'Cl', higher: 'Cl.Cm.P3' },
  },
  nhs: {
    start: startNhs,
    algorithm: 'RS512',
    jwks: '/.well-known/jwks.json',
    form: { persona: 'hannah-fairweather' },
    request: {},
    level: { claim: 'vot', right: 'P9.Cp.Cd', lower: 'P5.Cp.Cd', higher: 'P10.Cp.Cd' },
  },
  scotland: {
    start: startScotland,
    algorithm: 'RS256',
    jwks: '/jwks.json',
    form: { persona: 'morag-sutherland' },
    request: { scope: 'openid scotaccount.gpg45.medium' },
  },
  staff: {
    start: startStaff,
    algorithm: 'RS256',
    jwks: '/jwks',
    form: { persona: 'omar-officer' },
    request: { acr_values: 'mfa' },
    level: { claim: 'acr', right: 'mfa', lower: 'pwd', higher: 'phrh' },
  },
};

const open = (kind: Kind) => kind.start({ host: '127.0.0.1', port: 0, personas, clients: [client] });
const order = (party: Party, body: unknown) =>
  fetch(`${party.simulator.url}/simulator/fault`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

for (const [name, kind] of Object.entries(providers))
  describe(`simulators/${name}: faults`, () => {
    let party: Party;
    before(async () => {
      party = { simulator: await open(kind), algorithm: kind.algorithm };
    });
    after(() => party.simulator.close());

    const go = (x_fault: string) => signIn(party, { ...kind.form, x_fault }, kind.request);
    const idToken = async (x_fault: string) => (await tokens(party, { ...kind.form, x_fault }, kind.request)).id_token;
    const verify = async (jwt: string) => {
      const { issuer, url } = party.simulator;
      const keys = createRemoteJWKSet(new URL(url + kind.jwks));
      return (await jwtVerify(jwt, keys, { issuer, audience: 'gatehouse' })).payload;
    };
    const failure = async (x_fault: string): Promise<unknown> =>
      verify(await idToken(x_fault)).then(
        () => 'verified',
        (thrown: unknown) => thrown,
      );

    it('none: all is well', async () => {
      const payload = await verify(await idToken('none'));
      expect(payload.nonce).to.equal('the-nonce');
      if (kind.level) expect(payload[kind.level.claim]).to.equal(kind.level.right);
    });

    it('cancelled, pending, unavailable: the person comes back with an error', async () => {
      expect(await go('cancelled')).to.include({ error: 'access_denied', state: 'the-state' });
      const pending = await go('pending');
      expect(pending.error).to.equal('access_denied');
      expect(pending.error_description).to.include('pending');
      expect((await go('unavailable')).error).to.equal('temporarily_unavailable');
    });

    it('down: the token endpoint answers 503', async () => {
      const { code = '' } = await go('down');
      expect((await exchange(party, code)).status).to.equal(503);
    });

    it('slow: the token endpoint answers, but not at once', async () => {
      const form = { ...kind.form, x_fault: 'slow', x_milliseconds: '150' };
      const { code = '' } = await signIn(party, form, kind.request);
      const answer = exchange(party, code);
      const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 20, 'silence'))]);
      expect(first).to.equal('silence');
      expect((await answer).status).to.equal(200);
    });

    it('wrong-nonce, empty-subject: the token says something else', async () => {
      expect((await verify(await idToken('wrong-nonce'))).nonce)
        .to.be.a('string')
        .and.not.equal('the-nonce');
      expect(decodeJwt(await idToken('empty-subject')).sub).to.equal('');
    });

    it('wrong-issuer, wrong-audience, expired: the token is not for here and now', async () => {
      expect(await failure('wrong-issuer'))
        .to.be.instanceOf(errors.JWTClaimValidationFailed)
        .and.include({ claim: 'iss' });
      expect(await failure('wrong-audience'))
        .to.be.instanceOf(errors.JWTClaimValidationFailed)
        .and.include({ claim: 'aud' });
      expect(await failure('expired')).to.be.instanceOf(errors.JWTExpired);
    });

    it('wrong-key, bad-signature: the token proves nothing', async () => {
      expect(await failure('wrong-key')).to.be.instanceOf(errors.JWKSNoMatchingKey);
      expect(await failure('bad-signature')).to.be.instanceOf(errors.JWSSignatureVerificationFailed);
    });

    it('rotated-keys: the new key is published and the old one is gone', async () => {
      const before = await idToken('none');
      const after = await idToken('rotated-keys');
      expect(decodeProtectedHeader(after).kid).to.not.equal(decodeProtectedHeader(before).kid);
      expect((await verify(after)).nonce).to.equal('the-nonce');
      expect(await verify(before).catch((thrown: unknown) => thrown)).to.be.instanceOf(errors.JWKSNoMatchingKey);
    });

    it('replayed-code: the code was redeemed before', async () => {
      const { code = '' } = await go('replayed-code');
      const answer = (await (await exchange(party, code)).json()) as Tokens;
      expect(answer).to.include({ error: 'invalid_grant', error_description: 'the code was redeemed before' });
    });

    it('wrong-state: the state is another one', async () => {
      const reply = await go('wrong-state');
      expect(reply.code).to.be.a('string');
      expect(reply.state).to.be.a('string').and.not.equal('the-state');
    });

    const { level } = kind;
    if (level)
      it('lower-level, higher-level, no-level: the token claims another level than was reached', async () => {
        expect(decodeJwt(await idToken('lower-level'))[level.claim]).to.equal(level.lower);
        expect(decodeJwt(await idToken('higher-level'))[level.claim]).to.equal(level.higher);
        expect(decodeJwt(await idToken('no-level'))).to.not.have.property(level.claim);
      });

    it('happens to the next sign-in only, when ordered by request', async () => {
      expect((await order(party, { fault: 'cancelled' })).status).to.equal(204);
      expect((await signIn(party, kind.form, kind.request)).error).to.equal('access_denied');
      expect(await signIn(party, kind.form, kind.request)).to.include.keys('code');
    });

    it('stays until it is taken back, when sticky', async () => {
      party.simulator.fault({ fault: 'unavailable', sticky: true });
      for (let round = 0; round < 2; round += 1)
        expect((await signIn(party, kind.form, kind.request)).error).to.equal('temporarily_unavailable');
      party.simulator.fault('none');
      expect(await signIn(party, kind.form, kind.request)).to.include.keys('code');
    });

    it('is refused when nobody knows it', async () => {
      expect((await order(party, { fault: 'explode' })).status).to.equal(400);
      expect(() => party.simulator.fault({ fault: 'none', milliseconds: -1 })).to.throw(TypeError);
      const page = await choose(party, await authorize(party, kind.request), { ...kind.form, x_fault: 'explode' });
      expect(page.status).to.equal(400);
    });
  });

describe('simulators/central: faults in identity', () => {
  let party: Party;
  before(async () => {
    party = {
      simulator: await startCentral({ host: '127.0.0.1', port: 0, personas, clients: [client] }),
      algorithm: 'PS256',
    };
  });
  after(() => party.simulator.close());

  async function identity(form: Fields) {
    const { id_token, access_token } = await tokens(party, { persona: 'hannah-fairweather', ...form }, identityRequest);
    const jwt = String((await getJson(`${party.simulator.url}/userinfo`, access_token))[core]);
    return { jwt, claims: decodeJwt(jwt), idToken: decodeJwt(id_token) };
  }

  it('not-verified: access is denied', async () => {
    const reply = await signIn(party, { persona: 'hannah-fairweather', x_fault: 'not-verified' }, identityRequest);
    expect(reply.error).to.equal('access_denied');
  });

  it('levels: the core identity claims another one, and the ID token stays as it is', async () => {
    const vots = ['lower-level', 'higher-level', 'no-level'].map(
      async (x_fault) => (await identity({ x_fault })).claims.vot,
    );
    expect(await Promise.all(vots)).to.deep.equal(['P1', 'P3', undefined]);
    expect((await identity({ x_fault: 'lower-level' })).idToken.vot).to.equal('Cl.Cm');
  });

  it('on claims: the core identity is spoilt, and the ID token is not', async () => {
    const { claims, idToken } = await identity({ x_fault: 'wrong-issuer', x_on: 'claims' });
    expect(claims.iss).to.equal('https://another-issuer.example/');
    expect(idToken.iss).to.equal(party.simulator.issuer);
    const before = decodeProtectedHeader((await identity({})).jwt).kid;
    const after = decodeProtectedHeader((await identity({ x_fault: 'rotated-keys', x_on: 'claims' })).jwt).kid;
    expect(after).to.not.equal(before);
  });
});

describe('simulators/scotland: faults in the signed claims', () => {
  let party: Party;
  before(async () => {
    party = {
      simulator: await startScotland({ host: '127.0.0.1', port: 0, personas, clients: [client] }),
      algorithm: 'RS256',
    };
  });
  after(() => party.simulator.close());

  async function signedClaims(fault: FaultOrder) {
    party.simulator.fault(fault);
    const request = { scope: 'openid scotaccount.gpg45.medium' };
    const { access_token } = await tokens(party, { persona: 'morag-sutherland' }, request);
    const url = `${party.simulator.url}/attributes/values`;
    const headers = { authorization: `Bearer ${access_token}`, 'DIS-Client-Assertion': await assertion(url, 'RS256') };
    const { claimsToken } = (await (await fetch(url, { headers })).json()) as { claimsToken: string };
    return decodeJwt(claimsToken);
  }
  const level = '[0].verification.confidence_level';

  it('levels: the verification names another confidence, or none', async () => {
    expect((await signedClaims({ fault: 'lower-level' })).verified_claims).to.have.nested.property(level, 'low');
    expect((await signedClaims({ fault: 'higher-level' })).verified_claims).to.have.nested.property(level, 'very_high');
    expect((await signedClaims({ fault: 'no-level' })).verified_claims).to.not.have.nested.property(level);
  });

  it('on claims: the claims token is spoilt', async () => {
    expect((await signedClaims({ fault: 'empty-subject', on: 'claims' })).sub).to.equal('');
  });
});

describe('simulators: not-verified', () => {
  for (const name of ['nhs', 'staff'])
    it(`is a refusal at ${name}`, async () => {
      const kind = providers[name] ?? expect.fail();
      const simulator = await open(kind);
      const party = { simulator, algorithm: kind.algorithm };
      const reply = await signIn(party, { ...kind.form, x_fault: 'not-verified' }, kind.request);
      await simulator.close();
      expect(reply.error).to.equal('access_denied');
    });
});
