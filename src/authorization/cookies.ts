// The cookies of a sign-in and of the browser's session: names, attributes, and how they are given a later end.
// It must never widen where a cookie is sent: each goes again to the very path that it was made for.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { pathOfSignIn } from '../signin/path.ts';

type Interaction = InstanceType<Provider['Interaction']>;

/** By their purpose in oidc-provider's configuration. */
export const cookieNames = (secure: boolean) => ({
  session: secure ? '__Host-gatehouse_session' : 'gatehouse_session',
  interaction: 'gatehouse_sign_in',
  resume: 'gatehouse_resume',
});

export const cookieAttributes = (secure: boolean) =>
  ({ httpOnly: true, sameSite: 'lax', signed: true, overwrite: true, secure }) as const;

interface Exchange {
  provider: Provider;
  request: IncomingMessage;
  response: ServerResponse;
}

/** What the library's Koa makes of an exchange; its types leave it out. */
interface WithContext {
  createContext(request: IncomingMessage, response: ServerResponse): SessionContext;
}
type SessionContext = Parameters<Provider['Session']['get']>[0];

function opened({ provider, request, response }: Exchange) {
  const secure = provider.issuer.startsWith('https:');
  const context = (provider as unknown as WithContext).createContext(request, response);
  return { context, names: cookieNames(secure), attributes: cookieAttributes(secure) };
}

const now = () => Math.floor(Date.now() / 1000);

/**
 * Gives a request that waits a later end, and the two cookies that lead to it (lib/actions/authorization/interactions.js).
 * `endsAt` in seconds since 1970.
 */
export async function prolongInteraction(exchange: Exchange, interaction: Interaction, endsAt: number): Promise<void> {
  const { context, names, attributes } = opened(exchange);
  const expires = new Date(endsAt * 1000);
  const paths = { interaction: pathOfSignIn(interaction.uid), resume: new URL(interaction.returnTo).pathname };
  await interaction.save(endsAt - now());
  for (const which of ['interaction', 'resume'] as const)
    context.cookies.set(names[which], interaction.uid, { ...attributes, path: paths[which], expires });
}

/** Gives the browser's session a later end, where it is the one named; never an earlier one (lib/shared/session.js). */
export async function prolongSession(exchange: Exchange, uid: string, endsAt: number): Promise<void> {
  const { context, names, attributes } = opened(exchange);
  const session = await exchange.provider.Session.get(context);
  if (session.uid !== uid || session.exp >= endsAt) return;
  await (session as unknown as { save(ttl: number): Promise<string> }).save(endsAt - now());
  const kept = session.transient ? {} : { expires: new Date(endsAt * 1000) };
  context.cookies.set(names.session, session.jti, { ...attributes, path: '/', ...kept });
}
