// Records as they are now, on every node: those of the configuration, with the switches that an operator set since. For providers and services.
// One look at a counter each second tells a node whether to read again. A switch must never turn on what the record turns off.
import { z } from 'zod';
import type { Json } from '../connectors/contract.ts';
import { repeat } from '../repeat.ts';
import type { Facts } from '../store/contracts.ts';

/** What an operator switched: only what is false or true here differs from the record. */
const switchSchema = z.strictObject({
  off: z.boolean().default(false),
  paused: z.boolean().default(false),
});
export type Switch = z.infer<typeof switchSchema>;

/** What a switch can take away from; only providers can be paused. */
export interface Switchable {
  enabled: boolean;
  temporarilyUnavailable?: boolean;
}

export interface Live<T> {
  /** Always as they are now: entries are replaced in place. */
  records: ReadonlyMap<string, T>;
  /** Looks now. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

export interface LiveOptions<T> {
  records: ReadonlyMap<string, T>;
  facts: Pick<Facts<'switch'>, 'all' | 'revision'>;
  /** What else is read when something has changed. */
  also?(): Promise<void>;
  /** How often to look, in milliseconds. */
  every: number;
  /** Told when a look fails; the last known state stays. */
  failed(error: unknown): void;
}

/** Reads once, and keeps looking. */
export async function createLive<T extends Switchable>(options: LiveOptions<T>): Promise<Live<T>> {
  const { records, facts, also, every, failed } = options;
  const live = new Map(records);
  let seen: number | undefined;
  const refresh = async () => {
    const revision = await facts.revision();
    if (revision === seen) return;
    const switches = await facts.all('switch');
    await also?.();
    for (const [id, record] of records) live.set(id, switched(record, switches.get(id)));
    seen = revision;
  };
  await refresh();
  return { records: live, refresh, stop: repeat(refresh, { every, failed }) };
}

/** A record under its switch. A switch that cannot be read turns it off. */
export function switched<T extends Switchable>(record: T, fact: Json | undefined): T {
  if (fact === undefined) return record;
  const { off, paused } = switchSchema.safeParse(fact).data ?? { off: true, paused: false };
  const { enabled, temporarilyUnavailable } = record;
  return {
    ...record,
    enabled: enabled && !off,
    ...(temporarilyUnavailable !== undefined && { temporarilyUnavailable: temporarilyUnavailable || paused }),
  };
}
