// What an assessment says on a terminal: the line that tells how far it is, and the short table at the end. Pure, but for the writing.
// It must never scroll a terminal away for progress: one line is written over, and only where there is a terminal.
import type { Compared } from './compare.ts';
import { reached } from './compare.ts';
import { bestOf, type Cell, keyOf, type Report } from './report.ts';
import type { Progress } from './run.ts';
import { cellLine, wayName } from './sentences.ts';

export interface Out {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Shows progress: over the same line on a terminal, a line for each scenario elsewhere. */
export function progressLine(out: Out): (now: Progress) => void {
  let shown: string | undefined;
  return ({ done, all, next }) => {
    const count = `${String(done).padStart(String(all).length)} of ${all}`;
    if (out.isTTY) {
      const line = next ? `${count}  ${next.scenario}, ${next.service}, ${next.provider ?? ''}` : count;
      out.write(`\r\u001b[K${line.slice(0, (out.columns ?? 80) - 1)}${next || done === 0 ? '' : '\n'}`);
    } else if (next && next.scenario !== shown) {
      shown = next.scenario;
      out.write(`${count}  ${next.scenario}\n`);
    }
  };
}

const pad = (cells: readonly string[], widths: readonly number[]) =>
  cells
    .map((text, at) => text.padEnd(widths[at] ?? 0))
    .join('  ')
    .trimEnd();

function short(cell: Cell | undefined): string {
  if (!cell) return '';
  const level = reached(cell);
  if (level) return `✓ ${level.identity}/${level.authenticator}`;
  return `✗ ${cell.outcome === 'broken' ? 'broken' : bestOf(cell).stop?.why}`;
}

/** The matrix, as text. */
export function table(report: Report): string[] {
  const cells = new Map(report.cells.map((cell) => [keyOf(cell), cell]));
  const rows = [
    ['', ...report.services.map(({ name }) => name.en)],
    ...report.scenarios.map(({ id, title }) => [
      title.en,
      ...report.services.map((service) => short(cells.get(keyOf({ scenario: id, service: service.id })))),
    ]),
  ];
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) => pad(row, widths));
}

/** How many get in, and what has changed since the earlier one. */
export function summary({ cells, seconds, ...report }: Report, compared: readonly Compared[] | undefined): string[] {
  const count = (outcome: Cell['outcome']) => cells.filter((cell) => cell.outcome === outcome).length;
  const broken = count('broken');
  const lines = [
    `${count('in')} of ${cells.length} get in, in ${seconds} s.${broken > 0 ? ` ${broken} broke: see their text in the JSON.` : ''}`,
  ];
  for (const { cell, earlier, change } of compared ?? []) {
    if (change !== 'worse' && change !== 'better') continue;
    const by = wayName({ ...report, cells, seconds }, bestOf(cell));
    lines.push(
      `${change.toUpperCase()}: ${keyOf(cell)} ${cellLine(cell)}, by ${by}; before: ${earlier ? cellLine(earlier) : ''}`,
    );
  }
  return lines;
}
