// The hub's own cookies, beside those that oidc-provider signs. What one holds was chosen by the browser: it must never be trusted
// without a check.
import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';

export interface OwnCookie {
  /** What the browser sent; undefined where it sent none. */
  of(request: IncomingMessage): string | undefined;
  /** For so many seconds; without a lifetime as long as the browser is open. */
  set(response: Response, value: string, lifetime?: number): void;
  clear(response: Response): void;
}

/**
 * A cookie of this host alone. Where there is TLS its name says so to the browser (`__Host-`, RFC 6265bis, section 4.1.3.2), which then
 * takes it from no other host of the council's domain: a code planted there would lead a person into somebody else's sign-in.
 */
export function ownCookie(issuer: string, plainName: string): OwnCookie {
  const secure = issuer.startsWith('https:');
  const name = secure ? `__Host-${plainName}` : plainName;
  const attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  return {
    of({ headers }) {
      const found = headers.cookie?.split(/; */).find((part) => part.startsWith(`${name}=`));
      return found?.slice(name.length + 1);
    },
    set(response, value, lifetime) {
      response.cookie(name, value, { ...attributes, ...(lifetime && { maxAge: lifetime * 1000 }) });
    },
    clear(response) {
      response.clearCookie(name, attributes);
    },
  };
}
