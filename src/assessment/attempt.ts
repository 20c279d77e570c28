// One attempt: somebody goes to a service, chooses one account, and goes on until they are in or can go on no more.
// It must never begin with anything that another attempt has left behind.
import { performance } from 'node:perf_hooks';
import type { Persona } from '../config/schema/personas.ts';
import { forget } from './forget.ts';
import type { Ground } from './ground.ts';
import { levelIn, stopAt } from './read-page.ts';
import type { Attempt } from './report.ts';
import { createBrowser, type Page } from './visitor/http.ts';
import { type Walked, type Walker, walk } from './walk.ts';

/** What all attempts of an assessment share. */
export interface Walking {
  ground: Ground;
  /** Who has an account at which provider, as far as it has been seen. */
  accounts: Map<string, ReadonlySet<string>>;
}

export interface Wanted {
  service: string;
  provider?: string | undefined;
  persona: Persona;
  language: string;
  /** People who sign in first, each with the first of their accounts at these providers that lets them in. */
  known: readonly Persona[];
  providers: readonly string[];
}

/** What came of it, and the last page that was seen; none where nobody set out. */
export interface Attempted {
  attempt: Attempt;
  page?: Page;
}

const noAccount = (provider: string): Attempted => ({
  attempt: { provider, outcome: 'no-account', pages: [], seconds: 0 },
});

const walkerFor = ({ ground, accounts }: Walking, persona: Persona, provider: string | undefined): Walker => ({
  browser: createBrowser(),
  origins: ground.origins,
  persona,
  provider,
  accounts,
});

/** Makes the attempt, and has everybody forgotten again. */
export async function tryOut(walking: Walking, wanted: Wanted): Promise<Attempted> {
  const { persona, provider } = wanted;
  if (provider !== undefined && walking.accounts.get(provider)?.has(persona.id) === false) return noAccount(provider);
  const before = await signInFirst(walking, wanted);
  const walker = walkerFor(walking, persona, provider);
  const attempted = await setOut(walker, wanted, walking);
  for (const one of [...before, walker]) if (one.signedIn) await forget(one);
  return attempted;
}

async function setOut(walker: Walker, wanted: Wanted, walking: Walking): Promise<Attempted> {
  const { provider } = walker;
  const began = performance.now();
  const seconds = () => Math.round(performance.now() - began) / 1000;
  const named = provider !== undefined && { provider };
  try {
    const { page, at, seen: pages } = await journey(walker, wanted, walking.ground);
    if (at.name === 'people' && provider !== undefined) return noAccount(provider);
    const common = { ...named, pages, seconds: seconds() };
    if (at.name === 'received') {
      const level = levelIn(page);
      return { attempt: { ...common, outcome: 'in', ...(level && { level }) }, page };
    }
    const has = [...walking.accounts].flatMap(([id, people]) => (people.has(walker.persona.id) ? id : []));
    return { attempt: { ...common, outcome: 'stopped', stop: stopAt(page, at, { ...named, has }) }, page };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      attempt: { ...named, outcome: 'broken', pages: [], seconds: seconds(), stop: { why: 'broken', text, ways: [] } },
    };
  }
}

/** From the service's page on. */
async function journey(walker: Walker, { service, language }: Wanted, { starts, origins }: Ground): Promise<Walked> {
  const { browser } = walker;
  const address = new URL(starts.get(service) ?? origins.hub);
  address.searchParams.set('lang', language);
  const start = await browser.visit(address.href);
  const first = await walk(walker, start);
  if (first.at.name !== 'service') return first;
  const walked = await walk(walker, await browser.click(start, /\/sign-in$/));
  return { ...walked, seen: [...first.seen, ...walked.seen] };
}

/** Has the known people sign in to the service; returns those whom the hub now remembers. */
async function signInFirst(walking: Walking, wanted: Wanted): Promise<Walker[]> {
  const remembered: Walker[] = [];
  for (const persona of wanted.known) {
    for (const provider of wanted.providers) {
      if (walking.accounts.get(provider)?.has(persona.id) === false) continue;
      const walker = walkerFor(walking, persona, provider);
      const { at } = await journey(walker, wanted, walking.ground);
      remembered.push(walker);
      if (at.name === 'received') break;
    }
  }
  return remembered;
}
