// The visitor's cookie jar (RFC 6265bis): host without port, Path, expiry, name prefixes, SameSite as browsers take it at navigations.
// It must never send a cookie to another host or outside its path, since hub, council and simulators share loopback.

interface Cookie {
  name: string;
  value: string;
  host: string;
  path: string;
  secure: boolean;
  sameSite: 'strict' | 'lax' | 'none';
  /** Milliseconds since 1970; Infinity for a session cookie. */
  expires: number;
}

/** How a request comes about. */
export interface Asking {
  method: 'GET' | 'POST';
  /** URL of the page that led to it, also through redirects; absent for an address that was typed. */
  from?: string | undefined;
}

export interface Jar {
  /** Takes one Set-Cookie line of an answer from `url`; ignores what a browser would refuse. */
  set(url: string, line: string): void;
  /** The Cookie header for `url`, longest path first, or undefined. */
  header(url: string, asking: Asking): string | undefined;
  /** The same, for an address that was typed, as name → value; of two cookies of one name the one with the longest path. */
  for(url: string): Record<string, string>;
  clear(): void;
}

/** Browsers treat loopback as trustworthy: Secure cookies work there over http. */
const isTrustworthy = (url: URL): boolean =>
  url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

const covers = (path: string, asked: string): boolean =>
  asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);

/** Scheme and host: no registrable domains, as every host that is visited here stands for itself. */
const siteOf = (url: string | URL): string => {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}`;
};

/** RFC 6265bis, 5.6.7 and 5.6.7.1: what another site led to carries no Strict cookie, and Lax ones only where it reads. */
function maySend({ sameSite }: Cookie, url: URL, { method, from }: Asking): boolean {
  if (from === undefined || siteOf(from) === siteOf(url)) return true;
  return sameSite === 'none' || (sameSite === 'lax' && method === 'GET');
}

/** What says nothing, or nothing known, is Lax, as in browsers. */
function sameSiteIn(attributes: ReadonlyMap<string, string>): Cookie['sameSite'] {
  const said = attributes.get('samesite')?.toLowerCase();
  return said === 'strict' || said === 'none' ? said : 'lax';
}

function expiry(attributes: ReadonlyMap<string, string>): number {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Date.now() + Number(maxAge) * 1000;
  const date = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(date) ? Number.POSITIVE_INFINITY : date;
}

function parse(url: URL, line: string): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  if (at < 1) return undefined;
  const attributes = new Map(
    rest.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.toLowerCase(), value.join('=')];
    }),
  );
  const given = attributes.get('path');
  const directory = url.pathname.slice(0, url.pathname.lastIndexOf('/')) || '/';
  const cookie = {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    host: url.hostname,
    path: given?.startsWith('/') ? given : directory,
    secure: attributes.has('secure'),
    sameSite: sameSiteIn(attributes),
    expires: expiry(attributes),
  };
  return isAcceptable(cookie, attributes.get('domain'), url) ? cookie : undefined;
}

/** Domain may only repeat the host itself here; `__Host-` and `__Secure-` names keep their promises. */
function isAcceptable(cookie: Cookie, domain: string | undefined, url: URL): boolean {
  if (cookie.secure && !isTrustworthy(url)) return false;
  if (cookie.sameSite === 'none' && !cookie.secure) return false;
  if (/^__(Host|Secure)-/.test(cookie.name) && !cookie.secure) return false;
  if (cookie.name.startsWith('__Host-') && (cookie.path !== '/' || domain !== undefined)) return false;
  return domain === undefined || domain.replace(/^\./, '') === url.hostname;
}

/** Makes an empty jar. */
export function createJar(): Jar {
  const cookies = new Map<string, Cookie>();
  const matching = (url: URL): Cookie[] =>
    [...cookies.values()]
      .filter((one) => one.host === url.hostname && covers(one.path, url.pathname) && one.expires > Date.now())
      .filter((one) => !one.secure || isTrustworthy(url))
      .sort((a, b) => b.path.length - a.path.length);
  return {
    set(url, line) {
      const cookie = parse(new URL(url), line);
      if (cookie) cookies.set(JSON.stringify([cookie.host, cookie.path, cookie.name]), cookie);
    },
    header(url, asking) {
      const sent = matching(new URL(url)).filter((one) => maySend(one, new URL(url), asking));
      const pairs = sent.map((one) => `${one.name}=${one.value}`);
      return pairs.length > 0 ? pairs.join('; ') : undefined;
    },
    for: (url) =>
      Object.fromEntries(
        matching(new URL(url))
          .reverse()
          .map((one) => [one.name, one.value]),
      ),
    clear: () => cookies.clear(),
  };
}
