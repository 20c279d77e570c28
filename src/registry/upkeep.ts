// Keeps fresh what providers publish, on every node, and remembers what an operator should look at.
// It must never hold up a sign-in: it works beside them.
import type { Connector, Warning } from '../connectors/contract.ts';

export interface Upkeeping {
  /** What was found at the last look, by provider. */
  warnings(): ReadonlyMap<string, readonly Warning[]>;
  stop(): void;
}

/** Milliseconds after which a look that failed for a reason of ours is tried again. */
const retryAfter = 60_000;

export interface UpkeepOptions {
  connectors: ReadonlyMap<string, Connector>;
  /** Milliseconds before the first look: a start is busy enough. */
  begin: number;
  failed(error: unknown): void;
}

/** Starts for every connector that has something to keep. */
export function startUpkeep({ connectors, begin, failed }: UpkeepOptions): Upkeeping {
  const found = new Map<string, readonly Warning[]>();
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  const look = async (id: string, connector: Connector): Promise<void> => {
    const upkeep = await connector.upkeep?.().catch((error) => (stopped ? undefined : failed(error)));
    if (upkeep) found.set(id, upkeep.warnings);
    later(id, connector, upkeep?.again ?? retryAfter);
  };
  const later = (id: string, connector: Connector, milliseconds: number): void => {
    if (stopped) return;
    const timer = setTimeout(() => void look(id, connector), milliseconds);
    timer.unref();
    timers.set(id, timer);
  };
  for (const [id, connector] of connectors) if (connector.upkeep) later(id, connector, begin);
  return {
    warnings: () => found,
    stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
