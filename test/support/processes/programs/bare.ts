// oidc-provider alone, to measure the hub against: the same protocol work (code, PKCE, client secret, ES256, rotation, userinfo) over
// a plain Map. People sign in and agree on the library's own pages; or, without pages, interactions finish by themselves.
// It must never be given less to do than the hub's own provider.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';
import { serveAs } from '../child.ts';

export interface BareOptions {
  port: number;
  clientId: string;
  secret: string;
  redirectUri: string;
  claims: Record<string, string>;
  /** Whether somebody signs in on pages. */
  pages: boolean;
}

/** The library's own memory adapter forgets beyond 1,000 entries; this one does not. */
function mapAdapter(): (model: string) => Adapter {
  const grants = new Map<string, (() => void)[]>();
  return () => {
    const kept = new Map<string, AdapterPayload>();
    const byUid = new Map<string, string>();
    return {
      async upsert(id, payload) {
        kept.set(id, payload);
        if (payload.uid) byUid.set(payload.uid, id);
        const { grantId } = payload;
        if (grantId) grants.set(grantId, [...(grants.get(grantId) ?? []), () => kept.delete(id)]);
      },
      find: async (id) => kept.get(id),
      findByUid: async (uid) => kept.get(byUid.get(uid) ?? ''),
      findByUserCode: async () => undefined,
      async consume(id) {
        const payload = kept.get(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void kept.delete(id),
      async revokeByGrantId(grantId) {
        for (const forget of grants.get(grantId) ?? []) forget();
        grants.delete(grantId);
      },
    };
  };
}

async function createProvider({ port, clientId, secret, redirectUri, claims, pages }: BareOptions): Promise<Provider> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'bare', alg: 'ES256', use: 'sig' };
  const scope = 'openid offline_access profile email';
  return new Provider(`http://localhost:${port}`, {
    adapter: mapAdapter(),
    clients: [
      {
        client_id: clientId,
        client_secret: secret,
        token_endpoint_auth_method: 'client_secret_basic',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        id_token_signed_response_alg: 'ES256',
        scope,
      },
    ],
    jwks: { keys: [jwk as never] },
    claims: { openid: ['sub'], profile: Object.keys(claims), email: ['email'] },
    cookies: { keys: ['only for the bench'] },
    findAccount: (_context, accountId) => ({ accountId, claims: async () => ({ sub: accountId, ...claims }) }),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: {
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
      AccessToken: 900,
      ClientCredentials: 900,
      IdToken: 300,
      RefreshToken: 3600,
    },
    features: { devInteractions: { enabled: pages }, clientCredentials: { enabled: true } },
  });
}

serveAs<BareOptions>(async (options) => {
  const provider = await createProvider(options);
  const answer = provider.callback();
  const finish = async (...parts: Parameters<Provider['interactionDetails']>): Promise<void> => {
    const { params } = await provider.interactionDetails(...parts);
    const grant = new provider.Grant({ accountId: 'somebody', clientId: options.clientId });
    grant.addOIDCScope(String(params.scope));
    const result = { login: { accountId: 'somebody' }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(...parts, result);
  };
  const server = createServer((request, response) => {
    if (!options.pages && request.url?.startsWith('/interaction/')) {
      finish(request, response).catch((error) => response.writeHead(500).end(String(error)));
    } else void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(options.port, 'localhost', () => resolve()));
  return { url: `http://localhost:${options.port}`, close: async () => server.closeAllConnections() };
});
