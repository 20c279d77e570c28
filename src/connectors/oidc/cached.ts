// Keeps what a provider publishes (discovery, keys) in memory, so that a sign-in seldom waits for it.
// It must never forget a good copy because a newer one could not be had.
import type { OidcTools } from './tools.ts';

/** A value that is loaded when first wanted and again when it is old. */
export interface Cached<T> {
  /** A fresh value; or the last good one during an outage; throws what `load` threw when there never was one. */
  get(): Promise<T>;
  /** Loads now, whatever the age. Throws what `load` threw; the last good value stays. */
  refresh(): Promise<T>;
}

interface Settings<T> {
  load: () => Promise<T>;
  /** Seconds for which a value counts as fresh. */
  lifetime: number;
  /** What it is, for the log. */
  name: string;
  tools: Pick<OidcTools, 'clock' | 'log'>;
}

/** Milliseconds during an outage between two attempts, so that not every sign-in waits for the deadline. */
const retryAfterMs = 30_000;

/** Makes such a value. Concurrent callers share one load. */
export function createCached<T>({ load, lifetime, name, tools }: Settings<T>): Cached<T> {
  const { clock = Date.now, log } = tools;
  let held: { value: T; at: number } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<T> | undefined;

  const refresh = (): Promise<T> => {
    loading ??= load()
      .then((value) => {
        held = { value, at: clock() };
        failedAt = Number.NEGATIVE_INFINITY;
        return value;
      })
      .catch((error: unknown) => {
        failedAt = clock();
        throw error;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };

  return {
    refresh,
    async get() {
      if (held && clock() - held.at < lifetime * 1000) return held.value;
      if (held && clock() - failedAt < retryAfterMs) return held.value;
      try {
        return await refresh();
      } catch (error) {
        if (!held) throw error;
        const detail = error instanceof Error ? error.message : 'unknown failure';
        log.warn({ detail, ageSeconds: Math.round((clock() - held.at) / 1000) }, `${name}: serving a stale copy`);
        return held.value;
      }
    },
  };
}
