// Confidence intervals of the shares that the matching bench prints. Pure.

/** 95 % interval of a share (Wilson 1927). */
export function interval(hits: number, trials: number): [low: number, high: number] {
  const z = 1.959964;
  const share = hits / trials;
  const middle = (share + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials);
  const half = (z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2))) / (1 + z ** 2 / trials);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Most cases to be expected among as many trials, at 95 %, where none was seen (the rule of three). */
export const neverSeen = 3;

/** The ratio of two shares with its 95 % interval (Katz and others 1978). */
export function ratioOf(
  a: { hits: number; trials: number },
  b: { hits: number; trials: number },
): { ratio: number; low: number; high: number } {
  const [one, other] = [a.hits / a.trials, b.hits / b.trials];
  const ratio = one / other;
  const spread = 1.959964 * Math.sqrt((1 - one) / a.hits + (1 - other) / b.hits);
  return { ratio, low: ratio * Math.exp(-spread), high: ratio * Math.exp(spread) };
}
