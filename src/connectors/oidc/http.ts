// Every call of this folder to a provider goes through here: deadline, size, protocol and status are judged once.
// It must never follow a redirect, never speak http to anything but this machine, and never go into the hub's own network because a provider
// named a place there: only to hosts that the record itself names.
import type { CustomFetchOptions } from 'openid-client';
import { Agent, type Dispatcher, request } from 'undici';
import { type Body, onceMore, readLimited } from '../../limited.ts';
import { JourneyEnd } from '../journey-end.ts';
import { isPrivateByNumber, publicOnly, refusal } from '../public-address.ts';

/** A fetch that openid-client and this folder can both use. */
export type Fetch = (url: string, options?: Partial<CustomFetchOptions>) => Promise<Response>;

const usualDeadlineMs = 10_000;
const largestAnswer = 1024 * 1024;
// Not the process's own dispatcher: that is Node's undici, which may be of another version than this one.
const anywhere = new Agent();
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL may be used: https, or http to this machine (OpenID Connect Core, 16.17; development only). */
export function isAcceptable(url: string | URL): boolean {
  const parsed = typeof url === 'string' ? URL.parse(url) : url;
  if (!parsed) return false;
  const { protocol, hostname } = parsed;
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}

/** Where a provider's answers may send the hub, and how patient it is. */
export interface Guard {
  /** Hosts that the record names: these may be anywhere. Any other has to be on everybody's internet, and https. */
  named: ReadonlySet<string>;
  /** Instead of the network, in tests. */
  inner?: typeof fetch | undefined;
  /** For everything together; 10 s where absent. */
  deadlineMs?: number;
  /** Not even a GET is asked once more. */
  never?: 'again';
}

/**
 * Wraps the network so that an answer takes at most `deadlineMs` and 1 MB. A GET is asked once more within that time where the connection broke
 * or a gateway had nobody. Throws JourneyEnd `unavailable` for no answer, 5xx and 429, and `invalid` for an answer that is too large or whose
 * URL is not acceptable.
 */
export function guardedFetch({ named, inner, deadlineMs = usualDeadlineMs, never }: Guard): Fetch {
  return async (url, options = {}) => {
    const target = new URL(url);
    const where = `${target.origin}${target.pathname}`;
    if (!isAcceptable(target)) throw new JourneyEnd('invalid', `${where}: neither https nor this machine`);
    const isNamed = named.has(target.hostname);
    if (!isNamed && (target.protocol !== 'https:' || isPrivateByNumber(target)))
      throw new JourneyEnd('invalid', `${where}: ${refusal}, which the record does not name`);
    const { method = 'GET', body: sent } = options;
    if (sent && typeof sent !== 'string' && !(sent instanceof URLSearchParams)) throw new Error('only forms are sent');
    const headers = {
      ...Object.fromEntries(new Headers(options.headers)),
      'user-agent': 'gatehouse',
      'accept-encoding': 'identity',
    };
    const deadline = new AbortController();
    const { signal } = deadline;
    // Not AbortSignal.timeout, which goes off in the end for calls that went well, too.
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    const network: Network = inner ?? overNetwork(isNamed ? anywhere : publicOnly);
    const asked: Asked = { method, headers, body: sent?.toString() ?? null, signal, redirect: 'manual' };
    const ask = async () => {
      const heard = await network(url, asked);
      return { status: heard.status, headers: heard.headers, body: await readLimited(heard.body, largestAnswer) };
    };
    const repeatable = method === 'GET' && never !== 'again';
    try {
      const { body, ...response } = await (repeatable ? onceMore(signal, ask) : ask());
      if (!body) throw new JourneyEnd('invalid', `${where}: answer larger than ${largestAnswer} bytes`);
      if (response.status >= 500 || response.status === 429) {
        throw new JourneyEnd('unavailable', `${where}: status ${response.status}`);
      }
      if (!/^(identity)?$/.test(response.headers.get('content-encoding') ?? ''))
        throw new JourneyEnd('invalid', `${where}: an encoded answer, which was not asked for`);
      // Unsigned JSON and a JWT are checked differently, and nothing here was registered to be sent a JWT.
      if (response.headers.get('content-type')?.startsWith('application/jwt')) {
        throw new JourneyEnd('invalid', `${where}: a JWT where JSON was expected`);
      }
      const bodiless = [101, 204, 205, 304].includes(response.status);
      return new Response(bodiless ? null : body, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof JourneyEnd) throw error;
      if (error instanceof Error && error.message === refusal)
        throw new JourneyEnd('invalid', `${where}: ${refusal}, which the record does not name`);
      const reason = signal.aborted ? 'no answer in time' : 'no connection';
      throw new JourneyEnd('unavailable', `${where}: ${reason}`, error);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** One request, and what comes back. */
type Network = (url: string, asked: Asked) => Promise<Heard>;

interface Asked {
  method: string;
  headers: Record<string, string>;
  body: string | null;
  signal: AbortSignal;
  redirect: 'manual';
}

interface Heard {
  status: number;
  headers: Headers;
  body: Body;
}

/** As `fetch`, without what only a browser does, and cheaper for it. It follows nothing and decodes nothing. */
function overNetwork(dispatcher: Dispatcher): Network {
  return async (url, { redirect: _none, method, ...asked }) => {
    const heard = await request(url, { ...asked, method: method as Dispatcher.HttpMethod, dispatcher });
    const headers = new Headers();
    for (const [name, values = []] of Object.entries(heard.headers))
      for (const value of [values].flat()) headers.append(name, value);
    return { status: heard.statusCode, headers, body: heard.body };
  };
}

/** The JSON of a 200 answer. Throws JourneyEnd `invalid` for anything else. */
export async function getJson(fetch: Fetch, url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new JourneyEnd('invalid', `${url}: status ${response.status}`);
  return parseJson(await response.text(), url);
}

/** Parses JSON. Throws JourneyEnd `invalid`, without quoting the text. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JourneyEnd('invalid', `${where}: not JSON`);
  }
}
