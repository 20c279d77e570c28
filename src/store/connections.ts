// How statements come by a connection: one of knex's pool each time, or the only one, in turns. Beneath database.ts.
// It must never give a connection to two at once, nor one again that was marked as spoiled.
import { HubError } from '../errors.ts';
import type { Knex } from './engines.ts';

export interface Connection {
  /** knex's own mark: its pool does not hand the connection out again. */
  __knex__disposed?: unknown;
}

/** In use and free, and how many wait for one. */
export interface Use {
  used: number;
  free: number;
  wanted: number;
}

export interface Connections<C extends Connection> {
  /** Nobody else has the connection meanwhile. Rejects with what the work throws, or why there is none. */
  having<T>(work: (connection: C) => Promise<T>): Promise<T>;
  use(): Use;
  /** Lets go of what is held. */
  close(): Promise<void>;
}

/** PostgreSQL's. `take`: one from knex's pool. */
export function ofPool<C extends Connection>({ client }: Knex, take: () => Promise<C>): Connections<C> {
  return {
    async having(work) {
      const connection = await take();
      try {
        return await work(connection);
      } finally {
        await client.releaseConnection(connection);
      }
    },
    use: () => ({ used: client.pool.numUsed(), free: client.pool.numFree(), wanted: client.pool.numPendingAcquires() }),
    close: async () => {},
  };
}

export interface OnlyOptions<C extends Connection> {
  /** One from knex's pool. */
  take(): Promise<C>;
  /** Called before it goes back there. */
  letGo(connection: C): Promise<void>;
  /** How long one waits for it, in milliseconds; whoever waited longer gets a HubError `store_unavailable`. */
  longestWait: number;
}

/** SQLite's: taken once and kept, since asking knex's pool each time costs as much as a small statement (decision 049). */
export function theOnly<C extends Connection>(
  { client }: Pick<Knex, 'client'>,
  { take, letGo, longestWait }: OnlyOptions<C>,
): Connections<C> {
  const waiting: (() => void)[] = [];
  let held: C | undefined;
  let busy = false;

  async function turn(): Promise<void> {
    const since = performance.now();
    await new Promise<void>((next) => waiting.push(next));
    if (performance.now() - since < longestWait) return;
    done();
    throw new HubError('store_unavailable', { detail: 'the connection was not free in time' });
  }

  function done(): void {
    const next = waiting.shift();
    if (next) next();
    else busy = false;
  }

  async function giveBack(): Promise<void> {
    const connection = held;
    held = undefined;
    if (!connection) return;
    await letGo(connection);
    await client.releaseConnection(connection);
  }

  async function having<T>(work: (connection: C) => Promise<T>): Promise<T> {
    if (busy) await turn();
    busy = true;
    try {
      held ??= await take();
      return await work(held);
    } finally {
      if (held?.__knex__disposed) await giveBack();
      done();
    }
  }

  return {
    having,
    use: () => ({ used: busy ? 1 : 0, free: busy ? 0 : 1, wanted: waiting.length }),
    async close() {
      if (busy) await turn();
      await giveBack();
      done();
    },
  };
}
