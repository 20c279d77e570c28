// What both outboxes share, of signals to services and of notices to residents: looking for what is due, and how long to wait after a no.
// It must never run two turns of one outbox at once.

/** Seconds: the first wait, and the longest. */
const firstWait = 10;
const longestWait = 3600;

/** Seconds until the next try: twice as long each time, and never quite the same for all. `chance` is from 0 to 1. */
export function waitAfter(tries: number, chance: number): number {
  const wait = Math.min(longestWait, firstWait * 2 ** Math.min(tries, 20));
  return Math.ceil(wait * (0.5 + chance / 2));
}

export interface OutboxOptions<Item> {
  /** Some that are due; none when there are no more. */
  take(): Promise<Item[]>;
  send(item: Item): Promise<void>;
  /** How often to look, in milliseconds. */
  every: number;
  failed(error: unknown): void;
}

/** Begins to look, and sends whatever is due, until nothing is. Returns how to stop: nothing more is taken from then on. */
export function startOutbox<Item>({ take, send, every, failed }: OutboxOptions<Item>): () => void {
  let busy = false;
  let stopped = false;
  const turn = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let taken = await take(); taken.length > 0; taken = stopped ? [] : await take())
        await Promise.all(taken.map(send));
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void turn().catch(failed), every);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
