// A service's request that comes as a form (OpenID Connect Core 3.1.2.1 wants both methods): it goes on as a GET of the same
// parameters, because a cross-site POST brings no Lax cookie and would look signed out. It must never change what was sent.
import express, { type RequestHandler } from 'express';
import { HubError } from '../errors.ts';
import { longestTarget } from './well-formed.ts';

const readForm = express.text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });

/** Answers POSTs of `path`: 303 to the same path with the form as its query. Refuses with HubError `bad_request`. */
export function postedRequest(path: string): RequestHandler[] {
  return [
    readForm,
    (request, response) => {
      const form: unknown = request.body;
      if (typeof form !== 'string')
        throw new HubError('bad_request', { status: 415, detail: 'the request is no form' });
      const target = `${path}?${form}`;
      if (target.length > longestTarget)
        throw new HubError('bad_request', { status: 413, detail: 'the form is too long' });
      if (/[^\x21-\x7e]/.test(target)) throw new HubError('bad_request', { detail: 'the form is not encoded' });
      response.set('Cache-Control', 'no-store').redirect(303, target);
    },
  ];
}
