// Tables that commands print. It must never cut off what a cell says.

/** Prints a table whose first row is its heading; the columns in `numbers` stand to the right. */
export function printTable(
  rows: readonly (readonly string[])[],
  print: (line: string) => void,
  numbers: readonly number[] = [],
): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return numbers.includes(column) ? text.padStart(width) : text.padEnd(width);
  };
  for (const row of rows) print(row.map(cell).join('  ').trimEnd());
}
