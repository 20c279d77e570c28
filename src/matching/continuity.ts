// Whether an account that now proves more still speaks of the same person: asked before a higher level flows through a link. Pure.
// It must never let somebody else's documents raise an account that was matched to another person (the uplift attack).
import { type Identity, identityAtLeast, type Level } from '../assurance/level.ts';
import { plainName } from './normalise.ts';

/** Names and date of birth, by canonical name. */
export type Details = Readonly<Record<string, string>>;

/** The attributes that continuity is judged by, and that are asked of a provider whenever identity is. */
export const identityDetails: readonly string[] = ['given_name', 'family_name', 'birthdate'];

/**
 * The same date of birth, and the same given names or family names that begin with the same three letters. A value that one side
 * does not have agrees with nothing.
 */
export function continues(before: Details, now: Details): boolean {
  if (before.birthdate === undefined || before.birthdate !== now.birthdate) return false;
  const same = (name: string, letters?: number) => {
    const [a, b] = [before[name], now[name]].map((value) => plainName(value ?? '').slice(0, letters));
    return a !== '' && a === b;
  };
  return same('given_name') || same('family_name', 3);
}

/** `identity` is the most that the link lets through. */
export type Verdict =
  /** The link may stand on what came now from here on, where `raise` says so. */
  | { kind: 'same'; identity: Identity; raise: boolean }
  /** Somebody else's details: none of them may be served. */
  | { kind: 'contradicted'; identity: Identity };

/**
 * What may be served of what a known account proves now, beside what its link stands on. An account that never proved who its person
 * is has been matched to nobody, so its first proof stands by itself, unless other accounts of the person have proven who that is
 * (`beside`): then it has to continue one of them. Every later proof has to continue the first. When it does not, and more
 * was claimed than the link stands on, the old identity level is served; otherwise none.
 */
export function judgeRise(
  link: { level: Level; details: Details },
  now: { level: Level; details: Details },
  beside: readonly Details[] = [],
): Verdict {
  const [before, identity] = [link.level.identity, now.level.identity];
  if (identity === 'none') return { kind: 'same', identity, raise: false };
  // Proof without details cannot be continued, so nothing more than it flows through either.
  const silent = Object.keys(link.details).length === 0;
  const alone = beside.length === 0 || beside.some((details) => continues(details, now.details));
  const first = alone && (before === 'none' || (silent && identityAtLeast(before, identity)));
  if (first || continues(link.details, now.details)) {
    return { kind: 'same', identity, raise: identityAtLeast(identity, before) && differs(link, now) };
  }
  return { kind: 'contradicted', identity: identityAtLeast(before, identity) ? 'none' : before };
}

function differs(link: { level: Level; details: Details }, now: { level: Level; details: Details }): boolean {
  return (
    link.level.identity !== now.level.identity ||
    identityDetails.some((name) => link.details[name] !== now.details[name])
  );
}

interface Proven {
  /** Its token. */
  account: string;
  link: { level: Level; details: Details };
}

/** What the other accounts of a person have proven, of all that are theirs. */
export const provenByOthers = (account: string, all: readonly Proven[]): Details[] =>
  all
    .filter((other) => other.account !== account && identityAtLeast(other.link.level.identity, 'low'))
    .map(({ link }) => link.details);

/** Names and birth date out of attributes that were checked. */
export const detailsIn = (attributes: Readonly<Record<string, { value: unknown }>>): Details =>
  Object.fromEntries(
    identityDetails.flatMap((name) => {
      const value = attributes[name]?.value;
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );

/**
 * Whether an officer's check of an account speaks of somebody else than what the account has proven, or, where it has proven nothing, its
 * person's other accounts: then it counts for nothing.
 */
export function speaksAgainst(checked: Details, { account, link }: Proven, all: readonly Proven[]): boolean {
  const own = Object.keys(link.details).length > 0 ? [link.details] : [];
  const proven = link.level.identity === 'none' ? provenByOthers(account, all) : own;
  return proven.length > 0 && !proven.some((details) => continues(details, checked));
}
