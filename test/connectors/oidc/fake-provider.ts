// A small OpenID provider that does exactly what a test tells it to, for answers that no simulator would give.
// It signs everybody in at once. It checks nothing: what a real provider demands of requests is the simulators' part.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { addressOf } from '../rig.ts';

type Json = Record<string, unknown>;
type Answer = { status?: number; type?: string; headers?: Record<string, string>; body: unknown };

/** What a test may change; every member is asked at the moment of the answer. */
export interface Behaviour {
  /** Alters the ID token's claims. */
  claims: (claims: Json) => Json;
  /** Alters the userinfo claims. */
  userInfo: (claims: Json) => Json;
  /** Alters the query of the redirect to the hub. */
  redirect: (query: Record<string, string>) => Record<string, string>;
  /** Alters the discovery document. */
  metadata: (metadata: Json) => Json;
  /** Algorithm of the ID token. */
  algorithm: 'ES256' | 'PS256';
  /** Replaces an endpoint's answer, by path. */
  answers: Record<string, Answer>;
  /** Header of the ID token without `kid`. */
  withoutKid: boolean;
}

export interface FakeProvider {
  issuer: string;
  behaviour: Behaviour;
  /** How often each path was asked. */
  hits: Map<string, number>;
  /** Headers of the last request to each path. */
  last: Map<string, IncomingMessage['headers']>;
  close(): Promise<void>;
}

const same = <T>(value: T): T => value;
const pairs = {
  ES256: await generateKeyPair('ES256'),
  PS256: await generateKeyPair('PS256'),
};
const sha256Half = (text: string): string =>
  createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

/** Starts it on a free port of 127.0.0.1. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const behaviour: Behaviour = {
    claims: same,
    userInfo: same,
    redirect: same,
    metadata: same,
    algorithm: 'ES256',
    answers: {},
    withoutKid: false,
  };
  const hits = new Map<string, number>();
  const last = new Map<string, IncomingMessage['headers']>();
  const codes = new Map<string, Json>();
  let issuer = '';

  const answer = async (url: URL, body: string): Promise<Answer> => {
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return { body: behaviour.metadata(metadataOf(issuer)) };
      case '/jwks':
        return { body: { keys: await publicKeys() } };
      case '/authorize':
        return redirect(url, codes, behaviour);
      case '/token':
        return token(codes.get(new URLSearchParams(body).get('code') ?? ''), issuer, behaviour);
      case '/userinfo':
        return { body: behaviour.userInfo({ sub: 'subject-1', given_name: 'Morag', email: 'morag@example.com' }) };
      default:
        return { status: 404, body: {} };
    }
  };

  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    hits.set(url.pathname, (hits.get(url.pathname) ?? 0) + 1);
    last.set(url.pathname, request.headers);
    let body = '';
    for await (const chunk of request) body += chunk;
    const given = behaviour.answers[url.pathname] ?? (await answer(url, body));
    response.writeHead(given.status ?? 200, { 'content-type': given.type ?? 'application/json', ...given.headers });
    response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
  });
  issuer = await addressOf(server);
  return {
    issuer,
    behaviour,
    hits,
    last,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

const metadataOf = (issuer: string): Json => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks`,
  end_session_endpoint: `${issuer}/logout`,
  authorization_response_iss_parameter_supported: true,
});

async function publicKeys(): Promise<Json[]> {
  const named = Object.entries(pairs).map(async ([alg, { publicKey }]) => ({
    ...(await exportJWK(publicKey)),
    kid: alg,
    alg,
  }));
  return Promise.all(named);
}

function redirect(url: URL, codes: Map<string, Json>, behaviour: Behaviour): Answer {
  const code = randomUUID();
  codes.set(code, Object.fromEntries(url.searchParams));
  const query = behaviour.redirect({ code, state: url.searchParams.get('state') ?? '', iss: url.origin });
  const location = `${url.searchParams.get('redirect_uri')}?${new URLSearchParams(query)}`;
  return { status: 303, headers: { location }, body: '' };
}

async function token(request: Json | undefined, issuer: string, behaviour: Behaviour): Promise<Answer> {
  if (!request) return { status: 400, body: { error: 'invalid_grant', error_description: 'morag@example.com' } };
  const now = Math.floor(Date.now() / 1000);
  const claims = behaviour.claims({
    iss: issuer,
    sub: 'subject-1',
    aud: request.client_id,
    exp: now + 120,
    iat: now,
    auth_time: now,
    nonce: request.nonce,
    acr: 'mfa',
    amr: ['pwd', 'otp'],
    at_hash: sha256Half('an-access-token'),
  });
  const { algorithm: alg, withoutKid } = behaviour;
  const key: CryptoKey = pairs[alg].privateKey;
  const jwt = await new SignJWT(claims).setProtectedHeader({ alg, ...(withoutKid ? {} : { kid: alg }) }).sign(key);
  return { body: { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 180, id_token: jwt } };
}
