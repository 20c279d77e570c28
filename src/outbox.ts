// What both outboxes share, of signals to services and of notices to residents: looking for what is due, and how long to wait after a no.
// It must never leave off between taking something and saying what became of it.
import { type Rhythm, repeat } from './repeat.ts';

/** Seconds: the first wait, and the longest. */
const firstWait = 10;
const longestWait = 3600;

/** Seconds until the next try: twice as long each time, and never quite the same for all. `chance` is from 0 to 1. */
export function waitAfter(tries: number, chance: number): number {
  const wait = Math.min(longestWait, firstWait * 2 ** Math.min(tries, 20));
  return Math.ceil(wait * (0.5 + chance / 2));
}

export interface OutboxOptions<Item> extends Rhythm {
  /** Some that are due; none when there are no more. */
  take(): Promise<Item[]>;
  send(item: Item): Promise<void>;
}

/** Begins to look, and sends whatever is due, until nothing is. Returns how to stop: nothing more is taken, and it resolves when what was taken is done. */
export function startOutbox<Item>({ take, send, ...rhythm }: OutboxOptions<Item>): () => Promise<void> {
  let stopped = false;
  const turn = async () => {
    for (let taken = await take(); taken.length > 0; taken = stopped ? [] : await take())
      await Promise.all(taken.map(send));
  };
  const stop = repeat(turn, rhythm);
  return () => {
    stopped = true;
    return stop();
  };
}
