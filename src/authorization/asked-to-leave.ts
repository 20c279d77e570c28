// A provider began a sign-out and sent the browser here: if this browser's session came from there, it ends and its services are told.
// It must never end a session that the request does not name, nor believe a request that no connector vouches for.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Connector } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { createSeldom } from '../seldom.ts';
import type { Authentications } from '../store/authentication-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { endSession } from './end-session.ts';

export interface AskedToLeaveOptions {
  provider(): Provider;
  connectors: ReadonlyMap<string, Connector>;
  authentications: Authentications;
  trail: Recorder;
}

/** Takes the request. Resolves to where to send the browser with the answer; undefined where none is wanted. */
export type AskedToLeave = (
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
) => Promise<string | undefined>;

/** The function throws HubError `bad_request` for a request that no provider of the hub made. */
export function createAskedToLeave({
  provider,
  connectors,
  authentications,
  trail,
}: AskedToLeaveOptions): AskedToLeave {
  const isTime = createSeldom();
  return async (req, res, url) => {
    for (const [id, connector] of connectors) {
      const asked = await connector.signOutRequest?.(url);
      if (!asked) continue;
      if ('invalid' in asked) {
        // Anybody can send one that is not right.
        if (isTime(id))
          await trail({
            event: 'provider.refused-answer',
            words: { provider: id, outcome: 'invalid', detail: asked.invalid },
          });
        throw new HubError('bad_request', { detail: asked.invalid });
      }
      const session = await provider().Session.get({ req, res } as KoaContextWithOIDC);
      const authentication = session.acr ? await authentications.find(session.acr) : undefined;
      if (authentication?.provider === id && asked.ends(authentication.session)) {
        await endSession(provider(), session.uid);
        await trail({
          event: 'session.ended',
          person: authentication.person,
          words: { provider: id, everywhere: true },
        });
      }
      return asked.answer();
    }
    throw new HubError('bad_request', { detail: 'a request to sign out of no provider of this hub' });
  };
}
