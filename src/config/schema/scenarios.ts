// scenarios/*.yaml: whom assessors send through the services, one file a scenario. Nobody in them is real.
// Nothing outside the assessment may depend on them.
import { z } from 'zod';
import { evidences, relationships } from '../../representation/words.ts';
import { evidenceTypes, meetings, relations } from '../../vouching/words.ts';
import { languages, localised, slug } from './common.ts';

const text = z.string().min(1);
const score = z.int().min(0).max(4);

/** Two officers check who the person is, as they write it down at `/staff/vouching` (GPG 45 scores). */
const checked = z.strictObject({
  /** The account that the person then uses their code with. */
  account: slug,
  method: z.enum(meetings),
  evidence: z
    .array(z.strictObject({ type: z.enum(evidenceTypes), strength: score, validity: score }))
    .min(1)
    .max(3),
  activity: score,
  fraud: score,
  verification: score,
  /** Whose word it is, where one of the papers is `vouch`. */
  voucher: z.strictObject({ name: text, relation: z.enum(relations), since: z.int().min(1900) }).optional(),
});

/** An officer writes down who may act for the person, at `/staff/authorities`; that one comes instead, where the service takes it. */
const actor = z.strictObject({
  /** Another person of personas.yaml. */
  persona: slug,
  relationship: z.enum(relationships),
  evidence: z.enum(evidences),
});

export const scenarioSchema = z.strictObject({
  id: slug,
  /** In English, and in Welsh where somebody has written it. */
  title: localised.partial({ cy: true }),
  /** A plain sentence: what makes it easy or hard for them. */
  about: text,
  /** Who it is: a person of personas.yaml. */
  persona: slug,
  /** Only these services; all of residents' where absent. */
  services: z.array(slug).min(1).optional(),
  /** Only these accounts; every one that residents can choose where absent. */
  providers: z.array(slug).min(1).optional(),
  /** The language that they read; their own (personas.yaml) where absent. */
  language: z.enum(languages).optional(),
  /** People who have signed in to the service before, such as a twin or a partner: the hub knows them when this one comes. */
  known: z.array(slug).min(1).optional(),
  /** What officers do for them first. It is tried besides, not instead: the matrix shows the best. */
  before: z
    .strictObject({ checked: checked.optional(), actor: actor.optional() })
    .refine((value) => value.checked !== undefined || value.actor !== undefined, 'say checked, actor or both')
    .optional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;
