// The profiles of GPG 45 in assurance.yaml: data, because the guide is versioned and its numbers change.
import { z } from 'zod';
import { identityScale } from '../../assurance/level.ts';

/** GPG 45 scores everything from 0 to 4. */
const score = z.int().min(0).max(4);

const profile = z.strictObject({
  identity: z.enum(identityScale),
  /** Pieces of evidence, each two digits: how strong it is, and how sure it is that it is genuine. */
  evidence: z.array(z.string().regex(/^[1-4][1-4]$/, 'use two digits from 1 to 4: strength, then validity')).min(1),
  activity: score,
  fraud: score,
  verification: score,
});

export const gpg45 = z.strictObject({
  framework: z.string().min(1),
  frameworkVersion: z.string().min(1),
  profiles: z.record(z.string().regex(/^[A-Z]\d[A-Z]$/, 'use a name like M1A'), profile),
});
export type Gpg45 = z.infer<typeof gpg45>;
export type Gpg45Profile = z.infer<typeof profile>;
