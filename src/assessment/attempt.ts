// One attempt: somebody goes to a service, chooses one account, and goes on until they are in or can go on no more.
// It must never begin with anything that another attempt has left behind.
import { performance } from 'node:perf_hooks';
import type { Persona } from '../config/schema/personas.ts';
import { forget } from './forget.ts';
import type { Ground } from './ground.ts';
import { type Actor, type Checked, checkInPerson, type Officers, useCode, writeAuthority } from './officers.ts';
import { levelIn, stopAt } from './read-page.ts';
import type { Attempt } from './report.ts';
import { createBrowser, type Page } from './visitor/http.ts';
import { type Walked, type Walker, walk } from './walk.ts';

/** What all attempts of an assessment share. */
export interface Walking {
  ground: Ground;
  /** Who has an account at which provider, as far as it has been seen. */
  accounts: Map<string, ReadonlySet<string>>;
  /** Who does what is done before; only where some scenario has that. */
  officers?: Officers | undefined;
}

export interface Wanted {
  service: string;
  provider?: string | undefined;
  persona: Persona;
  language: string;
  /** People who sign in first, each with the first of their accounts at these providers that lets them in. */
  known: readonly Persona[];
  providers: readonly string[];
  /** What officers do first; none where absent. */
  before?: Before | undefined;
}

/** The person gets a code of an officer's check, or another one comes who gets a code to act for them. */
export type Before =
  | { kind: 'checked'; checked: Checked }
  | { kind: 'actor'; actor: Actor; persona: Persona; functions: readonly string[] };

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
  const { persona, provider, before } = wanted;
  const comes = before?.kind === 'actor' ? before.persona : persona;
  const marked = ({ attempt, page }: Attempted): Attempted => ({
    attempt: { ...attempt, ...(before && { before: before.kind }) },
    ...(page && { page }),
  });
  if (provider !== undefined && walking.accounts.get(provider)?.has(comes.id) === false)
    return marked(noAccount(provider));
  const others = await signInFirst(walking, wanted);
  const walker = { ...walkerFor(walking, comes, provider), ...(before && said[before.kind]) };
  const prepared = before && (await prepare(walking, wanted, before));
  const attempted = await setOut(walker, wanted, walking);
  // Whoever used a code is known to the hub, too, also where they did not come as far as to sign in again.
  if (prepared?.signedIn && !walker.signedIn) others.push(prepared);
  for (const one of [...others, walker]) if (one.signedIn) await forget(one);
  return marked(attempted);
}

/** What somebody says of themselves on the way, after what was done before. */
const said = { checked: { checked: true }, actor: { acts: true } } as const;

/** What officers do, and the code that is used then; in a browser of its own. Returns who used it. */
async function prepare(walking: Walking, { persona, provider }: Wanted, before: Before): Promise<Walker> {
  const { officers } = walking;
  if (!officers) throw new RangeError('something is to be done before, and there are no officers');
  const comes = before.kind === 'actor' ? before.persona : persona;
  const walker = walkerFor(walking, comes, provider);
  if (before.kind === 'checked') {
    await useCode(walker, 'vouch', await checkInPerson(officers, persona, before.checked));
  } else {
    const { actor, functions } = before;
    await useCode(walker, 'acting', await writeAuthority(officers, persona, { ...actor, actor: comes, functions }));
  }
  return walker;
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
