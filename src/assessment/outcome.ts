// What a cell of the matrix says, out of the attempts that were made: the best of them, and the nearest way on. Pure.
// It must never depend on the order in which attempts were made, but among equals.
import { authenticatorScale, identityScale, type Level } from '../assurance/level.ts';
import type { Persona } from '../config/schema/personas.ts';
import type { Attempt, Cell, Way } from './report.ts';

/** A number for a level: who somebody is counts first, how they sign in second. */
const heightOf = ({ identity, authenticator }: Level): number =>
  identityScale.indexOf(identity) * authenticatorScale.length + authenticatorScale.indexOf(authenticator);

const ranks = { in: 3, broken: 2, stopped: 1, 'no-account': 0 } as const;

/**
 * Negative where `a` is better: who got in, at the highest level, through the fewest pages; of those who did not, whoever came farthest. One
 * that broke is before one that stopped: nobody knows how it would have ended.
 */
function compare(a: Attempt, b: Attempt): number {
  const byOutcome = ranks[b.outcome] - ranks[a.outcome];
  if (byOutcome !== 0) return byOutcome;
  if (a.outcome !== 'in') return b.pages.length - a.pages.length;
  const [left, right] = [a, b].map(({ level }) => (level ? heightOf(level) : -1)) as [number, number];
  return right - left || a.pages.length - b.pages.length;
}

const phones: readonly Persona['devices'][number][] = ['smartphone', 'basic-phone', 'landline'];

/**
 * Of the ways that a page offers, the one that is nearest to somebody whose accounts were all tried: by phone for those who have one, else in
 * person.
 */
export function nearestOf(ways: readonly Way[], devices: Persona['devices']): Way | undefined {
  const canCall = devices.some((device) => phones.includes(device));
  const help = canCall ? (['phone', 'place'] as const) : (['place', 'phone'] as const);
  return [...help, 'page', 'later'].flatMap((kind) => ways.find((way) => way.kind === kind) ?? [])[0];
}

/** Puts a cell together. `attempts`: at least one, in the order of the choice page. */
export function cellOf(of: Pick<Cell, 'scenario' | 'service' | 'attempts'>, devices: Persona['devices']): Cell {
  const { attempts } = of;
  const [first] = [...attempts].sort(compare);
  if (!first) throw new RangeError('a cell without an attempt');
  const outcome = first.outcome === 'no-account' ? 'stopped' : first.outcome;
  const nearest = outcome === 'in' ? undefined : nearestOf(first.stop?.ways ?? [], devices);
  return { ...of, outcome, best: attempts.indexOf(first), ...(nearest && { nearest }) };
}
