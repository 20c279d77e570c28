// What the letters in `vot` mean here, as a page for software (RFC 8485, section 5): `vtm` in every token leads to it. Pure.
import type { AssuranceConfig } from '../config/schema/assurance.ts';
import { isVector } from './acr.ts';
import type { Level } from './level.ts';

export interface TrustMark {
  idp: string;
  trustmark_provider: string;
  /** Credential vectors, and identity components, that tokens may name. */
  C: string[];
  P: string[];
  /** What each vector is worth on the two scales. */
  vectors: Record<string, Level>;
  /** The page for people. */
  documentation: string;
}

/** The trust mark of a hub. `issuer` without a trailing slash. */
export function trustMark(issuer: string, { acr }: AssuranceConfig): TrustMark {
  const vectors = Object.fromEntries(Object.entries(acr).filter(([name]) => isVector(name)));
  const unique = (parts: (string | undefined)[]) => [...new Set(parts)].filter((part) => part !== undefined).sort();
  const names = Object.keys(vectors);
  return {
    idp: issuer,
    trustmark_provider: issuer,
    C: unique(names.map((name) => name.replace(/\.?P\d/, ''))),
    P: unique(['P0', ...names.map((name) => /P\d/.exec(name)?.[0])]),
    vectors,
    documentation: `${issuer}/assurance`,
  };
}
