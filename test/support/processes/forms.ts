// What people do on the pages of a sign-in, for the driver's browser: it reads them with regular expressions, as fast as can be.
// It must never go on from a page that has nothing to go on with.
import type { Answer } from './driver.ts';

/** Which account people pick: the simulated provider's, or the register's, by SAML. */
export type Account = 'central' | 'local';

/** The error for an answer that should not have come, with the words of its page. */
export function wrong(what: string, answer: Answer): Error {
  const text = answer.body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
  return new Error(`${what}: ${answer.status} from ${answer.url.split('?')[0]}: ${text}`);
}

/**
 * What a person does on a page, the hub's, a simulator's or bare oidc-provider's: picks the provider, agrees, is the persona; undefined where there
 * is nothing to do.
 */
export function formOf(
  { url, body }: Answer,
  { account, persona }: { account: Account; persona: string },
): { action: string; fields: Record<string, string> } | undefined {
  if (/name="SAML(Request|Response)"/.test(body)) {
    const action = /<form [^>]*action="([^"]+)"/.exec(body)?.[1] ?? '';
    const hidden = body.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g);
    return { action, fields: Object.fromEntries([...hidden].map(([, name, value]) => [name, value])) };
  }
  const request = /name="request" value="([^"]+)"/.exec(body)?.[1];
  if (request) {
    return { action: new URL('/simulator/continue', url).href, fields: { request, persona } };
  }
  const bare = /<form [^>]*action="([^"]+)"[^>]*>\s*<input type="hidden" name="prompt" value="(login|consent)"/.exec(
    body,
  );
  if (bare) {
    const [, action = '', prompt = ''] = bare;
    return { action, fields: { prompt, ...(prompt === 'login' && { login: persona, password: 'any' }) } };
  }
  const page = /data-page="(choice|share|question)"/.exec(body)?.[1];
  const token = /name="token" value="([^"]+)"/.exec(body)?.[1];
  if (!page || !token || body.includes('data-attempt')) return undefined;
  // Among many people somebody may be like them: they have not been here before, and go on without.
  const ways: Record<string, Record<string, string>> = { choice: { provider: account }, question: { way: 'without' } };
  return { action: url, fields: { token, ...ways[page] } };
}
