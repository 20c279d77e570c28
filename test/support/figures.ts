// What benches and trials print and write: figures, each with what was promised of it. Pure. A target that is not met must never look like one that is.

/** One line of the JSON file. `target` and `holds` are null where nothing was promised. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  target: number | null;
  holds: boolean | null;
}

export const figure = (name: string, value: number, unit: string): Figure => ({
  name,
  value,
  unit,
  target: null,
  holds: null,
});

export const atMost = (most: number, { name, value, unit }: Figure): Figure => ({
  name,
  value,
  unit,
  target: most,
  holds: value <= most,
});

/** One that nothing was promised about. */
export const atLeast = (least: number, { name, value, unit }: Figure): Figure => ({
  name,
  value,
  unit,
  target: least,
  holds: value >= least,
});

/** Lines of a table under its head. `numbers`: columns that stand at the right. */
export function aligned(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: (column: number) => boolean,
): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (numbers(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line);
}

const written = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1000 ? String(Math.round(value)) : value.toPrecision(3);

/** A line for each figure. */
export function tableOfFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, target, holds }) => [
    name,
    written(value),
    unit,
    target === null ? '' : written(target),
    holds === null ? '' : holds ? 'holds' : 'NOT MET',
  ]);
  return aligned(['name', 'value', 'unit', 'target', 'holds'], rows, (column) => column === 1 || column === 3).join(
    '\n',
  );
}
