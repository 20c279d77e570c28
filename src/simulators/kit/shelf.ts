// Where a simulator keeps what is in flight: unguessable handles, an end of life, and a limit on how many.
// It must never give out anything past its time.
import { randomBytes } from 'node:crypto';

export interface Shelf<T> {
  /** Stores a value under a new random handle. */
  put(value: T): string;
  set(handle: string, value: T): void;
  peek(handle: string | undefined): T | undefined;
  take(handle: string | undefined): T | undefined;
  /** False when it is there already; otherwise it is put there. */
  claim(handle: string, value: T): boolean;
}

/** 32 random bytes, base64url. */
export const randomHandle = (): string => randomBytes(32).toString('base64url');

/** A shelf whose entries live `seconds`, holding at most `limit` (the oldest give way). */
export function createShelf<T>(seconds: number, limit = 50_000): Shelf<T> {
  const entries = new Map<string, { value: T; ends: number }>();

  const set = (handle: string, value: T) => {
    for (const [old, { ends }] of entries) {
      if (ends > Date.now() && entries.size < limit) break;
      entries.delete(old);
    }
    entries.set(handle, { value, ends: Date.now() + seconds * 1000 });
  };
  const peek = (handle: string | undefined) => {
    const entry = handle === undefined ? undefined : entries.get(handle);
    return entry && entry.ends > Date.now() ? entry.value : undefined;
  };
  return {
    set,
    peek,
    put(value) {
      const handle = randomHandle();
      set(handle, value);
      return handle;
    },
    take(handle) {
      const value = peek(handle);
      if (handle !== undefined) entries.delete(handle);
      return value;
    },
    claim(handle, value) {
      if (peek(handle) !== undefined) return false;
      set(handle, value);
      return true;
    },
  };
}
