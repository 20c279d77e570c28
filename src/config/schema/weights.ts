// matching-weights.json: how much each agreement says, as `gatehouse matching train` wrote it. Data, with the version that outcomes name.
import { z } from 'zod';

const chance = z.number().gt(0).lt(1);
/** How often a level is seen: `m` between two accounts of one person, `u` between any two people. */
const level = z.strictObject({ m: chance, u: chance });
const table = z.record(z.string(), z.record(z.string(), level));

export const weightsSchema = z.strictObject({
  version: z.string().min(1),
  trained: z.strictObject({ from: z.string(), records: z.int(), pairs: z.int(), at: z.iso.date() }),
  /** For plain values, and for stored tokens, which show fewer levels. */
  tables: z.strictObject({ plain: table, tokens: table }),
  /** Share of people with a name, for common ones; a rarer one counts as `rare`. */
  frequencies: z.strictObject({
    given: z.record(z.string(), chance),
    family: z.record(z.string(), chance),
    rare: chance,
  }),
});
export type Weights = z.infer<typeof weightsSchema>;
export type WeightTable = Weights['tables']['plain'];
