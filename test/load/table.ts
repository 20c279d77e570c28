// Figures as a table for people: what was measured, and whether it is as it should be. Pure.
import type { Figure } from '../bench/figures.ts';

const head = ['name', 'value', 'unit', 'target', 'holds'];
const numbers = new Set([1, 3]);

const rounded = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, target, holds }) => [
    name,
    rounded(value),
    unit,
    target === null ? '' : String(target),
    holds === null ? '' : holds ? 'holds' : 'NOT MET',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        numbers.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
