// The few statistics that tests need. Pure.

/**
 * Chance that one of `a` is above one of `b` (ties count half): 0.5 where nobody could tell them apart, 0 or 1 where anybody could.
 * It is the Mann–Whitney statistic over the number of pairs.
 */
export function chanceAbove(a: readonly number[], b: readonly number[]): number {
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  return above / (a.length * b.length);
}

/** How far from 0.5 that chance is by luck alone, in 1 of a million tries: normal approximation, for samples of this size. */
export function byLuck(a: number, b: number): number {
  return 4.9 * Math.sqrt((a + b + 1) / (12 * a * b));
}
