// Unknown keys are looked up anew, but nobody can make the hub hammer a provider.
import { expect } from 'chai';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createVerify, readKeys } from '../../../src/connectors/oidc/keys.ts';

const { privateKey, publicKey } = await generateKeyPair('ES256');
const jwk = await exportJWK(publicKey);
const signedBy = (kid: string, header: object = {}) =>
  new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(privateKey);

describe('connectors/oidc/keys', () => {
  const setUp = () => {
    const state = { now: 0, loads: 0, kid: 'one' };
    const load = async () => {
      state.loads += 1;
      return readKeys({ keys: [{ ...jwk, kid: state.kid }] });
    };
    const tools = {
      clientKey: async () => ({ kid: '', jwk: {} }),
      attributes: {},
      clock: () => state.now * 1000,
      log: { warn: () => undefined },
    };
    const verify = createVerify({ load, name: 'keys', algorithms: ['ES256'], tools });
    const end = async (jws: string) => verify(jws, 'token').then(JSON.stringify, (error: Error) => error.message);
    return { state, end };
  };

  it('fetches again at once for the first unknown kid, and then at most once a minute', async () => {
    const { state, end } = setUp();
    expect(await end(await signedBy('one'))).to.equal('{"a":1}');
    state.kid = 'two';
    expect(await end(await signedBy('two'))).to.equal('{"a":1}');
    expect(state.loads).to.equal(2);
    state.kid = 'three';
    for (let tries = 0; tries < 3; tries += 1) expect(await end(await signedBy('three'))).to.match(/no applicable key/);
    expect(state.loads).to.equal(2);
    state.now = 60;
    expect(await end(await signedBy('three'))).to.equal('{"a":1}');
    expect(state.loads).to.equal(3);
  });

  it('refuses other algorithms, unsigned tokens, critical headers and what is no token', async () => {
    const { end } = setUp();
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`;
    const secret = new TextEncoder().encode(JSON.stringify(jwk).padEnd(64));
    const symmetric = await new SignJWT({}).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret);
    for (const jws of [unsigned, symmetric, '', 'a.b.c', 'a.b.c.d.e']) expect(await end(jws)).to.match(/^token: \S/);
    const [header = '', ...rest] = (await signedBy('one')).split('.');
    const critical = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), crit: ['x'], x: 1 };
    const altered = [Buffer.from(JSON.stringify(critical)).toString('base64url'), ...rest].join('.');
    expect(await end(altered)).to.match(/^token: \S/);
  });

  it('takes no key set that is none', () => {
    for (const value of [null, {}, { keys: {} }, { keys: [{}] }])
      expect(() => readKeys(value)).to.throw('not a key set');
  });
});
