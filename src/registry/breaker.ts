// From what probes find to what people are offered: a circuit breaker. Pure.
// It must never close a provider for one bad answer, nor open it again for one good one.

export type Availability = 'operational' | 'degraded' | 'unavailable';

export interface Condition {
  availability: Availability;
  /** Probes in a row that failed, and that succeeded. */
  failures: number;
  successes: number;
  /** Since when it has been so, in seconds since 1970. */
  since: number;
}

export interface Finding {
  up: boolean;
  /** Seconds since 1970. */
  at: number;
}

/** Failures in a row after which nobody is sent there. */
const opensAfter = 3;
/** Successes in a row after which it counts as well again. */
const closesAfter = 3;

export const wellSince = (at: number): Condition => ({
  availability: 'operational',
  failures: 0,
  successes: 0,
  since: at,
});

/** The condition after one more probe. An open breaker lets people try again (`degraded`) after the first success. */
export function after(before: Condition, { up, at }: Finding): Condition {
  const failures = up ? 0 : before.failures + 1;
  const successes = up ? before.successes + 1 : 0;
  const availability = availabilityAfter(before.availability, { failures, successes });
  return { availability, failures, successes, since: availability === before.availability ? before.since : at };
}

function availabilityAfter(before: Availability, run: Pick<Condition, 'failures' | 'successes'>): Availability {
  if (run.failures > 0) return run.failures >= opensAfter || before === 'unavailable' ? 'unavailable' : 'degraded';
  if (before === 'operational' || run.successes >= closesAfter) return 'operational';
  return 'degraded';
}
