// One question that a person is asked where what their account says is not enough to find them: as services.yaml and matching.yaml
// have it. A pattern must never be one that takes long to try, whatever somebody types.
import { z } from 'zod';
import { localised } from './common.ts';

const mostVariable = 4;
const item = /(?:\[(?:[A-Z0-9]-[A-Z0-9]|[A-Z0-9-])+\]|\\d|[A-Z0-9/-])(?:\{\d{1,2}(?:,\d{1,2})?\}|\?)?/g;

/**
 * Whether a pattern is anchored and simple: letters, digits, `-`, `/`, `\d` and classes of those, with `?`, `{n}` or `{n,m}`; no groups, no
 * alternatives, and at most four parts of open length, so that trying it on 64 characters ends soon.
 */
export function isSimplePattern(pattern: string): boolean {
  const inside = /^\^(.+)\$$/.exec(pattern)?.[1];
  if (inside === undefined || inside.replace(item, '') !== '') return false;
  const variable = inside.match(/\{\d+,\d+\}|\?/g) ?? [];
  if (variable.length > mostVariable) return false;
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

export const question = z.strictObject({
  /** Canonical name in attributes.yaml of what is asked for. */
  attribute: z.string(),
  label: localised,
  hint: localised,
  /** What an answer looks like, in capitals and without spaces. */
  pattern: z
    .string()
    .max(64)
    .refine(
      isSimplePattern,
      'write ^…$ around capitals, digits, \\d, [A-Z], - and /, with ?, {n} or {n,m}, at most 4 open',
    ),
  maxLength: z.int().min(1).max(64),
  /** Words beside the box for somebody who has none. */
  none: localised,
});
export type Question = z.infer<typeof question>;
