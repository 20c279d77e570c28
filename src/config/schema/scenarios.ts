// scenarios/*.yaml: whom assessors send through the services, one file a scenario. Nobody in them is real.
// Nothing outside the assessment may depend on them.
import { z } from 'zod';
import { languages, localised, slug } from './common.ts';

const text = z.string().min(1);

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
});

export type Scenario = z.infer<typeof scenarioSchema>;
