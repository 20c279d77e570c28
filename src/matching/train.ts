// Learns how much each agreement says from people as they are, without being told who is whom. Pure; run by `gatehouse matching train`.
// u comes from pairs drawn at random, m from expectation maximisation in sessions. A session looks at pairs that agree on some fields (its
// block) and must never estimate those: one run over everything was seen to diverge.
import type { WeightTable } from '../config/schema/weights.ts';
import { type Agreements, type Field, fields, levels } from './compare.ts';

export interface Training<One> {
  records: readonly One[];
  compare(a: One, b: One): Agreements;
  /** Sessions: which fields their pairs agree on, and by what they are brought together (undefined: left out). */
  sessions: readonly { blocks: readonly Field[]; key(one: One): string | undefined }[];
  /** From 0 up to, but without, 1. */
  random(): number;
  randomPairs?: number;
  mostPairs?: number;
}

export interface SessionReport {
  blocks: readonly Field[];
  pairs: number;
  iterations: number;
  /** Share of the pairs that are of one person. */
  matches: number;
  converged: boolean;
}

export interface Trained {
  table: WeightTable;
  report: { randomPairs: number; sessions: SessionReport[]; clamped: string[] };
}

type Chances = Record<Field, Map<string, number>>;

/** A pattern of levels, and how many pairs show it. */
interface Pattern {
  agreements: Agreements;
  count: number;
}

const shown = (field: Field): readonly string[] => levels[field].filter((level) => level !== 'missing');

function patternsOf(pairs: Iterable<Agreements>): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const agreements of pairs) {
    const name = fields.map((field) => agreements[field]).join(' ');
    const pattern = found.get(name);
    if (pattern) pattern.count++;
    else found.set(name, { agreements, count: 1 });
  }
  return [...found.values()];
}

/** How often each level is seen among weighted patterns; half a pair is added to each, so that nothing is impossible. */
function chancesOf(patterns: readonly Pattern[], weights: readonly number[]): Chances {
  const of = (field: Field) => {
    const counts = new Map(shown(field).map((level) => [level, 0.5]));
    patterns.forEach(({ agreements, count }, index) => {
      const before = counts.get(agreements[field]);
      if (before !== undefined) counts.set(agreements[field], before + count * (weights[index] ?? 0));
    });
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return new Map([...counts].map(([level, count]) => [level, count / total]));
  };
  return { given: of('given'), family: of('family'), birthdate: of('birthdate'), address: of('address') };
}

/** u: what any two people agree on. */
function anyTwo<One>({ records, compare, random, randomPairs = 500_000 }: Training<One>): {
  u: Chances;
  pairs: number;
} {
  const pairs = Math.min(randomPairs, (records.length * (records.length - 1)) / 2);
  function* drawn() {
    for (let drawing = 0; drawing < pairs; drawing++) {
      const [a, b] = [random(), random()].map((value) => records[Math.floor(value * records.length)]);
      if (a !== undefined && b !== undefined && a !== b) yield compare(a, b);
    }
  }
  const patterns = patternsOf(drawn());
  return {
    u: chancesOf(
      patterns,
      patterns.map(() => 1),
    ),
    pairs,
  };
}

