// The figures of growth as people read them. A target that is missed says so.
import type { Figure } from '../bench/figures.ts';

export type { Figure };

export const told = (name: string, value: number, unit: string): Figure => ({
  name,
  value,
  unit,
  target: null,
  holds: null,
});

export const atMost = (target: number, name: string, value: number, unit: string): Figure => ({
  name,
  value,
  unit,
  target,
  holds: value <= target,
});

const written = (value: number): string =>
  Number.isInteger(value) || value >= 1000 ? String(Math.round(value)) : value.toPrecision(3);

/** A line for each figure. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, target, holds }) => [
    name,
    `${written(value)} ${unit}`,
    target === null ? '' : `≤ ${target}`,
    holds === null ? '' : holds ? 'met' : 'NOT MET',
  ]);
  const all = [['measure', 'value', 'target', ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
