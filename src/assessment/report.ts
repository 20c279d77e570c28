// What an assessment found, as it is kept, compared and handed on: a versioned format that every other form is made from.
// It must never hold more of a person than personas.yaml does: whoever is in it is invented.
import { z } from 'zod';
import { level, localised, slug } from '../config/schema/common.ts';
import { whys } from '../views/assessment-pages.ts';

/** Changes when a reader of before would misread it. */
export const reportFormat = 'gatehouse-assessment/1';

const text = z.string();
const whose = z.enum(['service', 'hub', 'provider']);

/** A page that the person saw. */
const seen = z.object({
  whose,
  /** The hub's own name for it, and ours for the others'. */
  name: text,
  heading: text,
  /** The language that it was in. */
  language: text,
});

/** What a page offers to somebody who cannot go on. */
const way = z.object({ kind: z.enum(['account', 'later', 'phone', 'place', 'page']), text, href: text.optional() });

const stop = z.object({
  why: z.enum(whys),
  page: seen.optional(),
  /** What the page says about it. */
  text,
  ways: z.array(way),
});

const attempt = z.object({
  /** Absent for somebody who has no account to try: how far they come. */
  provider: slug.optional(),
  /** What officers had done before: they had checked who it is, or somebody else came who may act for them. */
  before: z.enum(['checked', 'actor']).optional(),
  outcome: z.enum(['in', 'stopped', 'no-account', 'broken']),
  /** As the service received it; absent where it could not be read. */
  level: level.optional(),
  pages: z.array(seen),
  /** Of the machine: nobody reads in it. */
  seconds: z.number(),
  stop: stop.optional(),
});

const cell = z.object({
  scenario: slug,
  service: slug,
  outcome: z.enum(['in', 'stopped', 'broken']),
  /** The best of them: an index of `attempts`. */
  best: z.number().int().nonnegative(),
  /** What the person can do next, where they did not get in. */
  nearest: way.optional(),
  attempts: z.array(attempt).min(1),
});

export const reportSchema = z.object({
  format: z.literal(reportFormat),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Of Gatehouse. */
  version: text,
  issuer: text,
  seconds: z.number(),
  scenarios: z.array(
    z.object({ id: slug, title: localised.partial({ cy: true }), about: text, persona: slug, language: text }),
  ),
  services: z.array(z.object({ id: slug, name: localised })),
  providers: z.array(z.object({ id: slug, name: localised })),
  cells: z.array(cell),
});

export type Report = z.infer<typeof reportSchema>;
export type Cell = Report['cells'][number];
export type Attempt = Cell['attempts'][number];
export type Seen = Attempt['pages'][number];
export type Stop = NonNullable<Attempt['stop']>;
export type Way = Stop['ways'][number];
export type Why = Stop['why'];

/** The attempt that a cell goes by. */
export function bestOf({ attempts, best }: Cell): Attempt {
  const found = attempts[best];
  if (!found) throw new RangeError('a cell whose best attempt is not among its attempts');
  return found;
}

/** Names an attempt among those of its cell. */
export const wayOf = ({ provider = 'none', before }: Pick<Attempt, 'provider' | 'before'>): string =>
  before ? `${provider}-${before}` : provider;

/** Names a cell. */
export const keyOf = ({ scenario, service }: Pick<Cell, 'scenario' | 'service'>): string => `${scenario}/${service}`;
