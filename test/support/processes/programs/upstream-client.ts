// One upstream client round trip, bare: openid-client at the simulated provider, asking for what the hub asks for, with the same
// client authentication (private_key_jwt, PS256). What signing in somewhere costs anybody; it must do nothing else.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { serveAs } from '../child.ts';

export interface UpstreamClientOptions {
  /** The provider's issuer. */
  issuer: string;
  clientId: string;
  /** Port to listen on; the provider already knows `/client-keys` and `/callback/central` there. */
  port: number;
}

serveAs<UpstreamClientOptions>(async ({ issuer, clientId, port }) => {
  const here = `http://localhost:${port}`;
  const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'PS256', use: 'sig' }] });
  const signing = client.PrivateKeyJwt({ key: privateKey, kid: 'bench' });
  const configuration = await client.discovery(new URL(issuer), clientId, {}, signing, {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  });
  const waiting = new Map<string, { pkceCodeVerifier: string; expectedState: string; expectedNonce: string }>();

  const start = async (): Promise<string> => {
    const verifier = client.randomPKCECodeVerifier();
    const checks = {
      pkceCodeVerifier: verifier,
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
    };
    waiting.set(checks.expectedState, checks);
    const asked = {
      redirect_uri: `${here}/callback/central`,
      scope: 'openid email',
      vtr: '["Cl.Cm.P2"]',
      claims: JSON.stringify({ userinfo: { 'https://vocab.account.gov.uk/v1/coreIdentityJWT': null } }),
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    return client.buildAuthorizationUrl(configuration, asked).href;
  };
  const finish = async (url: URL): Promise<string> => {
    const state = url.searchParams.get('state') ?? '';
    const checks = waiting.get(state);
    waiting.delete(state);
    const tokens = await client.authorizationCodeGrant(configuration, url, checks);
    const subject = tokens.claims()?.sub ?? '';
    return JSON.stringify(await client.fetchUserInfo(configuration, tokens.access_token, subject));
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', here);
    try {
      if (url.pathname === '/client-keys') response.end(keys);
      else if (url.pathname === '/start') response.writeHead(303, { location: await start() }).end();
      else response.end(await finish(url));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', () => resolve()));
  return { url: here, close: async () => server.closeAllConnections() };
});
