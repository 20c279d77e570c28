// A service in flow tests: openid-client, nothing of our own. It asks, it is answered, it holds tokens; it has no web server,
// because the browser stops before it would be visited.
import type { JWK } from 'jose';
import { importJWK } from 'jose';
import * as client from 'openid-client';
import type { Browser, Page } from './http.ts';
import type { House } from './hub.ts';

export interface Asking {
  /** Where to send the browser. */
  url: URL;
  checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
}

export interface RelyingParty {
  configuration: client.Configuration;
  redirectUri: string;
  /** Builds a request; `parameters` go over the defaults (scope openid, state, nonce, PKCE). */
  ask(parameters?: Record<string, string>, way?: 'query' | 'pushed' | 'signed'): Promise<Asking>;
  /** Whether a URL is this service's: where the browser has to stop. */
  isHere(url: URL): boolean;
  /** Collects the tokens of an answer. Rejects with openid-client's error when the answer is one. */
  collect(asking: Asking, answer: URL): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers>;
}

/** A service of the house's configuration. */
export async function relyingParty(house: House, id = 'parking-permit'): Promise<RelyingParty> {
  const service = house.config.services.get(id);
  const redirectUri = service?.redirectUris[0];
  if (!service || !redirectUri) throw new Error(`no service ${id}`);
  const key = (await importJWK(house.privateJwk as JWK, 'ES256')) as client.CryptoKey;
  const signing = { key, kid: house.privateJwk.kid ?? '' };
  const methods = {
    private_key_jwt: client.PrivateKeyJwt(signing),
    client_secret_basic: client.ClientSecretBasic(house.secret),
    client_secret_post: client.ClientSecretPost(house.secret),
  };
  if (service.authentication === 'none') throw new Error(`${id} is the hub’s own`);
  const metadata = { id_token_signed_response_alg: service.idTokenAlgorithm };
  const configuration = await client.discovery(new URL(house.issuer), id, metadata, methods[service.authentication], {
    execute: [client.allowInsecureRequests],
  });
  return {
    configuration,
    redirectUri,
    isHere: (url) => url.href.startsWith(redirectUri),
    async ask(parameters = {}, way = 'query') {
      const verifier = client.randomPKCECodeVerifier();
      const checks = {
        pkceCodeVerifier: verifier,
        expectedState: client.randomState(),
        expectedNonce: client.randomNonce(),
      };
      const all = {
        redirect_uri: redirectUri,
        scope: 'openid',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: checks.expectedState,
        nonce: checks.expectedNonce,
        ...parameters,
      };
      if (way === 'pushed') return { url: await client.buildAuthorizationUrlWithPAR(configuration, all), checks };
      if (way === 'signed')
        return { url: await client.buildAuthorizationUrlWithJAR(configuration, all, signing), checks };
      return { url: client.buildAuthorizationUrl(configuration, all), checks };
    },
    collect: (asking, answer) => client.authorizationCodeGrant(configuration, answer, asking.checks),
  };
}

/** Where a sign-in leads a person. */
export interface Walk {
  provider?: 'central' | 'nhs' | 'local' | 'scotland' | 'staff';
  persona?: string;
  /** Fault of the simulator, for this one sign-in. */
  fault?: string;
  /** Asked whether they have another account here, people go on without, where nothing else is said. */
  way?: 'without' | 'other' | 'answer';
}

/**
 * Walks a browser from a request to the service's redirect URI, choosing, signing in and agreeing wherever it is asked to.
 * Returns the answer's URL, or the page at which it could not go on.
 */
export async function walk(
  { browser, party }: { browser: Browser; party: RelyingParty },
  asking: Asking,
  { provider = 'central', persona = 'hannah-fairweather', fault, way = 'without' }: Walk = {},
): Promise<{ answer: URL } | { page: Page }> {
  let page = await browser.visit(asking.url.href, party.isHere);
  for (let pages = 0; pages < 12; pages += 1) {
    if (page.location && party.isHere(new URL(page.location))) return { answer: new URL(page.location) };
    const next = await onwards(browser, page, { provider, persona, way, ...(fault && { fault }) });
    if (!next) return { page };
    page = await browser.follow(next, party.isHere);
  }
  return { page };
}

/** Does what a person would do on this page; undefined when there is nothing to go on with. */
async function onwards(
  browser: Browser,
  page: Page,
  { provider, persona, fault, way }: Walk,
): Promise<Page | undefined> {
  const kind = pageOf(page);
  if (kind === 'choice') {
    return page.body.includes('data-attempt')
      ? undefined
      : browser.submit(page, { provider: provider ?? '' }, '/choice');
  }
  // Pages that post themselves on to another site where there is script.
  const handedOn = page.forms.find(({ fields }) => 'SAMLRequest' in fields || 'SAMLResponse' in fields);
  if (handedOn) return browser.submit(page, {}, handedOn.action);
  if (kind === 'question') return browser.submit(page, { way: way ?? '' }, '/question');
  if (kind === 'share') return browser.submit(page, {}, '/share');
  if (page.forms.some((form) => form.action.includes('/simulator/continue'))) {
    return browser.submit(page, { persona: persona ?? '', ...(fault && { x_fault: fault }) }, '/simulator/continue');
  }
  return undefined;
}

/** Which of the hub's pages this is. */
export function pageOf(page: Page): string | undefined {
  return /data-page="([a-z-]+)"/.exec(page.body)?.[1];
}
