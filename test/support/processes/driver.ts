// The load driver's browser: as little as walks through a sign-in, so that the driver is never what is measured. It keeps connections
// open, sends cookies to one host only, and reads pages with a regular expression. Flow tests use the real one (../http.ts).
import { Agent } from 'undici';

export interface Answer {
  url: string;
  status: number;
  body: string;
  /** Absolute address that the answer leads to by itself: a redirect, or a page that leads on. */
  onwards: string | undefined;
}

export interface Ask {
  method?: 'GET' | 'POST';
  form?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
}

export interface Driver {
  ask(url: string, ask?: Ask): Promise<Answer>;
  close(): Promise<void>;
}

const refresh = /<meta http-equiv="refresh" content="0; url=([^"]*)"/;

/** Opens up to `connections` connections to each host, and keeps them. */
export function createDriver(connections: number): Driver & { cookiesOf(answer: Answer): readonly string[] } {
  const agent = new Agent({ connections, pipelining: 1, keepAliveTimeout: 4000 });
  const cookies = new WeakMap<Answer, readonly string[]>();
  return {
    cookiesOf: (answer) => cookies.get(answer) ?? [],
    close: () => agent.close(),
    async ask(url, { method = 'GET', form, headers } = {}) {
      const { origin, pathname, search } = new URL(url);
      const sent = form && new URLSearchParams(form).toString();
      const {
        statusCode,
        headers: got,
        body,
      } = await agent.request({
        origin,
        path: pathname + search,
        method,
        headers: {
          'user-agent': 'bench',
          ...headers,
          ...(sent && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(sent && { body: sent }),
      });
      const text = await body.text();
      const next = got.location ?? refresh.exec(text)?.[1]?.replaceAll('&amp;', '&');
      const answer = { url, status: statusCode, body: text, onwards: next && new URL(String(next), url).href };
      cookies.set(answer, [got['set-cookie'] ?? []].flat());
      return answer;
    },
  };
}

export interface Browser {
  ask(url: string, form?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A browser with no cookies yet, that keeps those of one host, and sends these headers there. */
export function createBrowser(
  driver: ReturnType<typeof createDriver>,
  home: string,
  own: Readonly<Record<string, string>> = {},
): Browser {
  const jar = new Map<string, string>();
  return {
    async ask(url, form) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = url.startsWith(home) ? { headers: { ...own, ...(cookie && { cookie }) } } : {};
      const answer = await driver.ask(url, { ...(form && { method: 'POST', form }), ...headers });
      for (const line of url.startsWith(home) ? driver.cookiesOf(answer) : []) {
        const [pair = ''] = line.split(';', 1);
        const at = pair.indexOf('=');
        const value = pair.slice(at + 1);
        if (value) jar.set(pair.slice(0, at), value);
        else jar.delete(pair.slice(0, at));
      }
      return answer;
    },
  };
}