function* pairsOf<One>(
  session: Training<One>['sessions'][number],
  { records, compare, mostPairs = 400_000 }: Training<One>,
) {
  const groups = new Map<string, One[]>();
  for (const one of records) {
    const key = session.key(one);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  let left = mostPairs;
  // Small groups first: those of rare names, where most pairs are of one person.
  for (const group of [...groups.values()].sort((a, b) => a.length - b.length)) {
    for (let i = 1; i < group.length && left > 0; i++) {
      for (let j = 0; j < i && left > 0; j++, left--) {
        const [a, b] = [group[i], group[j]];
        if (a !== undefined && b !== undefined) yield compare(a, b);
      }
    }
  }
}

const mostIterations = 500;
const settled = 1e-6;

/** One session: m of all fields but those of its block, with u as it is. */
function maximise(patterns: readonly Pattern[], estimated: readonly Field[], u: Chances) {
  let m = startOf();
  let matches = 0.3;
  let iterations = 0;
  let moved = 1;
  const total = patterns.reduce((sum, { count }) => sum + count, 0);
  while (iterations < mostIterations && moved > settled) {
    iterations++;
    const chances = m;
    const share = matches;
    const belief = patterns.map(({ agreements }) => {
      const odds = estimated.reduce(
        (product, field) => {
          const level = agreements[field];
          return level === 'missing'
            ? product
            : product * ((chances[field].get(level) ?? 1) / (u[field].get(level) ?? 1));
        },
        share / (1 - share),
      );
      return odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
    });
    m = chancesOf(patterns, belief);
    const sum = patterns.reduce((all, { count }, index) => all + count * (belief[index] ?? 0), 0);
    matches = Math.min(0.999, Math.max(1e-6, sum / Math.max(1, total)));
    moved = Math.abs(matches - share);
  }
  return { m, total, report: { iterations, matches, converged: moved <= settled } };
}

/** Where a session starts from: most pairs of one person agree. */
function startOf(): Chances {
  const of = (field: Field) => {
    const names = shown(field);
    return new Map(names.map((level, index) => [level, index === 0 ? 0.9 : 0.1 / (names.length - 1)]));
  };
  return { given: of('given'), family: of('family'), birthdate: of('birthdate'), address: of('address') };
}

/** Learns a table of weights. The same records, order and random numbers give the same table. */
export function train<One>(training: Training<One>): Trained {
  const { u, pairs: randomPairs } = anyTwo(training);
  const sums: Record<Field, { m: Map<string, number>; pairs: number }[]> = {
    given: [],
    family: [],
    birthdate: [],
    address: [],
  };
  const sessions = training.sessions.map((session): SessionReport => {
    const patterns = patternsOf(pairsOf(session, training));
    const estimated = fields.filter((field) => !session.blocks.includes(field));
    const { m, total, report } = maximise(patterns, estimated, u);
    const matched = total * report.matches;
    for (const field of estimated) if (matched >= 1) sums[field].push({ m: m[field], pairs: matched });
    return { blocks: session.blocks, pairs: total, ...report };
  });
  const clamped: string[] = [];
  const table = Object.fromEntries(
    fields.map((field) => [field, rowsOf(field, averageOf(field, sums[field]), { u: u[field], clamped })]),
  );
  return { table, report: { randomPairs, sessions, clamped } };
}

/** Over the sessions that estimated it, by how many matching pairs each had. */
function averageOf(field: Field, found: readonly { m: Map<string, number>; pairs: number }[]): Map<string, number> {
  if (found.length === 0) throw new Error(`no session could estimate ${field}: there are too few pairs of one person`);
  const total = found.reduce((sum, { pairs }) => sum + pairs, 0);
  return new Map(
    shown(field).map((level) => [
      level,
      found.reduce((sum, { m, pairs }) => sum + ((m.get(level) ?? 0) * pairs) / total, 0),
    ]),
  );
}

/**
 * No level may say more than a stronger one. Where it would, the two count as one level (pooling of adjacent violators, Ayer and others
 * 1955), so that a level that was hardly seen does not drag down one that was seen often; the report tells.
 */
function rowsOf(
  field: Field,
  m: ReadonlyMap<string, number>,
  { u, clamped }: { u: ReadonlyMap<string, number>; clamped: string[] },
) {
  const pools: { names: string[]; seen: number; chance: number }[] = [];
  for (const level of shown(field)) {
    let pool = { names: [level], seen: m.get(level) ?? 0, chance: u.get(level) ?? 0 };
    for (let above = pools.at(-1); above && ratioOf(pool) > ratioOf(above); above = pools.at(-1)) {
      pools.pop();
      pool = {
        names: [...above.names, ...pool.names],
        seen: above.seen + pool.seen,
        chance: above.chance + pool.chance,
      };
    }
    pools.push(pool);
  }
  for (const { names } of pools) if (names.length > 1) clamped.push(`${field} ${names.join(' = ')}`);
  const rows = pools.flatMap((pool) =>
    pool.names.map((level) => {
      const chance = u.get(level) ?? 0;
      return [level, { m: rounded(ratioOf(pool) * chance), u: rounded(chance) }] as const;
    }),
  );
  return Object.fromEntries(rows);
}

const ratioOf = ({ seen, chance }: { seen: number; chance: number }): number => seen / chance;

const rounded = (value: number): number => Number(Math.min(0.999999, Math.max(1e-9, value)).toPrecision(9));
