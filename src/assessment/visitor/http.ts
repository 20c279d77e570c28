// The visitor: a tiny user agent without JavaScript that walks through pages over real HTTP. Assessments and flow tests use it.
// It must never be cleverer than a browser: no cookie crosses a host, a path or a site, and nothing is followed unasked.
import { request } from 'undici';
import { createJar } from './cookies.ts';
import { attributesOf, decode, formsIn, type HtmlForm, textOf } from './html.ts';

/** One answer. Redirects are answers too: look at `location`, or hand the page to `follow`. */
export interface Page {
  /** Absolute URL that was asked. */
  url: string;
  status: number;
  /** Lower-case names; several headers of one name are joined by ", " (cookies are in the jar). */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Absolute target of a 3xx, if it is one. */
  location: string | undefined;
  /** Body without tags, entities decoded, white space collapsed. */
  text: string;
  forms: HtmlForm[];
  links: { href: string; text: string }[];
}

export interface Options {
  headers?: Readonly<Record<string, string>>;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Browser {
  /** One GET, nothing followed. A relative URL needs `from`. */
  get(url: string, options?: Options): Promise<Page>;
  /** One POST of form fields, nothing followed. */
  post(url: string, fields: Fields, options?: Options): Promise<Page>;
  /** Follows redirects until a page that is none; stops before asking a URL for which `stop` is true (the 3xx comes back). */
  follow(page: Page, stop?: (next: URL) => boolean): Promise<Page>;
  /** `get` and `follow` in one. */
  visit(url: string, stop?: (next: URL) => boolean): Promise<Page>;
  /**
   * Sends a form of the page as a browser would: hidden and prefilled fields, then `fields` over them, and no button but those in
   * `fields`. Nothing followed. `which`: part of the form's action, needed when the page has several forms.
   */
  submit(page: Page, fields?: Fields, which?: string): Promise<Page>;
  /** GETs the first link whose text or href contains `what` (or matches it). Nothing followed. */
  click(page: Page, what: string | RegExp): Promise<Page>;
  /** Name → value of the cookies that would be sent to this URL. */
  cookies(url: string): Record<string, string>;
  /** Puts a cookie in the jar as if `url` had answered with this Set-Cookie line. */
  setCookie(url: string, line: string): void;
  /** Forgets all cookies. */
  clear(): void;
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** A page that leads on by itself at once, without script. */
function refreshOf(body: string): string | undefined {
  const target = /<meta http-equiv="refresh" content="0; url=([^"]*)"/.exec(body)?.[1];
  return target && decode(target);
}

function linksIn(body: string): Page['links'] {
  const anchors = body.matchAll(/<a\b((?:"[^"]*"|'[^']*'|[^'">])*)>([\s\S]*?)<\/a>/gi);
  return [...anchors].flatMap(([, attributes = '', inner = '']) => {
    const href = attributesOf(attributes).href;
    return href === undefined ? [] : [{ href, text: textOf(inner) }];
  });
}

function encode(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  return form.toString();
}

interface Ask {
  post?: { fields: Fields; origin: string };
  from?: string | undefined;
  options?: Options;
}

/** How long an answer may take, in milliseconds. */
const patience = 30_000;

function formNamed(page: Page, which: string | undefined): HtmlForm {
  const found = which === undefined ? page.forms : page.forms.filter((form) => form.action.includes(which));
  const [form] = found;
  if (!form || (which === undefined && found.length > 1)) {
    const actions = page.forms.map((one) => one.action).join(', ');
    throw new Error(`${page.status} ${page.url}: wanted one form ${which ?? ''}, the page has [${actions}]`);
  }
  return form;
}

/**
 * Makes a browser with an empty jar. Tabs are simply several pages of one browser; another browser is another call.
 * POSTs carry `Origin` (of the page whose form was submitted), all requests look like navigations to servers that check
 * Sec-Fetch headers. `options.headers` go with every request (for example a foreign Host).
 */
export function createBrowser(defaults: Options = {}): Browser {
  const jar = createJar();
  /** The page that led to each answer; redirects pass it on, as browsers do. */
  const ledFrom = new WeakMap<Page, string | undefined>();

  async function ask(url: string, { post, from, options = {} }: Ask = {}): Promise<Page> {
    const method = post ? 'POST' : 'GET';
    const cookie = jar.header(url, { method, from });
    const answer = await request(url, {
      method,
      body: post ? encode(post.fields) : null,
      headersTimeout: patience,
      bodyTimeout: patience,
      headers: {
        'user-agent': 'Mozilla/5.0 (visitor)',
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        ...(post && { 'content-type': 'application/x-www-form-urlencoded', origin: post.origin }),
        ...(cookie && { cookie }),
        ...defaults.headers,
        ...options.headers,
      },
    });
    const lines = answer.headers['set-cookie'];
    for (const line of lines === undefined ? [] : [lines].flat()) jar.set(url, line);
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
    const page = readPage(url, answer.statusCode, headers, await answer.body.text());
    ledFrom.set(page, from);
    return page;
  }

  const get: Browser['get'] = (url, options) => ask(url, { ...(options && { options }) });

  const follow: Browser['follow'] = async (first, stop = () => false) => {
    let page = first;
    for (let hops = 0; page.location !== undefined; hops += 1) {
      if (stop(new URL(page.location))) return page;
      if (hops === 30) throw new Error(`redirected more than 30 times, last to ${page.location}`);
      page = await ask(page.location, { from: isRedirect(page.status) ? ledFrom.get(page) : page.url });
    }
    return page;
  };

  return {
    get,
    follow,
    post: (url, fields, options) =>
      ask(url, { post: { fields, origin: new URL(url).origin }, ...(options && { options }) }),
    visit: async (url, stop) => follow(await get(url), stop),
    submit(page, fields = {}, which) {
      const form = formNamed(page, which);
      const target = new URL(form.action || page.url, page.url);
      const all = { ...form.fields, ...fields };
      const { origin } = new URL(page.url);
      if (form.method === 'post') return ask(target.href, { post: { fields: all, origin }, from: page.url });
      target.search = encode(all);
      return ask(target.href, { from: page.url });
    },
    click(page, what) {
      const matches = (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
      const link = page.links.find((one) => matches(one.text) || matches(one.href));
      if (!link) throw new Error(`${page.status} ${page.url}: no link like ${what}`);
      return ask(new URL(link.href, page.url).href, { from: page.url });
    },
    cookies: jar.for,
    setCookie: jar.set,
    clear: jar.clear,
  };
}

function readPage(url: string, status: number, headers: Page['headers'], body: string): Page {
  const isHtml = headers['content-type']?.includes('html') ?? false;
  const target = isRedirect(status) ? headers.location : refreshOf(body);
  const location = target ? new URL(target, url).href : undefined;
  return {
    url,
    status,
    headers,
    body,
    location,
    text: isHtml ? textOf(body) : decode(body),
    forms: isHtml ? formsIn(body) : [],
    links: isHtml ? linksIn(body) : [],
  };
}
