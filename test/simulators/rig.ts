// What the simulators' tests share: a registered client with keys, and the walk from the request to the tokens over real HTTP.
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CryptoKey, JWK, JWTHeaderParameters, JWTPayload } from 'jose';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { parse } from 'yaml';
import { type Personas, personasSchema } from '../../src/config/schema/personas.ts';
import type { Simulator, SimulatorClient } from '../../src/simulators/kit/contract.ts';

export const personas: Personas = personasSchema.parse(
  parse(await readFile(new URL('../../config/personas.yaml', import.meta.url), 'utf8')),
);

const pair = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
const otherPair = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
/** A private key that nobody registered. */
export const stranger = await exportJWK(otherPair.privateKey);
// Without `alg`: one registered RSA key that serves every RSA algorithm.
const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'client-key' };
const privateJwk = await exportJWK(pair.privateKey);

export const redirectUri = 'http://localhost:3000/callback/tested';
export const client: SimulatorClient = {
  clientId: 'gatehouse',
  redirectUris: [redirectUri],
  postLogoutRedirectUris: ['http://localhost:3000/signed-out'],
  jwks: { keys: [publicJwk] },
};

/** The client's private key, for one algorithm. */
export async function clientKey(algorithm: string): Promise<CryptoKey> {
  const key = await importJWK(privateJwk, algorithm);
  if (key instanceof Uint8Array) throw new TypeError('not an RSA key');
  return key;
}

export const verifier = 'a'.repeat(43);
export const challenge = createHash('sha256').update(verifier).digest('base64url');

export interface AssertionChanges {
  key?: JWK;
  header?: Partial<JWTHeaderParameters>;
  claims?: JWTPayload;
}

/** A client assertion for `audience`; undefined claims are left out. */
export async function assertion(audience: string, algorithm: string, changes: AssertionChanges = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const key = await importJWK(changes.key ?? privateJwk, algorithm);
  const whole = { iss: 'gatehouse', sub: 'gatehouse', aud: audience, jti: randomUUID(), iat: now, exp: now + 60 };
  return new SignJWT({ ...whole, ...changes.claims })
    .setProtectedHeader({ alg: algorithm, kid: 'client-key', ...changes.header })
    .sign(key);
}

export type Fields = Readonly<Record<string, string | undefined>>;

const encode = (fields: Fields): URLSearchParams =>
  new URLSearchParams(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** A provider with the algorithm that its client signs with. */
export interface Party {
  simulator: Simulator;
  algorithm: string;
}

/** Asks for authorization with a request that is right but for `changes`; never follows a redirect. */
export function authorize({ simulator }: Party, changes: Fields = {}): Promise<Response> {
  const request = {
    client_id: 'gatehouse',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return fetch(`${simulator.url}/authorize?${encode(request)}`, { redirect: 'manual' });
}

/** Parameters of a redirect back to the client. */
export function back(response: Response): Record<string, string> {
  const location = response.headers.get('location') ?? '';
  if (!location.startsWith(redirectUri)) throw new Error(`no way back: ${response.status} ${location}`);
  return Object.fromEntries(new URL(location).searchParams);
}

export function post(url: string, fields: Fields): Promise<Response> {
  return fetch(url, { method: 'POST', body: encode(fields), redirect: 'manual' });
}

/** Submits the page's form. `form` holds at least `persona`. */
export async function choose(party: Party, page: Response, form: Fields): Promise<Response> {
  const html = await page.text();
  const request = /name="request" value="([^"]+)"/.exec(html)?.[1];
  if (!request) throw new Error(`not the page that lists the people: ${page.status}`);
  return post(`${party.simulator.url}/simulator/continue`, { request, ...form });
}

/** From the request to what the client gets at its redirect URI. */
export async function signIn(party: Party, form: Fields, request: Fields = {}): Promise<Record<string, string>> {
  return back(await choose(party, await authorize(party, request), form));
}

export interface Tokens {
  id_token: string;
  access_token: string;
  error?: string;
  error_description?: string;
}

export interface Exchange {
  fields?: Fields;
  assertion?: AssertionChanges;
}

/** Presents a code at the token endpoint, rightly but for `changes`. */
export async function exchange(
  { simulator, algorithm }: Party,
  code: string,
  changes: Exchange = {},
): Promise<Response> {
  const url = `${simulator.url}/token`;
  return post(url, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(url, algorithm, changes.assertion),
    ...changes.fields,
  });
}

/** From the request to the tokens. */
export async function tokens(party: Party, form: Fields, request: Fields = {}): Promise<Tokens> {
  const { code = '' } = await signIn(party, form, request);
  return (await (await exchange(party, code)).json()) as Tokens;
}

/** JSON of a resource, with a bearer token where one is given. */
export async function getJson(url: string, accessToken?: string): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  return (await (await fetch(url, { headers })).json()) as Record<string, unknown>;
}
