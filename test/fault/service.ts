// The service in the fault test, as careful as a real one: it verifies every ID token against the keys that it sees, and asks again where a
// request may be asked again. It must never take anybody's word for who came.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Answer, Ask, Driver } from '../support/processes/driver.ts';
import { service } from '../support/processes/settings.ts';
import { journeyHeader } from './proxy.ts';

export interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token?: string;
}

/** A request that is under way. */
export interface Asking {
  url: string;
  state: string;
  nonce: string;
  verifier: string;
}

export interface Service {
  ask(extra?: Readonly<Record<string, string>>): Asking;
  /** The answer of the token endpoint. */
  redeem(journey: string, asking: Asking, code: string): Promise<Answer>;
  refresh(journey: string, token: string): Promise<Answer>;
  userinfo(journey: string, token: string): Promise<Answer>;
  /** Whose an ID token is. Throws for one that does not verify by the published keys. */
  verified(token: string, nonce?: string): Promise<string>;
}

/** How long anybody goes on trying, and how long they wait in between, in milliseconds. */
const patience = 60_000;
const wait = 250;

const random = () => randomBytes(16).toString('base64url');

/** Nothing came back, or a page that says to come again: what a load balancer and a hub say while something is being started again. */
export const comeAgain: readonly number[] = [0, 502, 503];

/**
 * Asks until there is an answer that is not “come again”; the last one where there never is. No answer at all has status 0.
 *
 * @param see is shown every answer
 */
export async function insist(ask: () => Promise<Answer>, see: (answer: Answer) => void = () => {}): Promise<Answer> {
  const end = performance.now() + patience;
  for (;;) {
    const answer = await ask().catch(
      (error: unknown): Answer => ({ url: '', status: 0, body: String(error), onwards: undefined }),
    );
    see(answer);
    if (!comeAgain.includes(answer.status) || performance.now() > end) return answer;
    await pause(wait);
  }
}

export function createService(driver: Driver, issuer: string): Service {
  const at = (path: string) => issuer + path;
  const basic = `Basic ${Buffer.from(`${service.id}:${service.secret}`).toString('base64')}`;
  const sent = (url: string, ask: Ask) => insist(() => driver.ask(url, ask));
  const tokens = (journey: string, form: Record<string, string>) =>
    sent(at('/token'), { method: 'POST', form, headers: { authorization: basic, [journeyHeader]: journey } });

  async function published(): Promise<JSONWebKeySet> {
    return JSON.parse((await sent(at('/jwks'), {})).body);
  }
  let keys = published();

  async function verified(token: string): Promise<Record<string, unknown>> {
    const expected = { issuer, audience: service.id, algorithms: ['ES256'] };
    return (await jwtVerify(token, createLocalJWKSet(await keys), expected)).payload;
  }

  return {
    ask(extra = {}) {
      const asking = { verifier: random() + random(), state: random(), nonce: random() };
      const parameters = new URLSearchParams({
        client_id: service.id,
        response_type: 'code',
        redirect_uri: service.redirectUri,
        scope: 'openid offline_access profile email',
        prompt: 'consent',
        state: asking.state,
        nonce: asking.nonce,
        code_challenge: createHash('sha256').update(asking.verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...extra,
      });
      return { ...asking, url: `${at('/authorize')}?${parameters}` };
    },
    redeem: (journey, { verifier }, code) =>
      tokens(journey, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: service.redirectUri,
        code_verifier: verifier,
      }),
    refresh: (journey, refresh_token) => tokens(journey, { grant_type: 'refresh_token', refresh_token }),
    userinfo: (journey, token) =>
      sent(at('/userinfo'), { headers: { authorization: `Bearer ${token}`, [journeyHeader]: journey } }),
    async verified(token, nonce) {
      const claims = await verified(token).catch(() => {
        // Services read the keys again for a key that they do not know, once.
        keys = published();
        return verified(token);
      });
      if (nonce !== undefined && claims.nonce !== nonce) throw new Error('an ID token for another request');
      return String(claims.sub);
    },
  };
}
