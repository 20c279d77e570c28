// The last thing that happens to an error on its way to a service that speaks One Login's dialect: it gets the words One Login would use.
// It must never turn an error into success, nor touch the answer to any other service.
import type { KoaContextWithOIDC } from 'oidc-provider';

/** Error code → code and description there. A level that was not reached is no code of its own. */
const words: Readonly<Record<string, readonly [code: string, description: string]>> = {
  access_denied: ['access_denied', 'Access denied by resource owner or authorization server'],
  unmet_authentication_requirements: ['access_denied', 'Access denied by resource owner or authorization server'],
  invalid_scope: ['invalid_scope', 'Invalid, unknown or malformed scope'],
  unsupported_response_type: ['unsupported_response_type', 'Unsupported response type'],
  unauthorized_client: ['unauthorized_client', 'Unauthorized client'],
  temporarily_unavailable: ['temporarily_unavailable', 'The authorization server is temporarily unavailable'],
  server_error: ['server_error', 'Unexpected server error'],
  login_required: ['login_required', 'Login required'],
  interaction_required: ['interaction_required', 'User interaction required'],
  consent_required: ['consent_required', 'Further end-user consent required'],
};

/** Middleware for the provider. */
export async function oneLoginErrors(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const location = context.response.get('Location');
  if (context.oidc?.client?.dialect !== 'one-login' || !location || !URL.canParse(location)) return;
  const url = new URL(location);
  const error = url.searchParams.get('error');
  // What this hub itself found wrong with the request already has its words (request-rules.ts).
  if (error === null || url.searchParams.get('error_description') === 'Unmet authentication requirements') return;
  const told = Object.hasOwn(words, error) ? words[error] : undefined;
  if (!told) return;
  url.searchParams.set('error', told[0]);
  url.searchParams.set('error_description', told[1]);
  context.redirect(url.href);
}
