// What may be done with what two accounts say (policy, rule 4): link, ask, leave it to an officer, or nothing. Pure.
// It must never link where a household, a child or a second candidate could be meant, however high the probability.
import { type Identity, identityAtLeast } from '../assurance/level.ts';
import type { Agreements } from './compare.ts';
import type { Score } from './score.ts';
import { isComparable } from './tokens.ts';
import type { Traits } from './traits.ts';

/** The account that has come in. */
export interface Newcomer {
  identity: Identity;
  adult: boolean;
  /** Whether either side acts for somebody. */
  actsFor: boolean;
  traits: Traits;
}

/** An account that it was compared with, and whose that is. */
export interface Candidate {
  person: string;
  account: string;
  identity: Identity;
  adult: boolean;
  agreements: Agreements;
  score: Score;
}

export interface DecideSettings {
  automatic: boolean;
  linkAt: number;
  askAt: number;
  runnerUp: number;
  /** The look-up left somebody out, because too many were behind one key. */
  crowded: boolean;
}

export type Reason = 'below-the-floor' | 'nobody-near' | 'several' | 'household' | 'child' | 'certain' | 'not-certain';

export interface Verdict {
  kind: 'new' | 'link' | 'ask' | 'officer';
  reason: Reason;
  /** Whom it is about, likeliest first. */
  persons: readonly string[];
  /** Where it is `ask`: an answer may settle it, too. Otherwise only signing in to both accounts does. */
  byAnswer?: true;
}

/** The best candidate of each person, likeliest first; the order in which they came does not matter. */
function bestOfEach(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const before = best.get(candidate.person);
    if (!before || candidate.score.weight > before.score.weight) best.set(candidate.person, candidate);
  }
  return [...best.values()].sort((a, b) => b.score.weight - a.score.weight || (a.person < b.person ? -1 : 1));
}

/** Forenames that may be one: a short form, a slip. They may be a twin's as well, so only signing in to both accounts can tell. */
const nearForenames: readonly string[] = ['exact', 'nickname', 'one-edit', 'jw92', 'jw88', 'phonetic', 'missing'];

/** Same surname, birth date and home, and another forename: two people of one house, as far as anybody can tell. */
const isHousehold = ({ agreements: { given, family, birthdate, address } }: Candidate): boolean =>
  !nearForenames.includes(given) && family === 'exact' && birthdate === 'exact' && address === 'house';

/** Whoever lives together may know the same numbers: an answer proves nothing between a father and a son of one name, or between twins. */
const isAnswerable = ({ agreements: { given, birthdate } }: Candidate): boolean =>
  given === 'exact' && birthdate === 'exact';

const isExact = ({ agreements: { given, family, birthdate, address } }: Candidate): boolean =>
  given === 'exact' && family === 'exact' && birthdate === 'exact' && address === 'house';

/** Two verified birth dates with hardly anything in common are two people's: parent and child may agree in all else. */
const isAnotherBirth = ({ agreements: { birthdate } }: Candidate): boolean => birthdate === 'different';

/** Nothing of it was left out of the comparison. Of a rival who is known in part nobody can say that it is not the one. */
const isComplete = ({ agreements }: Candidate): boolean =>
  Object.values(agreements).every((level) => level !== 'missing');

/**
 * Another account of the same person with another forename or birth date: "Ann Mary" is not "Ann Rose", though both may be "Ann". One that
 * does not say is taken for one that would: what it left out may be just that.
 */
const isAgainst = ({ agreements: { given, birthdate } }: Candidate): boolean =>
  given !== 'exact' || birthdate !== 'exact';

/** Both sides of it have what attributes may be compared by at all. */
const isProven = ({ identity, agreements: { family, birthdate, address } }: Candidate): boolean =>
  identityAtLeast(identity, 'medium') && ![family, birthdate, address].some((level) => level === 'missing');

/** The rule, in the order of its exceptions. Everything that is compared was verified on both sides, or it is not there. */
export function decide(newcomer: Newcomer, candidates: readonly Candidate[], settings: DecideSettings): Verdict {
  const nothing = (reason: Reason): Verdict => ({ kind: 'new', reason, persons: [] });
  if (!identityAtLeast(newcomer.identity, 'medium') || newcomer.actsFor) return nothing('below-the-floor');
  if (!isComparable(newcomer.traits)) return nothing('below-the-floor');
  const proven = candidates.filter((one) => isProven(one) && !isAnotherBirth(one));
  const [first, ...others] = bestOfEach(proven);
  if (!first || first.score.probability < settings.askAt) return nothing('nobody-near');
  const weaker = Math.log2(settings.runnerUp);
  // Somebody who is so much less likely is not meant: that is a twin beside the one who comes in.
  const near = [
    first,
    ...others.filter(
      ({ score: { probability, weight } }) => probability >= settings.askAt && first.score.weight - weight < weaker,
    ),
  ];
  const persons = near.map(({ person }) => person);
  const officer = (reason: Reason): Verdict => ({ kind: 'officer', reason, persons });
  if (near.length > 1) return officer('several');
  const children = candidates.some(({ person, adult }) => person === first.person && !adult);
  if (!newcomer.adult || children) return officer('child');
  if (isHousehold(first)) return officer('household');
  const rivals = candidates.filter(({ person }) => person !== first.person);
  const runnerUp = Math.max(...rivals.map(({ score }) => score.weight));
  const certain =
    settings.automatic &&
    !settings.crowded &&
    !newcomer.traits.estimated &&
    isExact(first) &&
    !candidates.some((one) => one.person === first.person && isAgainst(one)) &&
    rivals.every((rival) => isComplete(rival) && rival.score.probability < settings.askAt) &&
    first.score.probability >= settings.linkAt &&
    first.score.weight - runnerUp >= weaker;
  if (certain) return { kind: 'link', reason: 'certain', persons };
  return { kind: 'ask', reason: 'not-certain', persons, ...(isAnswerable(first) && { byAnswer: true }) };
}
