// Asks a service's own matcher: one signed POST, one word back. It must never follow a redirect, nor take for an answer anything but
// exactly the answer that is documented; and what it says of a failure is a closed word, never what was sent or came back.
import { FlattenedSign, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { readLimited } from '../limited.ts';
import type { MatchRequest } from './own-matcher-dataset.ts';

export type MatcherFailure =
  | 'too-slow'
  | 'no-connection'
  | 'redirect'
  | 'status'
  | 'content-type'
  | 'too-large'
  | 'not-json'
  | 'wrong-shape';

export type MatcherAnswer =
  | { kind: 'answered'; result: 'match' | 'no-match' }
  | { kind: 'failed'; reason: MatcherFailure };

/** Sends a message to the matcher at a URL. Never rejects for what the other side did. */
export type AskMatcher = (url: string, message: MatchRequest) => Promise<MatcherAnswer>;

/** Name of the header that carries the detached signature. */
export const signatureHeader = 'Gatehouse-Signature';

const largestAnswer = 4096;
const answer = z.strictObject({ result: z.enum(['match', 'no-match']) });

export interface MatcherClientOptions {
  /** The hub's current ES256 key: private, with `kid`. */
  signingKey(): JWK;
  /** How long connecting, sending and reading may take together, in milliseconds. */
  limit: number;
}

/** A failure on the way, for this file alone. */
class Failure extends Error {
  readonly reason: MatcherFailure;
  constructor(reason: MatcherFailure) {
    super(reason);
    this.reason = reason;
  }
}

export function createMatcherClient({ signingKey, limit }: MatcherClientOptions): AskMatcher {
  return async (url, message) => {
    const body = Buffer.from(JSON.stringify(message));
    const signature = await detachedSignature(body, url, signingKey());
    const signal = AbortSignal.timeout(limit);
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': 'gatehouse',
          [signatureHeader]: signature,
        },
        redirect: 'manual',
        signal,
      });
      return { kind: 'answered', result: await readAnswer(response) };
    } catch (error) {
      if (error instanceof Failure) return { kind: 'failed', reason: error.reason };
      return { kind: 'failed', reason: signal.aborted ? 'too-slow' : 'no-connection' };
    }
  };
}

/** A JWS over exactly these bytes, without them (RFC 7515, appendix F). The header names the address, so that it serves nowhere else. */
async function detachedSignature(body: Uint8Array, url: string, jwk: JWK): Promise<string> {
  const { kid = '' } = jwk;
  const header = { alg: 'ES256', kid, iat: Math.floor(Date.now() / 1000), url };
  const signed = await new FlattenedSign(body).setProtectedHeader(header).sign(await importJWK(jwk, 'ES256'));
  return `${signed.protected}..${signed.signature}`;
}

async function readAnswer(response: Response): Promise<'match' | 'no-match'> {
  try {
    if (response.status >= 300 && response.status < 400) throw new Failure('redirect');
    if (response.status !== 200) throw new Failure('status');
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) throw new Failure('content-type');
    const body = await readLimited(response.body, largestAnswer);
    if (!body) throw new Failure('too-large');
    return read(body.toString('utf8'));
  } finally {
    // What was not read is not waited for.
    if (!response.bodyUsed) await response.body?.cancel();
  }
}

function read(text: string): 'match' | 'no-match' {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Failure('not-json');
  }
  const parsed = answer.safeParse(json);
  if (!parsed.success) throw new Failure('wrong-shape');
  return parsed.data.result;
}
