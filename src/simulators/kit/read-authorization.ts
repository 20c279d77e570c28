// The authorization request, checked: first whether there is anywhere safe to send an answer, then every rule of the dialect.
// Nothing is ever redirected to an address that is not registered character by character.
import type { SimulatorClient } from './contract.ts';
import type { Authorization, Dialect, House, Parameters } from './dialect.ts';
import { words } from './parameters.ts';
import { Refusal } from './refusal.ts';

/** Where an answer may go. Throws Refusal: it has to be shown as a page (RFC 6749, section 4.1.2.1). */
export function readDestination(
  house: House,
  parameters: Parameters,
): { client: SimulatorClient; redirectUri: string } {
  const client = house.clients.get(parameters.client_id ?? '');
  if (!client) throw new Refusal('invalid_client', 'client_id names no registered client');
  const redirectUri = parameters.redirect_uri ?? '';
  if (!client.redirectUris.includes(redirectUri))
    throw new Refusal('invalid_redirect_uri', 'redirect_uri is not one that the client registered');
  return { client, redirectUri };
}

/** The whole request. Throws Refusal: it has to be sent to the destination. */
export function readAuthorization(
  dialect: Dialect,
  parameters: Parameters,
  destination: { client: SimulatorClient; redirectUri: string },
): Authorization {
  if (parameters.request !== undefined) throw new Refusal('request_not_supported', 'request objects are not supported');
  if (parameters.request_uri !== undefined)
    throw new Refusal('request_uri_not_supported', 'request_uri is not supported');
  if (parameters.response_type !== 'code')
    throw new Refusal('unsupported_response_type', 'response_type has to be code');
  const { state, nonce } = parameters;
  if (state === undefined) throw new Refusal('invalid_request', 'state is missing');
  if (nonce === undefined) throw new Refusal('invalid_request', 'nonce is missing');
  const scopes = readScopes(dialect, parameters);
  const codeChallenge = readChallenge(dialect, parameters);
  const own = dialect.read(parameters, destination.client);
  // No session is ever remembered, so nobody is signed in when a request comes.
  if (words(parameters.prompt).includes('none')) throw new Refusal('login_required', 'nobody is signed in');
  return { ...destination, state, nonce, scopes, codeChallenge, ...own };
}

function readScopes(dialect: Dialect, parameters: Parameters): string[] {
  const scopes = words(parameters.scope);
  if (!scopes.includes('openid')) throw new Refusal('invalid_scope', 'scope has to include openid');
  const unknown = scopes.find((scope) => !dialect.scopes.includes(scope));
  if (unknown !== undefined)
    throw new Refusal('invalid_scope', `the client is not registered for a scope that it asked for`);
  return scopes;
}

/** RFC 7636, section 4.3; `plain` is refused everywhere. */
function readChallenge(dialect: Dialect, parameters: Parameters): string | undefined {
  const { code_challenge: challenge, code_challenge_method: method } = parameters;
  if (challenge === undefined && method === undefined) {
    if (dialect.pkce === 'required') throw new Refusal('invalid_request', 'code_challenge is missing');
    return undefined;
  }
  if (method !== 'S256') throw new Refusal('invalid_request', 'code_challenge_method has to be S256');
  if (challenge === undefined || !/^[A-Za-z0-9_-]{43}$/.test(challenge))
    throw new Refusal('invalid_request', 'code_challenge is not a SHA-256 in base64url');
  return challenge;
}
