// What is under way, at hand of the one process that has the database to itself, and in its tables a moment later. It must never write an older
// row after a newer one, nor stop trying.
import type { Database } from './database.ts';
import { type AtHand, createTray, type Shape, type Tray } from './tray.ts';

/** All that a process has at hand. */
export interface Desk {
  atHand<Row>(shape: Shape<Row>): AtHand<Row>;
  /** Writes what was not written yet, but for what is written at the end. Rejects with what the database said; nothing is forgotten then. */
  flush(): Promise<void>;
  /** Forgets what is in the database as well, and has ended. */
  tidy(): void;
  /** Writes everything. */
  close(): Promise<void>;
}

/** How often changes are written, in milliseconds: those that are as old as that, so what a crash can take back of sign-ins under way is twice as much. */
const flushEvery = 100;
/** What one process has at hand of a database that is its own. */
export function createDesk(database: Database): Desk {
  const trays: Tray[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  /** So that an older row never comes after a newer one. */
  function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.then(
      () => {},
      () => {},
    );
    return next;
  }

  /** True where something is left that is younger than `age`. */
  const write = (age: number): Promise<boolean> =>
    oneAtATime(async () => {
      let isLeft = false;
      for (const tray of trays) isLeft = (await tray.write(age)) || isLeft;
      return isLeft;
    });

  function changed(): void {
    timer ??= setTimeout(async () => {
      timer = undefined;
      // What could not be written is tried again; meanwhile requests fail by what they have to write themselves.
      if (await write(flushEvery).catch(() => true)) changed();
    }, flushEvery).unref();
  }

  return {
    atHand(shape) {
      const tray = createTray(database, shape, changed);
      trays.push(tray);
      return tray;
    },
    flush: async () => void (await write(0)),
    tidy: () => trays.forEach((tray) => void tray.tidy()),
    async close() {
      clearTimeout(timer);
      await oneAtATime(async () => {
        for (const tray of trays) await tray.writeAtTheEnd();
      });
    },
  };
}
