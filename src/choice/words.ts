// What people may say makes signing in hard for them. Words only: what follows from them is in reasons.ts.

/** In the order in which the choice page lists them. */
export const reasons = ['no-smartphone', 'under-18', 'helping'] as const;
export type Reason = (typeof reasons)[number];

/** What a provider's record says about a reason. */
export interface Fit {
  reason: Reason;
  fits: boolean;
  /** Years from which people can have it. */
  age?: number;
}
