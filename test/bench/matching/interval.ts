// Confidence intervals of the shares that the matching bench prints. Pure.

/** 95 % interval of a share (Wilson 1927). */
export function interval(hits: number, trials: number): [low: number, high: number] {
  const z = 1.959964;
  const share = hits / trials;
  const middle = (share + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials);
  const half = (z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2))) / (1 + z ** 2 / trials);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
