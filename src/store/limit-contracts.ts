// What the store counts of what was done lately. Interfaces only. Part of contracts.ts.
// Nobody who is counted may be kept in clear.

/** How often something may be done in a stretch of time that begins with the first. */
export interface Limit {
  /** Names what is counted; one set of points and seconds for each name. */
  name: string;
  points: number;
  seconds: number;
}

export interface LimitRows {
  /** Counts one more of it by somebody; undefined where that is allowed, else the seconds until it is again. */
  take(limit: Limit, who: string): Promise<number | undefined>;
}
