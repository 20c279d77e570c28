// Calls that oidc-provider makes to services: their sign-out notices and key sets, whose URLs come from services.yaml only (https, or loopback
// for development; schema `webUrl`). The library's own guard would refuse loopback altogether. It must never follow a redirect.
import { onceMore, readLimited } from '../limited.ts';

/** The library's own deadline, in milliseconds, should it name none. */
const usualDeadlineMs = 2500;
const largestAnswer = 256 * 1024;

/**
 * The `fetch` of oidc-provider's configuration. Of a notice's answer only the status counts, and the rest is not read; a key set is asked for
 * once more where the connection broke. Rejects for a redirect, for no answer in time and for one that is too large.
 */
export async function fetchFromServices(...[url, options]: Parameters<typeof fetch>): Promise<Response> {
  const { dispatcher: _guard, ...rest } = (options ?? {}) as RequestInit & { dispatcher?: unknown };
  const signal = rest.signal ?? AbortSignal.timeout(usualDeadlineMs);
  const ask = () => fetch(url, { ...rest, signal, redirect: 'error' });
  if ((rest.method ?? 'GET') !== 'GET') {
    const { status, headers, body } = await ask();
    await body?.cancel();
    return new Response(null, { status, headers });
  }
  const { body, ...answer } = await onceMore(signal, async () => {
    const response = await ask();
    const { status, headers } = response;
    return { status, headers, body: await readLimited(response.body, largestAnswer) };
  });
  if (!body) throw new Error(`answer larger than ${largestAnswer} bytes`);
  return new Response(body.length > 0 ? body : null, answer);
}
