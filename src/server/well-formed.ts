// Before any parser of parameters: what is too long, too many headers, or not UTF-8, gets a plain answer and changes nothing.
import type { RequestHandler } from 'express';
import { HubError } from '../errors.ts';

/** Longest request line target, in characters. Longer requests belong into a pushed authorization request (RFC 9126). */
export const longestTarget = 8192;
/** Largest body of a service's request, in bytes. */
const largestBody = 65_536;

/** Most headers of one request: a browser behind two proxies sends about forty. */
const mostHeaders = 100;

/** Refuses with HubError `bad_request`. */
export const wellFormed: RequestHandler = ({ originalUrl, headers, rawHeaders }, _response, next) => {
  // Names and values.
  if (rawHeaders.length > 2 * mostHeaders)
    next(new HubError('bad_request', { status: 431, detail: 'too many headers' }));
  else next(fault(originalUrl, Number(headers['content-length'] ?? 0)));
};

function fault(target: string, length: number): HubError | undefined {
  if (target.length > longestTarget) return new HubError('bad_request', { status: 414, detail: 'the URL is too long' });
  if (length > largestBody) return new HubError('bad_request', { status: 413, detail: 'the body is too large' });
  try {
    decodeURIComponent(target);
    return undefined;
  } catch {
    return new HubError('bad_request', { detail: 'the URL is not UTF-8' });
  }
}
