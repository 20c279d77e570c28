// One OpenID provider at a time, replaced as a whole when the signing keys change: the library has no way to swap keys while it runs.
// Every node notices a change by itself. It must never answer with a provider whose keys were turned longer ago than one look.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { repeat } from '../repeat.ts';
import type { Keys } from '../store/key-contracts.ts';
import { type KeyRing, loadKeyRing } from './key-ring.ts';

export interface SwitchableProvider {
  current(): Provider;
  ring(): KeyRing;
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Looks for changed keys now. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

export interface SwitchableOptions {
  keys: Keys;
  build(ring: KeyRing): Provider;
  /** How often to look, in milliseconds. */
  every: number;
  /** Told when a look fails; the provider in use stays. */
  failed(error: unknown): void;
}

/** Builds the first provider and keeps looking. */
export async function createSwitchable({ keys, build, every, failed }: SwitchableOptions): Promise<SwitchableProvider> {
  const make = async () => {
    const ring = await loadKeyRing(keys);
    const provider = build(ring);
    return { ring, provider, handle: provider.callback() };
  };
  let now = await make();
  const refresh = async () => {
    if ((await keys.revision()) !== now.ring.revision) now = await make();
  };
  return {
    current: () => now.provider,
    ring: () => now.ring,
    handle: (request, response) => void now.handle(request, response),
    refresh,
    stop: repeat(refresh, { every, failed }),
  };
}
