// The table that a run prints, and the figures that it writes.
import { type FuzzResult, mostGrowth } from './run.ts';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  target: number | null;
  holds: boolean | null;
}

/** What does not hold is a failure of its fuzz: none is the target. */
export function figuresOf(results: readonly FuzzResult[]): Figure[] {
  return results.flatMap(({ name, runs, seconds, slowest, failure, met, seed, grown, judged }) => [
    {
      name: `${name}/failures`,
      value: failure === undefined ? 0 : 1,
      unit: 'failures',
      target: 0,
      holds: failure === undefined,
    },
    { name: `${name}/runs`, value: runs, unit: 'runs', target: null, holds: null },
    { name: `${name}/seed`, value: seed, unit: 'seed', target: null, holds: null },
    { name: `${name}/seconds`, value: Math.round(seconds * 10) / 10, unit: 's', target: null, holds: null },
    ...(grown === undefined
      ? []
      : [
          {
            name: `${name}/heap-growth`,
            value: grown,
            unit: 'bytes',
            target: judged ? mostGrowth : null,
            holds: judged ? grown <= mostGrowth : null,
          },
        ]),
    { name: `${name}/slowest`, value: Math.round(slowest), unit: 'CPU-ms', target: null, holds: null },
    ...[...met].sort().map(([what, times]) => ({
      name: `${name}/met/${what}`,
      value: times,
      unit: 'times',
      target: null,
      holds: null,
    })),
  ]);
}

const inMegabytes = (bytes: number | undefined): string =>
  bytes === undefined ? '' : `${bytes < 0 ? '' : '+'}${(bytes / 1e6).toFixed(1)}`;

/** One line a fuzz, and under each what it met. */
export function tableOf(results: readonly FuzzResult[]): string {
  const head = ['fuzz', 'runs', 'seconds', 'slowest, CPU-ms', 'heap, MB', 'seed', 'holds'];
  const rows = results.map(({ name, runs, seconds, slowest, grown, seed, failure }) =>
    [
      name,
      runs,
      seconds.toFixed(1),
      Math.round(slowest),
      inMegabytes(grown),
      seed,
      failure === undefined ? 'yes' : 'NO',
    ].map(String),
  );
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const met = results.map(({ name, met: counts }) => {
    const words = [...counts].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
    return `${name} met: ${words.join(', ')}`;
  });
  return [line(head), ...rows.map(line), '', ...met].join('\n');
}
