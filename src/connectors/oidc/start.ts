// The way out: the authorization request (OpenID Connect Core, 3.1.2.1) with PKCE (RFC 7636), and the memo of it.
// It must never ask for an attribute that was not wanted, nor let level words change what protects the journey.
import { hash } from 'node:crypto';
import { buildAuthorizationUrl, randomNonce, randomPKCECodeVerifier } from 'openid-client';
import type { Ask, Start } from '../contract.ts';
import { configurationOf } from './discovery.ts';
import type { Line } from './line.ts';
import type { Memo } from './memo.ts';

/** Builds the redirect and the memo. Throws JourneyEnd when the provider is unknown and unreachable. */
export async function startJourney(line: Line, ask: Ask): Promise<Start> {
  const { provider, tools, dialect } = line;
  const metadata = await line.discovery.get();
  const attributes = ask.attributes.filter((name) => provider.attributes.includes(name));
  const own = dialect.request({ ...ask, attributes, rows: tools.attributes });
  const asked = { ...ask.words, ...own, scope: mergeScopes(own.scope, ask.words.scope) };
  const verifier = randomPKCECodeVerifier();
  const memo: Memo = {
    issuer: provider.issuer,
    clientId: provider.clientId,
    callback: ask.callback,
    state: ask.state,
    nonce: randomNonce(),
    verifier,
    startedAt: line.now(),
    reauthenticate: ask.forceReauthentication,
    asked,
  };
  const url = buildAuthorizationUrl(configurationOf(line, metadata), {
    ...asked,
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: ask.callback,
    state: memo.state,
    nonce: memo.nonce,
    code_challenge: hash('sha256', verifier, 'base64url'),
    code_challenge_method: 'S256',
  });
  return { send: { kind: 'redirect', url: url.href }, memo };
}

function mergeScopes(own: string | undefined, words: string | undefined): string {
  const scopes = `${own ?? 'openid'} ${words ?? ''}`.split(' ').filter((scope) => scope !== '');
  return [...new Set(scopes)].join(' ');
}
