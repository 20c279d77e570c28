// How long the hub makes people wait at 70 % of what it can do. People come on a schedule, not when somebody else has finished: evenly, which is
// judged, and by chance, which is told (docs/decisions/053-who-comes-when.md).
import { median } from '../bench/measure.ts';
import { atMost, type Figure, figure } from '../support/figures.ts';
import { byChance, closedLoop, evenly, type Gaps, openLoop, openSignIns, type SignIns } from './sign-ins.ts';
import { percentile } from './statistics.ts';

const share = 0.7;
/** p99 is promised to be at most this many times p50. */
const most = 5;
/** The schedule never waits for a connection. */
const connections = 512;

export interface LatencyOptions {
  url: string;
  /** What the hub can do is measured anew in each: a machine is not as fast in one minute as in the next. */
  rounds: number;
  /** How long people come in each round, in seconds. */
  seconds: number;
  /** Sign-ins under way at once while what it can do is measured. */
  atOnce: number;
  say(line: string): void;
}

/** Of the hub's part, in milliseconds. */
interface Waits {
  p50: number;
  p99: number;
}

interface Round {
  /** Sign-ins a second. */
  rate: number;
  evenly: Waits;
  byChance: Waits;
}

export async function measureLatency({ url, rounds, ...options }: LatencyOptions): Promise<Figure[]> {
  const signIns = await openSignIns(url, connections);
  const measured: Round[] = [];
  try {
    await closedLoop(signIns, { atOnce: options.atOnce, seconds: options.seconds / 6 });
    for (let round = 1; round <= rounds; round += 1) {
      const one = await measureRound(signIns, { ...options, round });
      measured.push(one);
      options.say(`latency: round ${round} of ${rounds}: ${said(one)}`);
    }
  } finally {
    await signIns.close();
  }
  return latencyFigures(measured);
}

/** Takes the hub to its limit, and then has people come at 70 % of it. */
async function measureRound(
  signIns: SignIns,
  { seconds, atOnce, round }: Pick<LatencyOptions, 'seconds' | 'atOnce'> & { round: number },
): Promise<Round> {
  const full = await closedLoop(signIns, { atOnce, seconds: seconds / 3 });
  const rate = (full.done / full.seconds) * share;
  const waits = async (gaps: Gaps): Promise<Waits> => {
    const hub = (await openLoop(signIns, { rate, seconds, gaps })).map((took) => took.hub);
    return { p50: percentile(hub, 0.5), p99: percentile(hub, 0.99) };
  };
  // In each round another crowd: one unlucky draw must not come in all of them.
  return { rate, evenly: await waits(evenly), byChance: await waits(byChance(round)) };
}

const said = ({ rate, ...came }: Round): string =>
  `${rate.toFixed(1)} sign-ins a second, evenly ${inWords(came.evenly)}, by chance ${inWords(came.byChance)}`;

const inWords = ({ p50, p99 }: Waits): string => `p50 ${p50.toFixed(0)} ms and p99 ${p99.toFixed(0)} ms`;

const ratio = ({ p50, p99 }: Waits): number => p99 / p50;

/** Medians of the rounds: p99 is judged by that of the rounds' own ratios, and the worst of them is told. */
export function latencyFigures(rounds: readonly Round[]): Figure[] {
  const middle = (name: string, unit: string, of: (round: Round) => number) =>
    figure(name, median(rounds.map(of)), unit);
  return [
    middle('latency/sign-ins a second', 'per second', ({ rate }) => rate),
    middle('latency/p50 of the hub’s part', 'ms', (round) => round.evenly.p50),
    middle('latency/p99 of the hub’s part', 'ms', (round) => round.evenly.p99),
    atMost(
      most,
      middle('latency/p99 to p50', 'ratio', (round) => ratio(round.evenly)),
    ),
    figure('latency/p99 to p50, the worst round', Math.max(...rounds.map((round) => ratio(round.evenly))), 'ratio'),
    middle('latency/p99 to p50, who comes by chance', 'ratio', (round) => ratio(round.byChance)),
  ];
}
