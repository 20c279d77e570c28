// The kinds of routes, for figures, traces and logs: a closed set, and nothing that was sent.

/** The first part of every path that the hub answers. */
export const routes = [
  ...['/', '/authorize', '/request', '/token', '/userinfo', '/jwks', '/revoke', '/introspect', '/sign-out', '/sign-in'],
  ...['/callback', '/assets', '/client-keys', '/saml', '/trust-mark', '/assurance', '/resume', '/account', '/vouch'],
  ...['/tried', '/staff', '/.well-known'],
] as const;
const known: ReadonlySet<string> = new Set(routes);

/** The route of a path: its first part, or `other`. */
export function routeOf(path: string): string {
  const [, first = ''] = path.split('/', 2);
  const route = `/${first}`;
  return known.has(route) ? route : 'other';
}

/** The method of a request, of the two that the hub answers, or `other`. */
export const methodOf = (method: string): string => (method === 'GET' || method === 'POST' ? method : 'other');
