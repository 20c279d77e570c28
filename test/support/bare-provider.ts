// A bare oidc-provider for tests of relying parties: the hub's protocol without the hub. Interactions finish by themselves, the
// way the test said last. It must never be used to test the hub.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type ClientMetadata, type InteractionResults } from 'oidc-provider';

/** How the next interactions end: somebody signs in at a level, or the service gets an error. */
export type Ending = { accountId: string; acr: string; claims: Record<string, unknown> } | { error: string };

export interface BareProvider {
  issuer: string;
  /** Signs what the provider signs: for forged and tampered tokens. */
  privateJwk: JWK;
  /** Registers the clients and answers from now on; until then connections are cut. */
  serve(clients: ClientMetadata[]): void;
  end(ending: Ending): void;
  /** Cuts connections while true. */
  down(isDown: boolean): void;
  close(): Promise<void>;
}

async function finishInteraction(
  provider: Provider,
  ending: Ending,
  parts: Parameters<Provider['interactionDetails']>,
) {
  const { prompt, params, session } = await provider.interactionDetails(...parts);
  let result: InteractionResults;
  if ('error' in ending) {
    result = { error: ending.error, error_description: 'as the test wished' };
  } else if (prompt.name === 'login') {
    result = { login: { accountId: ending.accountId, acr: ending.acr, amr: ['mfa'] } };
  } else {
    const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    grant.addOIDCClaims(Object.keys(ending.claims));
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(...parts, result, { mergeWithLastSubmission: true });
}

function createProvider(issuer: string, options: { privateJwk: JWK; clients: ClientMetadata[]; ending: () => Ending }) {
  const acrValues = ['none/low', 'none/medium', 'medium/medium'].map((level) => `${issuer}/assurance/${level}`);
  const provider = new Provider(issuer, {
    clients: options.clients,
    jwks: { keys: [options.privateJwk as never] },
    acrValues,
    claims: {
      openid: ['sub', 'vot'],
      profile: ['given_name', 'family_name', 'birthdate', 'address', 'email'],
    },
    cookies: { keys: ['a key for cookies in tests'] },
    findAccount: (_ctx, accountId) => {
      const ending = options.ending();
      const claims = 'claims' in ending ? ending.claims : {};
      return { accountId, claims: () => ({ ...claims, sub: accountId, vot: 'P2.Cm' }) };
    },
    pkce: { required: () => true },
    ttl: { Interaction: 60, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, RefreshToken: 600 },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      requestObjects: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          ctx.body = `<!doctype html><title>Leave?</title>${form}`;
        },
      },
    },
    // Without the library's dispatcher, which refuses loopback.
    fetch: (url, init) => fetch(url, { ...init, dispatcher: undefined } as RequestInit),
  });
  return provider;
}

/** Listens on a free port of `localhost`, so that relying parties on 127.0.0.1 are another site, as in life. */
export async function startBareProvider(): Promise<BareProvider> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const privateJwk = { ...(await exportJWK(privateKey)), kid: 'bare', alg: 'ES256', use: 'sig' };
  let ending: Ending = { error: 'server_error' };
  let isDown = true;
  let handle: ((...parts: Parameters<Provider['interactionDetails']>) => unknown) | undefined;
  const server = createServer((request, response) => {
    if (isDown || !handle) request.socket.destroy();
    else handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', () => resolve()));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    privateJwk,
    serve(clients) {
      const provider = createProvider(issuer, { privateJwk, clients, ending: () => ending });
      const answer = provider.callback();
      isDown = false;
      handle = (request, response) =>
        request.url?.startsWith('/interaction/')
          ? finishInteraction(provider, ending, [request, response])
          : answer(request, response);
    },
    end: (next) => {
      ending = next;
    },
    down: (next) => {
      isDown = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
