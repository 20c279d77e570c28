// The hub's own names for levels, towards services: `acr` values and `vot` vectors. Used when a service asks and when its
// token is made. It must never name a level that is higher than the one it was given.
import type { AssuranceConfig } from '../config/schema/assurance.ts';
import { atLeast, authenticatorScale, identityScale, type Level } from './level.ts';
import { spelling } from './vocabulary.ts';

export interface Acr {
  /** All of `acr_values_supported`: the URI of every level, then the aliases. */
  supported: string[];
  /** Undefined for a name that the hub does not publish. A vector's components may come in any order. */
  levelOf(acr: string): Level | undefined;
  /** `{issuer}/assurance/{identity}/{authenticator}`. */
  uriOf(level: Level): string;
  /** The greatest vector (RFC 8485) that is at most the level; `P0` where there is none. */
  vectorOf(level: Level): string;
  /** Where level URIs begin, without a trailing slash. */
  base: string;
}

/** A vector of trust: components of one capital letter and one small letter or digit (RFC 8485, section 3.1). */
const vectorGrammar = /^[A-Z][a-z0-9](\.[A-Z][a-z0-9])*$/;

/** Whether a name is a vector of trust and not a URI or another word. */
export function isVector(name: string): boolean {
  return vectorGrammar.test(name);
}

/** The URI of a level below a base (see `Acr.base`). */
export function acrUri(base: string, level: Level): string {
  return `${base}/${level.identity}/${level.authenticator}`;
}

/** Builds the names from the issuer (no trailing slash) and the `acr` table of assurance.yaml. */
export function createAcr(issuer: string, config: AssuranceConfig): Acr {
  const base = `${issuer}/assurance`;
  const aliases = Object.entries(config.acr);
  const vectors = aliases.filter(([alias]) => isVector(alias));
  const every = identityScale.flatMap((identity) =>
    authenticatorScale.map((authenticator) => ({ identity, authenticator })),
  );
  const levels = new Map<string, Level>([
    ...every.map((level) => [acrUri(base, level), level] as const),
    ...aliases,
    ...vectors.map(([alias, level]) => [spelling('vector', alias), level] as const),
  ]);
  return {
    base,
    supported: [...every.map((level) => acrUri(base, level)), ...aliases.map(([alias]) => alias)],
    levelOf: (acr) => levels.get(isVector(acr) ? spelling('vector', acr) : acr),
    uriOf: (level) => acrUri(base, level),
    vectorOf(level) {
      let best: readonly [string, Level] | undefined;
      for (const entry of vectors) {
        if (atLeast(level, entry[1]) && (!best || atLeast(entry[1], best[1]))) best = entry;
      }
      return best?.[0] ?? 'P0';
    },
  };
}
