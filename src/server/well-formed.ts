// Before any parser of parameters: what is too long, or is not UTF-8, gets a plain answer and changes nothing.
import type { RequestHandler } from 'express';
import { HubError } from '../errors.ts';

/** Longest request line target, in characters. Longer requests belong into a pushed authorization request (RFC 9126). */
export const longestTarget = 8192;
/** Largest body of a service's request, in bytes. */
const largestBody = 65_536;

/** Refuses with HubError `bad_request`. */
export const wellFormed: RequestHandler = (request, _response, next) => {
  next(fault(request.originalUrl, Number(request.headers['content-length'] ?? 0)));
};

function fault(target: string, length: number): HubError | undefined {
  if (target.length > longestTarget) return new HubError('bad_request', { status: 414, detail: 'the URL is too long' });
  if (length > largestBody) return new HubError('bad_request', { status: 413, detail: 'the body is too large' });
  try {
    decodeURIComponent(target.replaceAll('+', ' '));
    return undefined;
  } catch {
    return new HubError('bad_request', { detail: 'the URL is not UTF-8' });
  }
}
