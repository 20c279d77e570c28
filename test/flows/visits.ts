// What the flow tests do over and over: a service asks, a person goes all the way or stops somewhere, the service looks at the answer.
// It must never pass over a page that a test is about: whoever wants to see pages uses `arrive` and the browser.
import { AuthorizationResponseError, type IDToken } from 'openid-client';
import { decode } from '../support/html.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import type { House } from '../support/hub.ts';
import { type Asking, pageOf, type RelyingParty, relyingParty, type Walk, walk } from '../support/relying-party.ts';

/** A browser that is at a service. */
export interface Visit {
  browser: Browser;
  party: RelyingParty;
}

export type Tokens = Awaited<ReturnType<RelyingParty['collect']>>;

export interface SignedIn {
  tokens: Tokens;
  claims: IDToken;
  answer: URL;
}

/** A new visit to a service, in a new browser where none is given. */
export async function visit(house: House, service: string, browser = createBrowser()): Promise<Visit> {
  return { browser, party: await relyingParty(house, service) };
}

/** Signs in, through whatever pages there are, and collects the tokens. */
export async function signIn(at: Visit, parameters: Record<string, string> = {}, way: Walk = {}): Promise<SignedIn> {
  const asking = await at.party.ask(parameters);
  const walked = await walk(at, asking, way);
  if (!('answer' in walked)) throw new Error(`stopped at ${walked.page.url}: ${walked.page.text}`);
  return collected(at, asking, walked.answer);
}

/** The same without one page on the way: every hop has to be a redirect. */
export async function passThrough(at: Visit, parameters: Record<string, string> = {}): Promise<SignedIn> {
  const { asking, page } = await arrive(at, parameters);
  return collected(at, asking, answerIn(at, page));
}

/** Sends a request and follows redirects up to the first page, or to the service. */
export async function arrive(
  at: Visit,
  parameters: Record<string, string> = {},
): Promise<{ asking: Asking; page: Page }> {
  const asking = await at.party.ask(parameters);
  return { asking, page: await at.browser.visit(asking.url.href, at.party.isHere) };
}

/** Submits a form of a page and follows up to the next page, or to the service. */
export async function press(
  at: Visit,
  page: Page,
  { form, fields = {} }: { form: string; fields?: Record<string, string> },
): Promise<Page> {
  return at.browser.follow(await at.browser.submit(page, fields, form), at.party.isHere);
}

/** Chooses a provider on the choice page and a person (or a fault) on the provider's; returns the hub's next page. */
export async function tryProvider(at: Visit, page: Page, way: Required<Pick<Walk, 'provider'>> & Walk): Promise<Page> {
  const there = await press(at, page, { form: '/choice', fields: { provider: way.provider } });
  const { persona = 'hannah-fairweather', fault } = way;
  const fields = { persona, ...(fault && { x_fault: fault }) };
  return press(at, there, { form: '/simulator/continue', fields });
}

/** What a page says, without what differs each time: the number of the sign-in, and the minute until which there is time. */
export const lastingWords = ({ text }: Pick<Page, 'text'>): string =>
  text
    .replaceAll(/\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/g, 'NUMBER')
    .replaceAll(/You have until \d\d:\d\d/g, 'TIME')
    .replaceAll(/\s+/g, ' ');

/** The providers that a choice page shows, in its order. */
export const providersOn = (page: Page) =>
  page.forms.flatMap(({ choices }) => choices).filter(({ name }) => name === 'provider');

/** The answer's URL in a page that leads to the service. */
export function answerIn({ party }: Visit, page: Page): URL {
  const url = page.location && new URL(page.location);
  if (!url || !party.isHere(url))
    throw new Error(`not at the service but at ${page.url} (${pageOf(page)}): ${page.text}`);
  return url;
}

/** Collects and reads the tokens. */
export async function collected({ party }: Visit, asking: Asking, answer: URL): Promise<SignedIn> {
  const tokens = await party.collect(asking, answer);
  const claims = tokens.claims();
  if (!claims) throw new Error('no ID token');
  return { tokens, claims, answer };
}

/** The OAuth error that the service is told, read by openid-client, which also checks `state` and `iss` (RFC 9207). */
export async function errorIn({ party }: Visit, asking: Asking, answer: URL): Promise<string> {
  const problem: unknown = await party.collect(asking, answer).catch((error: unknown) => error);
  if (problem instanceof AuthorizationResponseError) return problem.error;
  throw new Error(`expected an error in ${answer.href}`, { cause: problem });
}

/** The OAuth error of a request that is answered at once, or after the pages that `walk` knows. */
export async function refusal(at: Visit, parameters: Record<string, string>, way?: Walk): Promise<string> {
  const asking = await at.party.ask(parameters);
  const walked = await walk(at, asking, way);
  if (!('answer' in walked)) throw new Error(`stopped at ${walked.page.url}: ${walked.page.text}`);
  return errorIn(at, asking, walked.answer);
}

/** Where the browser is let off at the hub's own pages: nowhere, they end at the hub. */
export const nowhere = (): boolean => false;

/** Opens one of the hub's own pages. */
export const ownPage = ({ browser }: Pick<Visit, 'browser'>, house: House, path: string): Promise<Page> =>
  browser.visit(new URL(path, house.issuer).href, nowhere);

/** The address of the first link of a page whose words fit. */
export function linkIn(page: Page, words: RegExp): string {
  const links = [...page.body.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)];
  const [, href] = links.find(([, , text = '']) => words.test(text)) ?? [];
  if (href === undefined) throw new Error(`no link ${words} in ${page.text}`);
  return decode(href);
}

/** From a person's own page to the choice of another account of theirs. */
export async function chooseAnother(at: Pick<Visit, 'browser'>, house: House): Promise<Page> {
  return ownPage(at, house, linkIn(await ownPage(at, house, '/account'), /Add another account/));
}
