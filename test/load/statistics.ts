// The few statistics of the load test. Pure.

/** The value below which this share of the values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** How much the values grow from the first to the last place, by a straight line through all of them (least squares), as a share of their mean. */
export function growthOf(points: readonly { at: number; value: number }[]): number {
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [at, value] = [mean((point) => point.at), mean((point) => point.value)];
  const spread = mean((point) => (point.at - at) ** 2);
  if (spread === 0) return Number.NaN;
  const slope = mean((point) => (point.at - at) * (point.value - value)) / spread;
  const places = points.map((point) => point.at);
  return (slope * (Math.max(...places) - Math.min(...places))) / value;
}
