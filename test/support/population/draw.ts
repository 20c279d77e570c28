// Draws for the generator of people: the same seed gives the same draws. It must never use the machine's own randomness.
import { seeded } from '../seeded.ts';

export interface Draw {
  /** From 0 up to, but without, 1. */
  number(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** The n-th with a frequency of 1/n to the power of `slope` (1 where absent). */
  zipf<T>(from: readonly T[], slope?: number): T;
}

export function createDraw(seed: number): Draw {
  const number = seeded(seed);
  const sums = new WeakMap<object, Map<number, number[]>>();
  const pick = <T>(from: readonly T[]): T => from[Math.floor(number() * from.length)] as T;
  function summed(from: readonly unknown[], slope: number): number[] {
    const bySlope = sums.get(from) ?? new Map<number, number[]>();
    sums.set(from, bySlope);
    const known = bySlope.get(slope);
    if (known) return known;
    let sum = 0;
    const made = from.map((_, index) => {
      sum += (index + 1) ** -slope;
      return sum;
    });
    bySlope.set(slope, made);
    return made;
  }
  return {
    number,
    whole: (low, high) => low + Math.floor(number() * (high - low + 1)),
    chance: (share) => number() < share,
    pick,
    zipf(from, slope = 1) {
      const steps = summed(from, slope);
      const at = number() * (steps.at(-1) ?? 0);
      return from[
        Math.max(
          0,
          steps.findIndex((step) => at < step),
        )
      ] as (typeof from)[number];
    },
  };
}
