// The table that a run prints, and the figures that it writes.
import { aligned, atMost, type Figure, figure } from '../support/figures.ts';
import { type FuzzResult, mostGrowth } from './run.ts';

/** What does not hold is a failure of its fuzz: none is the target. */
export function figuresOf(results: readonly FuzzResult[]): Figure[] {
  return results.flatMap(({ name, runs, seconds, slowest, failure, met, seed, grown, judged }) => {
    const heap = grown === undefined ? [] : [figure(`${name}/heap-growth`, grown, 'bytes')];
    return [
      atMost(0, figure(`${name}/failures`, failure === undefined ? 0 : 1, 'failures')),
      figure(`${name}/runs`, runs, 'runs'),
      figure(`${name}/seed`, seed, 'seed'),
      figure(`${name}/seconds`, Math.round(seconds * 10) / 10, 's'),
      ...heap.map((one) => (judged ? atMost(mostGrowth, one) : one)),
      figure(`${name}/slowest`, Math.round(slowest), 'CPU-ms'),
      ...[...met].sort().map(([what, times]) => figure(`${name}/met/${what}`, times, 'times')),
    ];
  });
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
  const met = results.map(({ name, met: counts }) => {
    const words = [...counts].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
    return `${name} met: ${words.join(', ')}`;
  });
  return [...aligned(head, rows, () => false), '', ...met].join('\n');
}
