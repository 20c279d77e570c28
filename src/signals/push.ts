// Delivers one token by HTTP push (RFC 8935): one POST, and 202 is the only yes. It must never follow a redirect, nor keep or repeat more of
// an answer than the error code that the standard lists.
import { z } from 'zod';
import { readLimitedJson } from '../limited.ts';

export type Delivery =
  | { kind: 'delivered' }
  /** `reason`: a closed word; for a refusal the receiver's code (RFC 8935, section 2.4). */
  | { kind: 'failed'; reason: string };

const codes = [
  'invalid_request',
  'invalid_key',
  'invalid_issuer',
  'invalid_audience',
  'authentication_failed',
  'access_denied',
];
const refusal = z.object({ err: z.enum(codes) });
const largestAnswer = 4096;

/** Sends a token. Never rejects for what the other side did. */
export async function push(url: string, token: string, limit: number): Promise<Delivery> {
  const signal = AbortSignal.timeout(limit);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: token,
      headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json', 'user-agent': 'gatehouse' },
      redirect: 'manual',
      signal,
    });
    return response.status === 202 ? await done(response) : { kind: 'failed', reason: await reasonOf(response) };
  } catch {
    return { kind: 'failed', reason: signal.aborted ? 'too-slow' : 'no-connection' };
  }
}

async function done(response: Response): Promise<Delivery> {
  await response.body?.cancel();
  return { kind: 'delivered' };
}

async function reasonOf(response: Response): Promise<string> {
  if (response.status !== 400) {
    await response.body?.cancel();
    return response.status >= 300 && response.status < 400 ? 'redirect' : 'status';
  }
  const parsed = refusal.safeParse(await readLimitedJson(response, largestAnswer));
  return parsed.success ? parsed.data.err : 'refused';
}
