// Signing out goes on to the provider, where that has a way: after the hub's own session has ended, and before the person is where the service
// wanted them. It must never keep anybody from being signed out of the hub, nor lead anywhere but where the hub itself was going.
import type { Connector } from '../connectors/contract.ts';
import { randomText } from '../random.ts';
import type { Authentication } from '../store/authentication-contracts.ts';
import type { PendingReplies } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';

export interface LeavingOptions {
  issuer: string;
  connectors: ReadonlyMap<string, Connector>;
  pendingReplies: PendingReplies;
  trail: Recorder;
}

export interface Leaving {
  /** Whether the provider's session would end as well. */
  endsThere(authentication: Authentication): Promise<boolean>;
  /** The provider's address to go by, on the way to `onwards`; undefined where it has none, or cannot be asked. */
  by(authentication: Authentication, onwards: string): Promise<string | undefined>;
  /** Where somebody who comes back was going. Undefined for a state that is unknown or was used. */
  back(state: string): Promise<string | undefined>;
}

/** Ways back are kept under this name in place of a provider's id, which has no capitals. */
const name = 'SIGN-OUT';
/** Seconds that the provider may take. */
const lifetime = 600;

export function createLeaving({ issuer, connectors, pendingReplies, trail }: LeavingOptions): Leaving {
  const address = async ({ provider, session }: Authentication, state: string) => {
    const ask = { returnTo: `${issuer}/sign-out/done`, state };
    return session === null ? undefined : connectors.get(provider)?.signOut?.(session, ask);
  };
  const newState = () => randomText(32);
  return {
    endsThere: async (authentication) => (await address(authentication, newState())) !== undefined,
    async by(authentication, onwards) {
      const state = newState();
      const url = await address(authentication, state);
      if (url === undefined) return undefined;
      const { provider } = authentication;
      const until = Math.floor(Date.now() / 1000) + lifetime;
      await pendingReplies.put(state, { uid: onwards, provider: name, memo: null }, until);
      await trail({ event: 'provider.signed-out', words: { provider } });
      return url;
    },
    async back(state) {
      const taken = await pendingReplies.take(state, name);
      return taken?.kind === 'taken' ? taken.pending.uid : undefined;
    },
  };
}
