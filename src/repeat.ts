// What goes on beside the requests, again and again: looking for what was switched, sending, sweeping. It must never run two turns of one
// thing at once, nor keep the process alive.

export interface Rhythm {
  /** Milliseconds from one turn to the next. */
  every: number;
  /** Told when a turn fails; the next one comes all the same. */
  failed(error: unknown): void;
}

/** Begins after the first wait. Returns how to stop: no turn begins from then on, and it resolves when the one under way is over. */
export function repeat(turn: () => Promise<unknown>, { every, failed }: Rhythm): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    underWay ??= turn()
      .then(() => {}, failed)
      .finally(() => {
        underWay = undefined;
      });
  }, every);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
