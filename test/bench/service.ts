// The service in the bench: it asks, walks its person's browser through whatever comes, collects tokens and userinfo, and checks every
// answer. One that is wrong ends the bench: a benchmark of errors is worth nothing.
import { createHash, createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { type Browser, createBrowser, type createDriver } from '../support/processes/driver.ts';
import { type Account, formOf, wrong } from '../support/processes/forms.ts';
import { localService, person, service } from '../support/processes/settings.ts';

/** A provider towards services, whoever it is. */
export interface Site {
  driver: ReturnType<typeof createDriver>;
  issuer: string;
  endpoints: { authorization: string; token: string; userinfo: string; jwks: string };
  keys: ReadonlyMap<string, KeyObject>;
}

export interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token?: string;
}

const random = () => randomBytes(16).toString('base64url');
const clientOf: Record<Account, string> = { central: service.id, local: localService };
const basic = (id: string) => `Basic ${Buffer.from(`${id}:${service.secret}`).toString('base64')}`;

async function json<T>(site: Pick<Site, 'driver'>, url: string): Promise<T> {
  const answer = await site.driver.ask(url);
  if (answer.status !== 200) throw wrong('no document', answer);
  return JSON.parse(answer.body) as T;
}

/** Reads discovery and keys. */
export async function openSite(driver: Site['driver'], issuer: string): Promise<Site> {
  const found = await json<Record<string, string>>({ driver }, `${issuer}/.well-known/openid-configuration`);
  const at = (name: string) => found[name] ?? '';
  const { keys } = await json<{ keys: { kid: string }[] }>({ driver }, at('jwks_uri'));
  return {
    driver,
    issuer,
    endpoints: {
      authorization: at('authorization_endpoint'),
      token: at('token_endpoint'),
      userinfo: at('userinfo_endpoint'),
      jwks: at('jwks_uri'),
    },
    keys: new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })])),
  };
}

/** An ES256 ID token of this site for this service. Throws for any other. */
function checkedIdToken(
  site: Site,
  token: string,
  { nonce, audience = service.id }: { nonce: string | undefined; audience?: string },
): { sub: string } {
  const [head = '', body = '', signature = ''] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
  const key = site.keys.get(kid);
  const signed = Buffer.from(`${head}.${body}`);
  const dsa = { key: key as KeyObject, dsaEncoding: 'ieee-p1363' as const };
  if (!key || !verify('sha256', signed, dsa, Buffer.from(signature, 'base64url')))
    throw new Error('an ID token with a wrong signature');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (claims.iss !== site.issuer || claims.aud !== audience || claims.nonce !== nonce || !claims.sub)
    throw new Error(`an ID token that is not for this service: ${JSON.stringify(claims)}`);
  return claims;
}

async function tokensFor<T>(site: Site, form: Readonly<Record<string, string>>, id: string = service.id): Promise<T> {
  const answer = await site.driver.ask(site.endpoints.token, {
    method: 'POST',
    form,
    headers: { authorization: basic(id) },
  });
  if (answer.status !== 200) throw wrong('no tokens', answer);
  return JSON.parse(answer.body) as T;
}

/** Who signs in, and with which account. */
export interface As {
  account?: Account;
  who?: { id: string; claims: Readonly<Record<string, string>> };
}

/** Goes on until the browser would be at an address that begins with `until`. Throws at a page with nothing to go on with. */
export async function walk(browser: Browser, first: string, until: string, as: As = {}): Promise<URL> {
  const { account = 'central', who = person } = as;
  let answer = await browser.ask(first);
  for (let hops = 0; hops < 20; hops += 1) {
    const { onwards } = answer;
    if (onwards?.startsWith(until)) return new URL(onwards);
    const form = onwards ? undefined : formOf(answer, { account, persona: who.id });
    if (onwards) answer = await browser.ask(onwards);
    else if (form) answer = await browser.ask(form.action, form.fields);
    else break;
  }
  throw wrong('the sign-in stopped', answer);
}

