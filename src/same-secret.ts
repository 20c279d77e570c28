// Compares secrets, and what follows from secrets, wherever the hub is shown one: in a time that tells nothing of how much was right. Pure.
// It must never be gone around with ===: test/architecture.test.ts looks.
import { timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same. Only the length of what is kept can be told from the time. */
export function sameSecret(kept: string, presented: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(presented)];
  return a.length === b.length && timingSafeEqual(a, b);
}
