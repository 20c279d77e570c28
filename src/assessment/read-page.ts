// Reads a page as an assessor does: whose it is, what it is called, what it says, why somebody cannot go on, and what it offers instead. Pure.
// It must never guess: a page that it does not know is called "other".
import type { Level } from '../assurance/level.ts';
import { level as levelSchema } from '../config/schema/common.ts';
import type { Seen, Stop, Way, Why } from './report.ts';
import { decode, textOf } from './visitor/html.ts';
import type { Page } from './visitor/http.ts';

/** Where the hub and the services are: origins. Everybody else is a provider. */
export interface Origins {
  hub: string;
  services: readonly string[];
}

const found = (pattern: RegExp, { body }: Page): string | undefined => pattern.exec(body)?.[1];

/** Which of the hub's pages it is. */
const hubPage = (page: Page): string | undefined => found(/<body[^>]* data-page="([a-z-]+)"/, page);

/** The page on which a simulated provider lists its people. */
export const peopleForm = '/simulator/continue';

const hasForm = ({ forms }: Page, action: string): boolean => forms.some((form) => form.action.includes(action));

/** A form that carries a SAML message to another site. */
export const handedOn = ({ forms }: Page) =>
  forms.find(({ fields }) => 'SAMLRequest' in fields || 'SAMLResponse' in fields);

function nameOf(page: Page, whose: Seen['whose']): string {
  if (whose === 'hub') return hubPage(page) ?? 'other';
  if (whose === 'provider') {
    if (handedOn(page)) return 'leaving';
    return hasForm(page, peopleForm) ? 'people' : 'other';
  }
  if (/<pre id="id-token">/.test(page.body)) return 'received';
  if (new URL(page.url).pathname.endsWith('/problem')) return 'problem';
  return page.links.some(({ href }) => href.endsWith('/sign-in')) ? 'service' : 'other';
}

/** What the page is. */
export function read(page: Page, { hub, services }: Origins): Seen {
  const { origin } = new URL(page.url);
  const elsewhere = services.includes(origin) ? 'service' : 'provider';
  const whose = origin === hub ? 'hub' : elsewhere;
  return {
    whose,
    name: nameOf(page, whose),
    heading: textOf(found(/<h1\b[^>]*>([\s\S]*?)<\/h1>/, page) ?? ''),
    language: found(/<html[^>]* lang="([a-zA-Z-]+)"/, page) ?? 'en',
  };
}

/** Pages that go on by themselves where there is script: nobody reads them. */
export const isPassing = ({ name }: Seen): boolean => name === 'leaving';

/** The level that a service of the demo council received. */
export function levelIn(page: Page): Level | undefined {
  const [, identity, authenticator] = /data-claim="acr">[^<]*\/assurance\/([a-z-]+)\/([a-z-]+)</.exec(page.body) ?? [];
  const parsed = levelSchema.safeParse({ identity, authenticator });
  return parsed.success ? parsed.data : undefined;
}

/** How an attempt at a provider ended, where the hub says so on the page. */
const attemptIn = (page: Page): string | undefined => found(/data-attempt="([a-z-]+)"/, page);

/** Ends that are about how much somebody can prove. */
const unproven = ['level-too-low', 'not-verified', 'uplift-failed', 'no-context'];

function whyOf(page: Page, { whose, name }: Seen): Why {
  if (whose !== 'hub') return name === 'problem' ? 'error' : 'other';
  if (name === 'choice' || name === 'stopped') {
    const attempt = attemptIn(page);
    if (attempt === undefined) return 'not-offered';
    return unproven.includes(attempt) ? 'level' : 'provider';
  }
  if (name === 'age' || name === 'waiting' || name === 'error') return name;
  return 'other';
}

/** What the page says about why: the hub's words about an attempt, else its first paragraphs. */
function explanation(page: Page): string {
  const attempt = found(/<p[^>]* data-attempt="[^"]*"[^>]*>([\s\S]*?)<\/p>/, page);
  if (attempt !== undefined) return textOf(attempt);
  const main = found(/<main\b[^>]*>([\s\S]*?)<\/main>/, page) ?? '';
  const paragraphs = [...main.matchAll(/<p class="(?:govuk-body|lead)"[^>]*>([\s\S]*?)<\/p>/g)];
  return paragraphs
    .slice(0, 2)
    .map(([, inner = '']) => textOf(inner))
    .join(' ');
}

/** Ways to help without the internet: a list of terms, the phone with its link, the place without any. */
function helpIn({ body }: Page): Way[] {
  const lists = [...body.matchAll(/<dl class="(?:gh-help|contact)">([\s\S]*?)<\/dl>/g)];
  const [, list = ''] = lists.at(-1) ?? [];
  return [...list.matchAll(/<dd\b[^>]*>([\s\S]*?)<\/dd>/g)].map(([, inner = '']): Way => {
    const href = /<a\b[^>]*href="([^"]*)"/.exec(inner)?.[1];
    const text = textOf(inner);
    if (href === undefined) return { kind: 'place', text };
    return { kind: href.startsWith('tel:') ? 'phone' : 'page', text, href: decode(href) };
  });
}

/** Other accounts on the page that can be chosen; `tried` is not another. */
function accountsIn(page: Page, tried: string | undefined): Way[] {
  const [form] = page.forms;
  const free = form?.choices.filter(({ name, value, disabled }) => name === 'provider' && !disabled && value !== tried);
  return (free ?? []).map(({ value }) => ({ kind: 'account', text: value }));
}

const laterIn = ({ forms }: Page): Way[] =>
  forms.some(({ fields }) => 'later' in fields) ? [{ kind: 'later', text: '' }] : [];

/** Why somebody who tried `provider` (or has nothing to try) cannot go on from here, and what there is instead. */
export function stopAt(page: Page, at: Seen, { provider, has }: { provider?: string; has: readonly string[] }): Stop {
  const accounts = accountsIn(page, provider).filter(({ text }) => has.includes(text));
  const why = provider === undefined && at.name === 'choice' ? 'no-account' : whyOf(page, at);
  const text = why === 'no-account' ? '' : explanation(page);
  return { why, page: at, text, ways: [...accounts, ...laterIn(page), ...helpIn(page)] };
}
