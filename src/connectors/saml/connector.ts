// The SAML connector: start asks, finish judges the answer in the order of checks.ts, and the publication keeps the provider's metadata.
// It must never keep anything of a journey (that is all in the memo), nor let a failed check end in an assertion. What reads XML is not
// loaded by a hub that has no such provider (some 12 MB), and by every other one at its start.
import type { SamlProvider } from '../../config/schema/identity-providers.ts';
import { HubError } from '../../errors.ts';
import type { Connector } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import type { Line } from './line.ts';
import { createPublication } from './metadata/publication.ts';
import type { SamlTools } from './tools.ts';

export type { SamlTools } from './tools.ts';

/** Loads what reads and writes XML. Rejects where a part of it is missing or broken. */
export async function loadXml(): Promise<void> {
  await Promise.all([
    import('xml-crypto'),
    import('./start.ts'),
    import('./finish.ts'),
    import('./sign-out.ts'),
    import('./sign-out-request.ts'),
    import('./metadata/parse.ts'),
  ]);
}

/** Makes the connector of one provider's record. Nothing is fetched before it is used, so a provider may be down. */
export function createSamlConnector(provider: SamlProvider, tools: SamlTools): Connector {
  const line: Line = {
    provider,
    tools,
    publication: createPublication(provider, tools),
    now: () => Math.floor((tools.clock ?? Date.now)() / 1000),
  };
  return {
    async start(ask) {
      const { startJourney } = await import('./start.ts');
      try {
        return await startJourney(line, ask);
      } catch (error) {
        if (!(error instanceof JourneyEnd)) throw error;
        throw new HubError('provider_unavailable', { detail: `${provider.id}: ${error.message}`, cause: error });
      }
    },
    async finish(reply, memo) {
      const { finishJourney } = await import('./finish.ts');
      try {
        return { kind: 'authenticated', assertion: await finishJourney(line, reply, memo) };
      } catch (error) {
        // Anything else is our own store or a fault of ours, not the other side.
        if (!(error instanceof JourneyEnd)) throw error;
        return { kind: error.kind, detail: error.message };
      }
    },
    async signOut(session, ask) {
      const { signOutUrl } = await import('./sign-out.ts');
      return signOutUrl(line, session, ask);
    },
    async signOutRequest(url) {
      const { judgeSignOutRequest } = await import('./sign-out-request.ts');
      try {
        return await judgeSignOutRequest(line, url);
      } catch (error) {
        if (!(error instanceof JourneyEnd)) throw error;
        return { invalid: error.message };
      }
    },
    probe: () => line.publication.probe(),
    upkeep: () => line.publication.upkeep(),
  };
}
