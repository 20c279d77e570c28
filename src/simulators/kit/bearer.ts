// Who an access token stands for. It must be sent in the header (RFC 6750, section 2.1): a token in a query would end up in logs.
import type { Request } from 'express';
import type { House, Session } from './dialect.ts';
import { Refusal } from './refusal.ts';

/** The sign-in that the request's bearer token came from. Throws Refusal `invalid_token`. */
export function bearerSession(house: House, request: Request): Session {
  const accessToken = /^Bearer ([^\s]+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const session = house.sessions.peek(accessToken);
  if (!session) throw new Refusal('invalid_token', 'the access token is missing, unknown or expired', 401);
  return session;
}

/** The subject that unsigned answers name. */
export const subjectSaid = (session: Session): string =>
  session.trouble.fault === 'empty-subject' ? '' : session.subject;
