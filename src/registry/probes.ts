// Looks at every provider now and then, one node at a time, and tells all nodes how it is doing.
// It must never keep a node from serving or from stopping, nor judge a provider by a look that it did not finish.
import { randomUUID } from 'node:crypto';
import type { Connector, Health as Look } from '../connectors/contract.ts';
import type { Leases, ProviderFacts } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { after, type Condition, wellSince } from './breaker.ts';
import { type Health, healthSchema } from './live-providers.ts';

export interface ProbesOptions {
  connectors: ReadonlyMap<string, Connector>;
  facts: ProviderFacts;
  leases: Leases;
  trail: Recorder;
  /** Milliseconds between two looks at one provider, give or take a fifth. */
  every: number;
  failed(error: unknown): void;
}

/** How long a look may take, in milliseconds. */
const deadline = 10_000;
/** Share of the time between two looks for which other nodes leave a provider to the one that looked. */
const leaseShare = 0.8;
/** A condition that does not change is written again after so many seconds, so that one sees that somebody looks. */
const restate = 300;

/** Starts looking. Returns how to stop: a look under way is given up, and says nothing any more. */
export function startProbes(options: ProbesOptions): () => void {
  const { connectors, every, failed } = options;
  const node = randomUUID();
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  const later = (id: string, milliseconds: number): void => {
    if (stopped) return;
    const timer = setTimeout(() => {
      void probe(id, node, options)
        .catch((error) => stopped || failed(error))
        .finally(() => later(id, every * (0.8 + Math.random() * 0.4)));
    }, milliseconds);
    timer.unref();
    timers.set(id, timer);
  };
  for (const [id, { probe: can }] of connectors) if (can) later(id, every * Math.random());
  return () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

/** One look at one provider, unless another node has just looked. */
export async function probe(id: string, node: string, options: Omit<ProbesOptions, 'failed'>): Promise<void> {
  const { connectors, facts, leases, trail, every } = options;
  const lease = Math.max(1, Math.round((every * leaseShare) / 1000));
  if (!(await leases.take(`probe:${id}`, node, lease))) return;
  const look = await lookAt(connectors.get(id));
  const at = Math.floor(Date.now() / 1000);
  const before = healthSchema.safeParse(await facts.find(id, 'health')).data;
  const condition = after(conditionOf(before, at), { up: look.up, at });
  const changed = condition.availability !== (before?.availability ?? 'operational');
  const counts = before?.failures !== condition.failures || condition.successes <= 3;
  if (changed || counts || !before || at - before.checkedAt >= restate)
    await facts.put(id, 'health', { ...condition, checkedAt: at, detail: look.detail });
  if (changed) {
    const words = { provider: id, state: condition.availability, detail: look.detail };
    await trail({ event: 'provider.health-changed', words });
  }
}

function conditionOf(health: Health | undefined, at: number): Condition {
  if (!health) return wellSince(at);
  const { availability, failures, successes, since } = health;
  return { availability, failures, successes, since };
}

async function lookAt(connector: Connector | undefined): Promise<Look> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Look>((resolve) => {
    timer = setTimeout(() => resolve({ up: false, detail: 'no answer in time' }), deadline);
  });
  try {
    return await Promise.race([connector?.probe?.() ?? { up: true, detail: 'not looked at' }, late]);
  } finally {
    clearTimeout(timer);
  }
}
