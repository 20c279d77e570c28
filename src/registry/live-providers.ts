// Providers as they are now, on every node: under their switches (live.ts), and how each is doing.
// It must never judge how a provider is doing: probes do.
import { z } from 'zod';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Json } from '../connectors/contract.ts';
import type { ProviderFacts } from '../store/contracts.ts';
import type { Availability } from './breaker.ts';
import { createLive, type LiveOptions } from './live.ts';

export const healthSchema = z.strictObject({
  availability: z.enum(['operational', 'degraded', 'unavailable']),
  failures: z.number(),
  successes: z.number(),
  since: z.number(),
  checkedAt: z.number(),
  detail: z.string(),
});
export type Health = z.infer<typeof healthSchema>;

export interface LiveProviders {
  /** Always as they are now: entries are replaced in place. */
  providers: ReadonlyMap<string, IdentityProvider>;
  /** Undefined until the first probe. */
  health(id: string): Health | undefined;
  availability(id: string): Availability;
  /** Looks now. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

export interface LiveProvidersOptions extends Omit<LiveOptions<IdentityProvider>, 'facts' | 'also'> {
  facts: ProviderFacts;
}

/** Reads once, and keeps looking. */
export async function createLiveProviders(options: LiveProvidersOptions): Promise<LiveProviders> {
  let healths: ReadonlyMap<string, Health> = new Map();
  const also = async () => {
    const found = await options.facts.all('health');
    healths = new Map([...found].flatMap(([id, fact]) => parsedHealth(id, fact)));
  };
  const { records: providers, refresh, stop } = await createLive({ ...options, also });
  return {
    providers,
    health: (id) => healths.get(id),
    availability: (id) => healths.get(id)?.availability ?? 'operational',
    refresh,
    stop,
  };
}

function parsedHealth(id: string, fact: Json): [string, Health][] {
  const health = healthSchema.safeParse(fact).data;
  return health ? [[id, health]] : [];
}
