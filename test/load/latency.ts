// How long the hub makes people wait at 70 % of what it can do. People come on a schedule, not when somebody else has finished.
import { atMost, type Figure, figure } from '../support/figures.ts';
import { closedLoop, openLoop, openSignIns } from './sign-ins.ts';
import { percentile } from './statistics.ts';

const share = 0.7;
/** p99 is promised to be at most this many times p50. */
const most = 5;
/** The schedule never waits for a connection. */
const connections = 512;

export interface LatencyOptions {
  url: string;
  /** How long people come, in seconds. */
  seconds: number;
  /** Sign-ins under way at once while what it can do is measured. */
  atOnce: number;
  say(line: string): void;
}

export async function measureLatency({ url, seconds, atOnce, say }: LatencyOptions): Promise<Figure[]> {
  const signIns = await openSignIns(url, connections);
  try {
    await closedLoop(signIns, { atOnce, seconds: seconds / 6 });
    const full = await closedLoop(signIns, { atOnce, seconds: seconds / 3 });
    const capacity = full.done / full.seconds;
    say(
      `latency: ${capacity.toFixed(1)} sign-ins a second at most; now ${(capacity * share).toFixed(1)} for ${seconds} s`,
    );
    const hub = (await openLoop(signIns, { rate: capacity * share, seconds })).map((took) => took.hub);
    const [p50, p99] = [percentile(hub, 0.5), percentile(hub, 0.99)];
    return [
      figure('latency/sign-ins a second', hub.length / seconds, 'per second'),
      figure('latency/p50 of the hub’s part', p50, 'ms'),
      figure('latency/p99 of the hub’s part', p99, 'ms'),
      atMost(most, figure('latency/p99 to p50', p99 / p50, 'ratio')),
    ];
  } finally {
    await signIns.close();
  }
}
