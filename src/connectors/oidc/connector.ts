// The OpenID Connect connector: start builds the request, finish judges the answer, and a dialect does the rest.
// It must never keep anything of a journey (that is all in the memo), nor let a failed check end in an assertion.
import { buildEndSessionUrl } from 'openid-client';
import { z } from 'zod';
import type { OidcProvider } from '../../config/schema/identity-providers.ts';
import { HubError } from '../../errors.ts';
import type { Connector, Health, Json, SignOutAsk } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import { configurationOf } from './discovery.ts';
import { finishJourney } from './finish.ts';
import { createLine, type Line } from './line.ts';
import { journeyEndOf } from './outcomes.ts';
import { startJourney } from './start.ts';
import type { OidcTools } from './tools.ts';

export type { OidcTools } from './tools.ts';

/** Makes the connector of one provider's record. Nothing is fetched before it is used, so a provider may be down. */
export function createOidcConnector(provider: OidcProvider, tools: OidcTools): Connector {
  const line = createLine(provider, tools);
  return {
    async start(ask) {
      try {
        return await startJourney(line, ask);
      } catch (error) {
        if (!(error instanceof JourneyEnd)) throw error;
        const detail = `${provider.id}: ${error.message}`;
        throw new HubError('provider_unavailable', { detail, cause: error });
      }
    },
    async finish(reply, memo) {
      try {
        return { kind: 'authenticated', assertion: await finishJourney(line, reply, memo) };
      } catch (error) {
        // Our own store or keys, not the other side.
        if (error instanceof HubError) throw error;
        const { kind, message } = journeyEndOf(error, 'finish');
        return { kind, detail: message };
      }
    },
    signOut: (session, ask) => signOutUrl(line, session, ask),
    probe: () => probe(line),
  };
}

const sessionSchema = z.object({ idToken: z.string() });

/** RP-Initiated Logout 1.0, section 2; undefined where the provider has none or cannot be reached. */
async function signOutUrl(line: Line, session: Json, ask: SignOutAsk): Promise<string | undefined> {
  const held = sessionSchema.safeParse(session);
  if (!line.dialect.signsOut || !held.success) return undefined;
  try {
    const metadata = await line.discovery.get();
    if (metadata.end_session_endpoint === undefined) return undefined;
    const parameters = { id_token_hint: held.data.idToken, post_logout_redirect_uri: ask.returnTo, state: ask.state };
    return buildEndSessionUrl(configurationOf(line, metadata), parameters).href;
  } catch (error) {
    const detail = journeyEndOf(error, 'sign-out').message;
    line.tools.log.warn({ detail }, `${line.provider.id}: no sign-out`);
    return undefined;
  }
}

async function probe(line: Line): Promise<Health> {
  try {
    await line.discovery.refresh();
    return { up: true, detail: 'discovery answers' };
  } catch (error) {
    return { up: false, detail: journeyEndOf(error, 'discovery').message };
  }
}