/** One sign-in, with whatever the browser is signed in as already, to its tokens and userinfo. */
export async function signInWith(
  browser: Browser,
  site: Site,
  extra: Readonly<Record<string, string>>,
  { account = 'central', who = person }: As = {},
): Promise<Tokens> {
  const client = clientOf[account];
  const verifier = random() + random();
  const [state, nonce] = [random(), random()];
  const url = new URL(site.endpoints.authorization);
  url.search = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    redirect_uri: service.redirectUri,
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  }).toString();
  const answer = await walk(browser, url.href, service.redirectUri, { account, who });
  const { searchParams: said } = answer;
  if (said.get('state') !== state || said.get('iss') !== site.issuer || !said.has('code'))
    throw new Error(`not an answer to the request: ${answer.search}`);
  const grant = {
    grant_type: 'authorization_code',
    code: said.get('code') ?? '',
    redirect_uri: service.redirectUri,
    code_verifier: verifier,
  };
  const tokens = await tokensFor<Tokens>(site, grant, client);
  const { sub } = checkedIdToken(site, tokens.id_token, { nonce, audience: client });
  const userinfo = await site.driver.ask(site.endpoints.userinfo, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  const claims = userinfo.status === 200 ? JSON.parse(userinfo.body) : {};
  const right = claims.sub === sub && Object.entries(who.claims).every(([name, value]) => claims[name] === value);
  if (!right) throw wrong('not what userinfo should say', userinfo);
  return tokens;
}

/** One thing that is done over and over. */
export type Operation = () => Promise<void>;

/** Makes an operation for one worker, with what it needs before the measuring begins. */
export type Prepare = (site: Site) => Promise<Operation>;

const newBrowser = (site: Site) => createBrowser(site.driver, site.issuer);

/** A new browser each time. */
export const signIn: Prepare = async (site) => async () => void (await signInWith(newBrowser(site), site, {}));

/** The same where the service names the provider, so that there is no choice page. */
export const hintedSignIn: Prepare = async (site) => async () =>
  void (await signInWith(newBrowser(site), site, { idp_hint: 'central' }));

/** A new browser each time, that comes back from a council's own accounts by SAML. */
export const samlSignIn: Prepare = async (site) => async () =>
  void (await signInWith(newBrowser(site), site, {}, { account: 'local' }));

/** A new browser each time, in which somebody else signs in; with their address, by which people are recognised. */
export const signInOf =
  (next: () => NonNullable<As['who']>): Prepare =>
  async (site) =>
  async () => {
    const scope = 'openid profile email address';
    await signInWith(newBrowser(site), site, { scope }, { who: next() });
  };

/** A browser that is signed in already. */
export const singleSignOn: Prepare = async (site) => {
  const browser = newBrowser(site);
  await signInWith(browser, site, {});
  return async () => void (await signInWith(browser, site, { prompt: 'none' }));
};

/** A chain of refresh tokens, each used once. */
export const refresh: Prepare = async (site) => {
  const offline = { scope: 'openid offline_access profile email', prompt: 'consent' };
  let tokens = await signInWith(newBrowser(site), site, offline);
  return async () => {
    const { refresh_token = '' } = tokens;
    tokens = await tokensFor<Tokens>(site, { grant_type: 'refresh_token', refresh_token });
    const payload = JSON.parse(Buffer.from(tokens.id_token.split('.')[1] ?? '', 'base64url').toString());
    checkedIdToken(site, tokens.id_token, payload);
    if (!tokens.refresh_token || tokens.refresh_token === refresh_token)
      throw new Error('a refresh token that was not rotated');
  };
};

export const clientCredentials: Prepare = async (site) => async () => {
  const { access_token } = await tokensFor<Tokens>(site, { grant_type: 'client_credentials' });
  if (!access_token) throw new Error('no access token');
};

export const discovery: Prepare = async (site) => async () => {
  const { issuer } = await json<{ issuer: string }>(site, `${site.issuer}/.well-known/openid-configuration`);
  if (issuer !== site.issuer) throw new Error(`another issuer: ${issuer}`);
};

export const jwks: Prepare = async (site) => async () => {
  const { keys } = await json<{ keys: { kid: string }[] }>(site, site.endpoints.jwks);
  if (!keys.some(({ kid }) => site.keys.has(kid))) throw new Error('not the keys that sign');
};
