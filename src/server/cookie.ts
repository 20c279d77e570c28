// Reads one cookie of a request. What it holds was chosen by the browser: it must never be trusted without a check.
import type { IncomingMessage } from 'node:http';

/** The value of a cookie; undefined when the request has none of that name. */
export function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const found = headers.cookie?.split(/; */).find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
