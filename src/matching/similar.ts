// How alike two texts are: the two measures that record linkage goes by. Pure; beneath compare.ts.
// It must never be asked about texts of unbounded length: both measures take time with the product of the lengths.

/** Jaro's similarity, from 0 to 1 (Jaro 1989). */
function jaro(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const common: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j++) {
      if (taken.has(j) || a[i] !== b[j]) continue;
      taken.add(j);
      common.push(a[i] ?? '');
      break;
    }
  }
  if (common.length === 0) return 0;
  const other = [...taken].sort((x, y) => x - y).map((j) => b[j]);
  const moved = common.filter((letter, index) => letter !== other[index]).length / 2;
  const m = common.length;
  return (m / a.length + m / b.length + (m - moved) / m) / 3;
}

/** Jaro–Winkler similarity, from 0 to 1: a common beginning of up to four letters counts more (Winkler 1990, scale 0.1). */
export function jaroWinkler(a: string, b: string): number {
  const plain = jaro(a, b);
  let prefix = 0;
  while (prefix < Math.min(4, a.length, b.length) && a[prefix] === b[prefix]) prefix++;
  return plain + prefix * 0.1 * (1 - plain);
}

/** Optimal string alignment: the least number of letters put in, taken out, changed, or swapped with their neighbour, none edited twice. */
export function osa(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** A name with the letters that scanners take for one another written in one way: where documents are read by machine, "rn" is often an "m". */
export const asScanned = (name: string): string => name.replaceAll('rn', 'm');
