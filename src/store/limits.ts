// Counts of what was done lately, shared by all nodes: rate-limiter-flexible over the store's own statements, on both engines; in memory where
// one process has the database to itself.
// It must never keep in clear whom it counts, nor use the library's own connection handling: on SQLite that gives the one
// connection back before it is done with it.
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Vault } from './contracts.ts';
import type { Database } from './database.ts';
import type { Limit, LimitRows } from './limit-contracts.ts';

/** The library's statements are PostgreSQL's, and SQLite understands them once their numbered values are in order. */
function clientOf(database: Database) {
  return {
    async query({ text, values = [] }: { text: string; values?: readonly (string | number)[] }) {
      const order = [...text.matchAll(/\$(\d)/g)].map(([, number]) => values[Number(number) - 1] ?? null);
      const rows = await database.rows(text.replace(/\$\d/g, '?'), order);
      return { rows, rowCount: rows.length };
    },
  };
}

export function createLimitRows(database: Database, vault: Vault, isAlone: boolean): LimitRows {
  const client = clientOf(database);
  const limiters = new Map<string, RateLimiterAbstract>();

  const shared = ({ name, points, seconds }: Limit) =>
    new RateLimiterPostgres({
      storeClient: client,
      storeType: 'client',
      tableName: 'limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points,
      duration: seconds,
      // Whoever is over is not written down again before the time is up: a flood costs a node no statements.
      inMemoryBlockOnConsumed: points + 1,
      inMemoryBlockDuration: Math.min(seconds, 10),
    });

  function limiterOf(limit: Limit): RateLimiterAbstract {
    const known = limiters.get(limit.name);
    if (known) return known;
    const { points, seconds: duration } = limit;
    const limiter = isAlone ? new RateLimiterMemory({ points, duration }) : shared(limit);
    limiters.set(limit.name, limiter);
    return limiter;
  }

  return {
    async take(limit, who) {
      try {
        await limiterOf(limit).consume(vault.token(`limit:${limit.name}`, who));
        return undefined;
      } catch (over) {
        if (!(over instanceof RateLimiterRes)) throw over;
        return Math.max(1, Math.ceil(over.msBeforeNext / 1000));
      }
    },
  };
}
