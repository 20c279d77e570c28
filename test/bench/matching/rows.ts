// The matching bench's results as rows: what people read, and what machines read. A target that is not met says so.

import { median } from '../measure.ts';
import type { Quality } from './febrl.ts';
import { interval, neverSeen, ratioOf } from './interval.ts';
import { type Counts, missRate, type Returning, type Strangers } from './links.ts';
import type { LookupCost } from './lookup.ts';

export interface Row {
  name: string;
  value: number;
  unit: string;
  /** 95 %; null where there is none. */
  low: number | null;
  high: number | null;
  /** In words; null where nothing was promised. */
  target: string | null;
  holds: boolean | null;
}

type Told = Omit<Row, 'target' | 'holds'>;

const told = (row: Told): Row => ({ ...row, target: null, holds: null });
const atMost = (most: number, row: Told): Row => ({ ...row, target: `≤ ${most}`, holds: row.value <= most });
const atLeast = (least: number, row: Told): Row => ({ ...row, target: `≥ ${least}`, holds: row.value >= least });

function share(name: string, hits: number, trials: number): Told {
  const [low, high] = interval(hits, trials);
  return { name, value: (100 * hits) / trials, unit: '%', low: 100 * low, high: 100 * high };
}

const all = ({ new: nobody, link, ask, officer }: Counts): number => nobody + link + ask + officer;

export function strangerRows({ trials, wrong, byFamily }: Strangers): Row[] {
  const high = wrong === 0 ? neverSeen : interval(wrong, trials)[1] * trials;
  const links = { name: `wrong links in ${trials} adversarial trials`, value: wrong, unit: '', low: 0, high };
  const families = [...byFamily].map(([family, counts]) =>
    told({
      ...share(`  ${family}: left to be asked or to an officer`, counts.ask + counts.officer, all(counts)),
    }),
  );
  return [atMost(0, links), ...families];
}

export function returningRows({ trials, counts, mistaken }: Returning): Row[] {
  return [
    atLeast(60, share(`true pairs linked by themselves, of ${trials}`, counts.link, trials)),
    atLeast(98, share('true pairs linked or asked', counts.link + counts.ask, trials)),
    told(share('true pairs left to an officer', counts.officer, trials)),
    atMost(0, { ...share('asked about, or linked to, somebody else', mistaken, trials) }),
  ];
}

/** The greatest miss rate of some groups over the least. */
function fairness(name: string, groups: ReadonlyMap<string, Counts>): Row[] {
  const sorted = [...groups].sort(([, a], [, b]) => missRate(a) - missRate(b));
  const [best, worst] = [sorted[0], sorted.at(-1)];
  if (!best || !worst) return [];
  const side = ([, counts]: readonly [string, Counts]) => ({
    hits: Math.max(1, counts.new + counts.officer),
    trials: all(counts),
  });
  const { ratio, low, high } = ratioOf(side(worst), side(best));
  const each = sorted.map(([group, counts]) =>
    told(share(`  missed of ${group} (${all(counts)})`, counts.new + counts.officer, all(counts))),
  );
  const pair = `${worst[0]} over ${best[0]}`;
  return [atMost(1.25, { name: `misses between ${name}: ${pair}`, value: ratio, unit: '', low, high }), ...each];
}

export const fairnessRows = ({ byAge, byOrigin }: Pick<Returning, 'byAge' | 'byOrigin'>): Row[] => [
  ...fairness('age bands', byAge),
  ...fairness('name origins', byOrigin),
];

export function febrlRows(qualities: readonly Quality[]): Row[] {
  const each = qualities.map(({ set, form, precision, recall, f1 }) =>
    told({
      name: `  ${set}, ${form}: precision ${(100 * precision).toFixed(2)} %, recall ${(100 * recall).toFixed(2)} %, F1`,
      value: 100 * f1,
      unit: '%',
      low: null,
      high: null,
    }),
  );
  const pooled = (['plain', 'tokens'] as const).flatMap((form) => {
    const some = qualities.filter((one) => one.form === form);
    const linked = some.reduce((sum, { pairs }) => sum + pairs, 0);
    const right = some.reduce((sum, one) => sum + one.right, 0);
    const found = some.reduce((sum, one) => sum + one.found, 0);
    const truth = some.reduce((sum, { pairs, precision, recall }) => sum + Math.round((pairs * precision) / recall), 0);
    const f1 = {
      name: `Febrl, ${form}: F1`,
      value: (200 * right) / (linked + truth),
      unit: '%',
      low: null,
      high: null,
    };
    return [
      atLeast(99.9, share(`Febrl, ${form}: precision`, right, linked)),
      atLeast(form === 'plain' ? 99 : 98.5, f1),
      told(share(`  of these, found by the index (${form})`, found, right)),
    ];
  });
  return [...pooled, ...each];
}

/** Rounds that a run is cut into: what else happens on the machine falls into some of them. */
const shareRounds = 5;

/** `taken`: milliseconds, in their order. Of p99 the median of the rounds, and the least and the greatest of them. */
export function shareRows(taken: readonly number[]): Row[] {
  const size = Math.ceil(taken.length / shareRounds);
  const p99s = Array.from({ length: shareRounds }, (_, round) => {
    const sorted = taken.slice(round * size, (round + 1) * size).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  }).sort((a, b) => a - b);
  const row = (name: string, value: number) => ({ name, value, unit: 'ms', low: null, high: null });
  const p99 = { ...row('matching’s own share, p99', median(p99s)), low: p99s[0] ?? null, high: p99s.at(-1) ?? null };
  return [told(row('matching’s own share, p50', median(taken))), atMost(2, p99)];
}

export function lookupRows(costs: readonly LookupCost[]): Row[] {
  return [...new Set(costs.map(({ engine }) => engine))].flatMap((engine) => {
    const some = costs.filter((cost) => cost.engine === engine);
    const [least, most] = [some[0], some.at(-1)];
    const rows = some.map(({ people, p50, p99, range: [low, high] }) =>
      told({
        name: `  ${engine}, ${people} people (p50 ${p50.toFixed(2)} ms): p99`,
        value: p99,
        unit: 'ms',
        low,
        high,
      }),
    );
    if (!least || !most || least === most) return rows;
    const name = `look-up on ${engine}: p99 at ${most.people} over ${least.people} people`;
    const [low, high] = [most.range[0] / least.range[1], most.range[1] / least.range[0]];
    return [atMost(2, { name, value: most.p99 / least.p99, unit: '', low, high }), ...rows];
  });
}

const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

/** The rows as text. */
export function textOf(rows: readonly Row[]): string {
  const cells = rows.map(({ name, value, unit, low, high, target, holds }) => [
    name,
    `${figure(value)}${unit && ` ${unit}`}`,
    low === null || high === null ? '' : `${figure(low)} – ${figure(high)}`,
    target ?? '',
    holds === null ? '' : holds ? 'met' : 'NOT MET',
  ]);
  const all = [['measure', 'value', '95 % (p99: least – greatest round)', 'target', ''], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
