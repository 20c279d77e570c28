// Writes into the trail what services do by themselves: they collect tokens, use one a second time, sign somebody out.
// It stands around oidc-provider, after its work and before its answer leaves. A listener must not write: the library's events
// are synchronous, and what they begin might be lost after the service has its answer.
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Happening, Recorder } from '../trail/events.ts';

/** Adds the recording to a provider, before it serves. */
export function recordTokens(provider: Provider, trail: Recorder): void {
  // On the token route the library revokes a grant for one reason only: its code or refresh token was used before.
  const reused = new WeakSet<object>();
  provider.on('grant.revoked', (context) => void reused.add(context));
  provider.use(async (context: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    const happened = context.oidc && happening(context, reused.has(context));
    if (happened) await trail(happened);
  });
}

function happening({ oidc, status }: KoaContextWithOIDC, reused: boolean): Happening | undefined {
  const service = oidc.client?.clientId;
  const words = { ...(service && { service }) };
  if (oidc.route === 'token') {
    const person = oidc.account?.accountId;
    const grant = { ...words, grant: String(oidc.params?.grant_type).slice(0, 40) };
    if (status === 200) return { event: 'tokens.issued', words: grant, ...(person && { person }) };
    if (reused) return { event: 'tokens.reuse-detected', words: grant };
  }
  if (oidc.route === 'end_session_confirm' && status === 303) {
    return { event: 'session.ended', words: { ...words, everywhere: oidc.params?.logout !== undefined } };
  }
  return undefined;
}
