// What was compared and how it came out: what the trail keeps of it, and what an officer sees. Closed words and figures only.

/** What was compared and how it came out; for the trail and for officers. Closed words and figures only. */
export interface Findings {
  /** Version of the weights. */
  model: string;
  /** What was needed to link and to ask, and whether linking was on at all. */
  thresholds: { linkAt: number; askAt: number; runnerUp: number; automatic: boolean };
  /** Likeliest first. */
  candidates: readonly Finding[];
}

export interface Finding {
  person: string;
  account: string;
  probability: number;
  /** Bits; the sum of those of the fields. */
  weight: number;
  fields: readonly { field: string; level: string; weight: number }[];
}
