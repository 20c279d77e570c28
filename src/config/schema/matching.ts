// matching.yaml: when two accounts are taken for one person's. Thresholds and fields; the weights are in a file of their own.
import { z } from 'zod';
import { identityScale } from '../../assurance/level.ts';
import { slug } from './common.ts';
import { question } from './question.ts';

const identifier = z.strictObject({
  kind: z.enum(['nhs-number', 'chi']),
  /** Canonical name of the attribute that carries it. */
  attribute: z.string().min(1),
  /** Only these providers are believed. */
  providers: z.array(slug),
  /** And only at this identity level or above. */
  identity: z.enum(identityScale).default('medium'),
});

export const matchingSchema = z.strictObject({
  /** How many people could use the services: the chance that any two of them are one is one in so many. */
  population: z.int().min(1000),
  /** Whether two accounts may be joined by what they say alone. Everything else is a question, or an officer's. */
  automatic: z.boolean().default(false),
  /** Least probability to join by attributes, and to ask. */
  linkAt: z.number().min(0.9999).lt(1).default(0.9999),
  askAt: z.number().min(0.5).lt(1).default(0.5),
  /** How many times weaker the next candidate has to be. */
  runnerUp: z.number().min(100).default(100),
  /** How many accounts may stand behind one key of the index. */
  most: z.int().min(8).max(200).default(50),
  /** Days that somebody who does not come back is kept in the index. */
  keepDays: z.int().min(1).max(3650).default(730),
  identifiers: z.array(identifier).default([]),
  question: question.optional(),
});
export type MatchingConfig = z.infer<typeof matchingSchema>;
