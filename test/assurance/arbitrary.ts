// Levels and vocabularies for the tests of assurance: generated ones, and the table that the project ships.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { atLeast, authenticatorScale, identityScale, type Level } from '../../src/assurance/level.ts';
import { assuranceSchema } from '../../src/config/schema/assurance.ts';

export const anyLevel = fc.record({
  identity: fc.constantFrom(...identityScale),
  authenticator: fc.constantFrom(...authenticatorScale),
});

export const everyLevel = identityScale.flatMap((identity) =>
  authenticatorScale.map((authenticator) => ({ identity, authenticator })),
);

/** assurance.yaml as it is shipped. */
export const shipped = assuranceSchema.parse(
  parse(readFileSync(new URL('../../config/assurance.yaml', import.meta.url), 'utf8')),
);

export function vocabulary(name: string) {
  const found = shipped.vocabularies[name];
  if (!found) throw new Error(`no vocabulary ${name}`);
  return found;
}

/** The question whether a provider may vouch for a level, for one that may vouch for all of these. */
export const upTo =
  (...most: readonly Level[]) =>
  (level: Level): boolean =>
    most.some((one) => atLeast(one, level));
