// Providers as they are now, on every node: the records of the configuration, with the switches that an operator set since, and how each is doing.
// One look at a counter each second tells a node whether to read again. A switch must never turn on what the record turns off.
import { z } from 'zod';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Json } from '../connectors/contract.ts';
import { repeat } from '../repeat.ts';
import type { ProviderFacts } from '../store/contracts.ts';
import type { Availability } from './breaker.ts';

/** What an operator switched: only what is false or true here differs from the record. */
export const switchSchema = z.strictObject({
  off: z.boolean().default(false),
  paused: z.boolean().default(false),
});
export type Switch = z.infer<typeof switchSchema>;

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

export interface LiveProvidersOptions {
  records: ReadonlyMap<string, IdentityProvider>;
  facts: ProviderFacts;
  /** How often to look, in milliseconds. */
  every: number;
  /** Told when a look fails; the last known state stays. */
  failed(error: unknown): void;
}

/** Reads once, and keeps looking. */
export async function createLiveProviders(options: LiveProvidersOptions): Promise<LiveProviders> {
  const { records, facts, every, failed } = options;
  const providers = new Map(records);
  let healths: ReadonlyMap<string, Health> = new Map();
  let seen: number | undefined;
  const refresh = async () => {
    const revision = await facts.revision();
    if (revision === seen) return;
    const [switches, found] = [await facts.all('switch'), await facts.all('health')];
    for (const [id, record] of records) providers.set(id, switched(record, switches.get(id)));
    healths = new Map([...found].flatMap(([id, fact]) => parsedHealth(id, fact)));
    seen = revision;
  };
  await refresh();
  return {
    providers,
    health: (id) => healths.get(id),
    availability: (id) => healths.get(id)?.availability ?? 'operational',
    refresh,
    stop: repeat(refresh, { every, failed }),
  };
}

/** A record under its switch. A switch that cannot be read turns the provider off. */
export function switched(record: IdentityProvider, fact: Json | undefined): IdentityProvider {
  if (fact === undefined) return record;
  const { off, paused } = switchSchema.safeParse(fact).data ?? { off: true, paused: false };
  return {
    ...record,
    enabled: record.enabled && !off,
    temporarilyUnavailable: record.temporarilyUnavailable || paused,
  };
}

function parsedHealth(id: string, fact: Json): [string, Health][] {
  const health = healthSchema.safeParse(fact).data;
  return health ? [[id, health]] : [];
}
