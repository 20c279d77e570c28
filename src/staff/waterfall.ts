// The weights of a comparison as bars: each begins where the one before ended. Pure.
// It must never show what was compared, only how far it agreed.
import type { Waterfall } from '../views/staff-pages.ts';

/** What a case keeps of one comparison (matching's findings). */
export interface Compared {
  /** Bits; the sum of those of the fields. */
  weight: number;
  probability: number;
  fields: readonly { field: string; level: string; weight: number }[];
}

/** More than this is never claimed, however many bits there are. */
const most = 0.9999;

/** A waterfall over the odds that anybody begins with: one in `population`. */
export function waterfallOf({ weight, probability, fields }: Compared, population: number): Waterfall {
  const prior = -Math.log2(population);
  let at = prior;
  const steps = fields.map(({ field, level, weight: step }) => {
    const [low, high] = [Math.min(at, at + step), Math.max(at, at + step)];
    at += step;
    return { field, agreement: level, weight: step, low, high };
  });
  const bottom = Math.min(prior, ...steps.map(({ low }) => low));
  const span = Math.max(0, ...steps.map(({ high }) => high)) - bottom || 1;
  const hundredths = (bits: number) => Math.round((bits * 10_000) / span) / 100;
  return {
    prior,
    rows: steps.map(({ low, high, ...step }) => ({
      ...step,
      from: hundredths(low - bottom),
      width: hundredths(high - low),
    })),
    total: prior + weight,
    percent: (100 * Math.min(probability, most)).toFixed(2),
  };
}
