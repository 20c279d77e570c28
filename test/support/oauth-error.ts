// What a service is told when it does not get what it asked for, however openid-client wraps it: the library takes 4xx for OAuth errors only.
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';

/** The status and the OAuth error of a call that was refused; undefined where the answer holds none. */
export async function oauthErrorIn(error: unknown): Promise<{ status: number; error: string } | undefined> {
  if (error instanceof ResponseBodyError) return { status: error.status, error: error.error };
  if (error instanceof AuthorizationResponseError) return { status: 303, error: error.error };
  if (error instanceof WWWAuthenticateChallengeError)
    return { status: error.status, error: error.cause[0]?.parameters.error ?? '' };
  if (!(error instanceof ClientError && error.cause instanceof Response)) return undefined;
  const told: unknown = await error.cause.json().catch(() => undefined);
  const code = told && typeof told === 'object' && 'error' in told ? told.error : undefined;
  return typeof code === 'string' ? { status: error.cause.status, error: code } : undefined;
}
