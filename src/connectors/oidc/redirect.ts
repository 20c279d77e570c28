// The first look at what came to the callback: is it this journey's, from this provider, and does it carry a code?
// It must never believe an error, or the lack of a code, before the state was compared.

import type { ServerMetadata } from 'openid-client';
import { sameSecret } from '../../same-secret.ts';
import type { Reply } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Memo } from './memo.ts';
import { outcomeOfRedirect, safeCode } from './outcomes.ts';

interface Redirect {
  reply: Reply;
  memo: Memo;
  metadata: ServerMetadata;
  dialect: Dialect;
}

/**
 * The callback URL with the answer's query, fit for openid-client. Throws JourneyEnd: `invalid` for another state
 * (RFC 6749, 10.12) or issuer (RFC 9207, 2.4), and what the refusal means where there is no code.
 */
export function readRedirect({ reply, memo, metadata, dialect }: Redirect): URL {
  if (reply.method !== 'GET') throw new JourneyEnd('invalid', 'redirect: a form was posted where none was asked for');
  const url = new URL(memo.callback);
  url.search = new URL(reply.url, memo.callback).search;
  const one = (name: string) => single(url.searchParams, name);
  if (!sameSecret(memo.state, one('state') ?? '')) throw new JourneyEnd('invalid', 'redirect: another state');
  const issuer = one('iss');
  const mustSayIssuer = metadata.authorization_response_iss_parameter_supported === true;
  if (issuer === undefined ? mustSayIssuer : issuer !== memo.issuer) {
    throw new JourneyEnd('invalid', 'redirect: another issuer');
  }
  const error = one('error');
  if (error === undefined && one('code') !== undefined) return url;
  const description = one('error_description') ?? '';
  const refusal = { error, description, asked: memo.asked };
  const common = error === undefined ? 'invalid' : outcomeOfRedirect(error, description);
  const detail = error === undefined ? 'no code' : safeCode(error);
  throw new JourneyEnd(dialect.refusal?.(refusal) ?? common, `redirect: ${detail}`);
}

function single(params: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = params.getAll(name);
  if (others.length > 0) throw new JourneyEnd('invalid', `redirect: ${name} more than once`);
  return value;
}
