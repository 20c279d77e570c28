// One Login's vectors of trust: which may be asked, which may be mixed, and what a person's sign-in makes of them.
// An unknown word is refused; it never counts as a weaker one.
import { jsonStrings } from '../kit/parameters.ts';
import { Refusal } from '../kit/refusal.ts';

const known = ['Cl', 'Cl.Cm', 'Cl.Cm.P1', 'Cl.Cm.P2'] as const;
const order = ['Cl', 'Cm', 'P0', 'P1', 'P2'];

/** Whether a vector asks for a proven identity. */
export const asksIdentity = (vector: string): boolean => /P[1-9]/.test(vector);

/** The P part of a vector; undefined where it has none. */
export const identityPart = (vector: string): string | undefined => /P\d/.exec(vector)?.[0];

/** The credential part of a vector. */
export const credentialPart = (vector: string): string => vector.replace(/\.?P\d/, '');

/** The vectors in a `vtr` parameter, in the order asked; `Cl.Cm` without one. Throws Refusal `invalid_request`. */
export function readVectors(vtr: string | undefined): string[] {
  if (vtr === undefined) return ['Cl.Cm'];
  const asked = jsonStrings('vtr', vtr).map(canonical);
  if (asked.length === 0) return ['Cl.Cm'];
  if (new Set(asked.map(asksIdentity)).size > 1)
    throw new Refusal('invalid_request', 'vtr mixes vectors with and without identity');
  return [...new Set(asked)];
}

function canonical(vector: string): string {
  const parts = vector.split('.');
  if (new Set(parts).size !== parts.length || parts.some((part) => !order.includes(part)))
    throw new Refusal('invalid_request', 'vtr holds a vector that is not known');
  const sorted = order.filter((part) => parts.includes(part) && part !== 'P0').join('.');
  if (asksIdentity(sorted) && !sorted.startsWith('Cl.Cm'))
    throw new Refusal('invalid_request', 'vtr asks for identity without Cl.Cm');
  if (!known.some((one) => one === sorted))
    throw new Refusal('invalid_request', 'vtr holds a vector that is not known');
  return sorted;
}

/** The strongest vector first. */
export const strongestFirst = (vectors: readonly string[]): string[] =>
  [...vectors].sort((a, b) => b.length - a.length || b.localeCompare(a));
