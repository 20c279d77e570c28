// The last good metadata of each provider on the shared database, so that a node can start while a provider is away.
// It must never judge metadata: what is put here was checked by the connector.
import type { Json } from '../connectors/contract.ts';
import type { ProviderFacts } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';

/** Binds what connectors keep, and what they tell of it, to the store and the trail. */
export function createKeptMetadata(facts: ProviderFacts, trail: Recorder) {
  return {
    find: (provider: string) => facts.find(provider, 'metadata'),
    keep: (provider: string, content: Json) => facts.put(provider, 'metadata', content),
    changed: (provider: string) => trail({ event: 'provider.metadata-changed', words: { provider } }),
    refused: (provider: string, reason: string) =>
      trail({ event: 'provider.metadata-refused', words: { provider, reason } }),
  };
}
