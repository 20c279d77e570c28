// What can go wrong between the council and the hub, as a closed set of reasons that the pages have words for.
// It must never show a person what came in a URL.
import { errors as joseErrors } from 'jose';
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';

/** Reason → HTTP status of its page. The first three are OAuth's own words (RFC 6749, 4.1.2.1; OpenID unmet authentication). */
export const problemStatus = {
  access_denied: 403,
  unmet_authentication_requirements: 403,
  temporarily_unavailable: 503,
  unreachable: 503,
  unknown_state: 400,
  untrusted: 502,
  refused: 502,
  lookup_ended: 403,
} as const;
export type Problem = keyof typeof problemStatus;

export const isProblem = (reason: unknown): reason is Problem =>
  typeof reason === 'string' && Object.hasOwn(problemStatus, reason);

/** An error in a line for a log: name, code and message, but not its cause, which may hold a person's claims. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error ? ` ${error.code}` : '';
  return `${error.name}${code}: ${error.message}`;
}

const isNetworkFailure = (error: unknown): boolean =>
  error instanceof joseErrors.JWKSTimeout ||
  (error instanceof TypeError && error.cause !== undefined) ||
  (error instanceof ClientError && ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'].includes(error.code ?? ''));

function problemOfWord(word: string): Problem {
  if (word === 'access_denied' || word === 'unmet_authentication_requirements') return word;
  return word === 'temporarily_unavailable' || word === 'server_error' ? 'temporarily_unavailable' : 'refused';
}

/** Sorts what openid-client and jose throw; what fits nowhere is `untrusted`. Nobody is signed in after any of them. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return problemOfWord(error.error);
  }
  if (error instanceof WWWAuthenticateChallengeError) return 'refused';
  return isNetworkFailure(error) ? 'unreachable' : 'untrusted';
}
