// How long the hub makes people wait at 70 % of what it can do. People come on a schedule, not when somebody else has finished.
import { median } from '../bench/measure.ts';
import { atMost, type Figure, figure } from '../support/figures.ts';
import { closedLoop, openLoop, openSignIns, type SignIns } from './sign-ins.ts';
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

interface Round {
  rate: number;
  p50: number;
  p99: number;
}

export async function measureLatency({ url, rounds, ...options }: LatencyOptions): Promise<Figure[]> {
  const signIns = await openSignIns(url, connections);
  const measured: Round[] = [];
  try {
    await closedLoop(signIns, { atOnce: options.atOnce, seconds: options.seconds / 6 });
    for (let round = 1; round <= rounds; round += 1) {
      const one = await measureRound(signIns, options);
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
  { seconds, atOnce }: Pick<LatencyOptions, 'seconds' | 'atOnce'>,
): Promise<Round> {
  const full = await closedLoop(signIns, { atOnce, seconds: seconds / 3 });
  const rate = (full.done / full.seconds) * share;
  const hub = (await openLoop(signIns, { rate, seconds })).map((took) => took.hub);
  return { rate: hub.length / seconds, p50: percentile(hub, 0.5), p99: percentile(hub, 0.99) };
}

const said = ({ rate, p50, p99 }: Round): string =>
  `${rate.toFixed(1)} sign-ins a second, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;

/** Medians of the rounds: p99 is judged by that of the rounds' own ratios, and the worst of them is told. */
export function latencyFigures(rounds: readonly Round[]): Figure[] {
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const ratio = ({ p50, p99 }: Round) => p99 / p50;
  return [
    figure(
      'latency/sign-ins a second',
      middle(({ rate }) => rate),
      'per second',
    ),
    figure(
      'latency/p50 of the hub’s part',
      middle(({ p50 }) => p50),
      'ms',
    ),
    figure(
      'latency/p99 of the hub’s part',
      middle(({ p99 }) => p99),
      'ms',
    ),
    atMost(most, figure('latency/p99 to p50', middle(ratio), 'ratio')),
    figure('latency/p99 to p50, the worst round', Math.max(...rounds.map(ratio)), 'ratio'),
  ];
}
