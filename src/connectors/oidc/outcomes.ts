// In finish: turns whatever went wrong, at the provider or in our own checks, into one named Outcome.
// It must never put into `detail` anything the other side wrote freely: descriptions, claims and bodies may be personal.
import { errors as jose } from 'jose';
import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import type { FailedOutcome } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';

/** Authorization error codes (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6; unmet_authentication_requirements 1.0). */
const redirectErrors: Readonly<Record<string, FailedOutcome>> = {
  access_denied: 'cancelled',
  temporarily_unavailable: 'unavailable',
  server_error: 'unavailable',
  login_required: 'no-context',
  interaction_required: 'no-context',
  account_selection_required: 'no-context',
  consent_required: 'no-context',
  unmet_authentication_requirements: 'no-context',
};

/** Token endpoint error codes (RFC 6749, 5.2). A grant that is refused was used, expired or not ours. */
const tokenErrors: Readonly<Record<string, FailedOutcome>> = {
  invalid_grant: 'invalid',
  temporarily_unavailable: 'unavailable',
  server_error: 'unavailable',
};

/**
 * The outcome that an error in the redirect stands for; an unknown one says that our request was wrong. There is no
 * code for "not finished yet" or "not proven", so that only the description of `access_denied` can say so.
 */
export function outcomeOfRedirect(error: string, description: string): FailedOutcome {
  if (error === 'access_denied' && /\bpending\b/i.test(description)) return 'pending';
  if (error === 'access_denied' && /\bverification failed\b/i.test(description)) return 'not-verified';
  return Object.hasOwn(redirectErrors, error) ? (redirectErrors[error] ?? 'rejected') : 'rejected';
}

/** The part of an error code that may be logged: codes are words, anything else is withheld. */
export function safeCode(error: string): string {
  return /^[a-z_]{1,60}$/.test(error) ? error : 'an unusual error code';
}

/**
 * What ended the journey, from anything that was thrown on the way. `where` names the call in the detail.
 * Causes are searched, because openid-client wraps what a fetch throws.
 */
export function journeyEndOf(error: unknown, where: string): JourneyEnd {
  const own = causeOf(error, (link) => link instanceof JourneyEnd);
  if (own instanceof JourneyEnd) return own;
  if (error instanceof ResponseBodyError) {
    const kind = Object.hasOwn(tokenErrors, error.error) ? tokenErrors[error.error] : undefined;
    return new JourneyEnd(kind ?? 'rejected', `${where}: ${error.status} ${safeCode(error.error)}`, error);
  }
  if (error instanceof WWWAuthenticateChallengeError) {
    return new JourneyEnd('rejected', `${where}: refused with status ${error.status}`, error);
  }
  return new JourneyEnd('invalid', `${where}: ${reasonOf(error)}`, error);
}

/** The libraries' fixed sentences name claims, never values; messages of other errors may quote what was parsed. */
function reasonOf(error: unknown): string {
  const fixed = causeOf(error, (link) => link.name === 'OperationProcessingError' || link instanceof jose.JOSEError);
  if (fixed) return fixed.message;
  if (error instanceof ClientError) return error.message;
  return error instanceof Error ? error.name : 'unknown failure';
}

function causeOf(error: unknown, matches: (link: Error) => boolean): Error | undefined {
  let link = error;
  for (let depth = 0; depth < 5 && link instanceof Error; depth += 1) {
    if (matches(link)) return link;
    link = link.cause;
  }
  return undefined;
}
