// Walks a person through whatever pages come, as they would: chooses the account, signs in as themselves, agrees, and says that it is for
// themselves. It must never answer a page that it does not know, and never say what is not true of the person.
import type { Persona } from '../config/schema/personas.ts';
import { handedOn, isPassing, type Origins, peopleForm, read } from './read-page.ts';
import type { Seen } from './report.ts';
import type { Browser, Fields, Page } from './visitor/http.ts';

/** Somebody on their way. */
export interface Walker {
  browser: Browser;
  origins: Origins;
  /** What the walk asks for: who they are, and the number on their bill. */
  persona: Pick<Persona, 'id' | 'councilTaxNumber'>;
  /** The account to choose; absent for somebody who has none. */
  provider?: string | undefined;
  /** Who has an account at a provider, as far as its page has been seen: filled on the way. */
  accounts: Map<string, ReadonlySet<string>>;
  /** An officer has checked who they are, and they say so. */
  checked?: boolean;
  /** They come for somebody whom they may act for. */
  acts?: boolean;
  /** A provider was told who it is: the hub may remember them. Set on the way. */
  signedIn?: boolean;
}

export interface Walked {
  page: Page;
  at: Seen;
  /** Every page that was seen, `at` as the last. */
  seen: Seen[];
}

/** More pages than any way has. */
const mostPages = 20;

/** Goes on from a page until there is nothing more to do. */
export async function walk(walker: Walker, first: Page): Promise<Walked> {
  const { browser, origins } = walker;
  const seen: Seen[] = [];
  let page = await browser.follow(first);
  for (let pages = 0; ; pages += 1) {
    const at = read(page, origins);
    if (!isPassing(at)) seen.push(at);
    const next = pages < mostPages ? await onwards(walker, page, at) : undefined;
    if (!next) return { page, at, seen };
    page = await browser.follow(next);
  }
}

/** Follows the link by which one of the hub's own pages lets somebody sign in; undefined where it has none. */
export async function signInFrom(walker: Walker, page: Page): Promise<Walked | undefined> {
  const link = page.links.find(({ href }) => href.startsWith('/authorize'));
  return link && walk(walker, await walker.browser.get(new URL(link.href, page.url).href));
}

/** What a person says on each of the hub's pages; undefined where it is not for them to say anything. */
const answers: Readonly<Record<string, (walker: Walker, page: Page) => Fields | undefined>> = {
  choice: chosen,
  question: () => ({ way: 'without' }),
  share: () => ({}),
  'acting-for': forWhom,
  // The only question that services of the demo council have is for the number that stands on the persona's bill.
  'service-question': ({ persona: { councilTaxNumber: answer } }): Fields => (answer ? { answer } : { none: '1' }),
};

/** Themselves, or the one person whom they may act for. */
function forWhom({ acts }: Walker, page: Page): Fields {
  const others = page.forms[0]?.choices.filter(({ name, value }) => name === 'for' && value !== 'me') ?? [];
  return { for: (acts && others[0]?.value) || 'me' };
}

/** The form by which somebody says that an officer has checked them, until they have said it. */
const saysChecked = ({ checked }: Walker, page: Page) =>
  checked ? page.forms.find(({ fields }) => fields.checked === 'yes') : undefined;

/** The account, where it can be chosen and nothing was tried before. */
function chosen({ provider }: Walker, page: Page): Fields | undefined {
  if (provider === undefined || page.body.includes('data-attempt')) return undefined;
  const isFree = page.forms[0]?.choices.some(({ value, disabled }) => value === provider && !disabled);
  return isFree ? { provider } : undefined;
}

async function onwards(walker: Walker, page: Page, { whose, name }: Seen): Promise<Page | undefined> {
  const { browser } = walker;
  const passing = handedOn(page);
  if (passing) return browser.submit(page, {}, passing.action);
  if (name === 'people') return signIn(walker, page);
  if (whose !== 'hub') return undefined;
  const says = name === 'choice' && saysChecked(walker, page);
  if (says) return browser.post(new URL(says.action, page.url).href, { ...says.fields });
  const fields = answers[name]?.(walker, page);
  // The first form of each of these pages is the one that goes on; those after it turn back.
  return fields && browser.submit(page, fields, page.forms[0]?.action);
}

async function signIn(walker: Walker, page: Page): Promise<Page | undefined> {
  const { browser, persona, provider, accounts } = walker;
  const [form] = page.forms;
  const people = form?.choices.flatMap(({ name, value }) => (name === 'persona' ? value : [])) ?? [];
  if (provider !== undefined) accounts.set(provider, new Set(people));
  if (!people.includes(persona.id)) return undefined;
  walker.signedIn = true;
  return browser.submit(page, { persona: persona.id }, peopleForm);
}
