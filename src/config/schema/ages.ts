// Age groups, and what a service may say of each in services.yaml: whether people of that age come in by themselves.
import { z } from 'zod';

/** Age groups, youngest first, by the ages that they hold. */
export const ageBands = ['0-12', '13-15', '16-17', '18-64', '65+'] as const;
export type AgeBand = (typeof ageBands)[number];
/** `unknown`: no account of this sign-in has shown a birth date that was checked. */
export type KnownBand = AgeBand | 'unknown';

/** What happens to somebody of an age. */
export const agePolicies = ['allow', 'require-parental-authority', 'officer-review', 'refuse-with-help'] as const;
export type AgePolicy = (typeof agePolicies)[number];

/** By age group; what is left out goes by the defaults of ages/policy.ts. */
export const agesSchema = z.strictObject({
  '0-12': z.enum(agePolicies).optional(),
  '13-15': z.enum(agePolicies).optional(),
  '16-17': z.enum(agePolicies).optional(),
  '18-64': z.enum(agePolicies).optional(),
  '65+': z.enum(agePolicies).optional(),
  unknown: z.enum(agePolicies).optional(),
});
