// What structured evidence of an identity is worth by GPG 45: the table is data, this is how it is read. Pure.
// It must never count one piece of evidence twice, nor make more of it than a profile that it meets.
import type { Gpg45, Gpg45Profile } from '../config/schema/gpg45.ts';
import { HubError } from '../errors.ts';
import { type Identity, identityAtLeast } from './level.ts';

/** One piece: how strong it is, and how sure it is that it is genuine; each 0 to 4. */
export interface Piece {
  strength: number;
  validity: number;
}

/** A person's evidence, with its other three scores; each 0 to 4. */
export interface Evidence {
  pieces: readonly Piece[];
  activity: number;
  fraud: number;
  verification: number;
}

export interface Evaluation {
  identity: Identity;
  /** The profile that it meets, the first listed of that confidence; absent where it meets none. */
  profile?: string;
  /** Every profile that it meets. */
  satisfied: string[];
  framework: string;
  frameworkVersion: string;
}

const pieceOf = (digits: string): Piece => ({ strength: Number(digits[0]), validity: Number(digits[1]) });

/** A profile's own demands, as evidence that just meets them. */
export function evidenceOf({ evidence, activity, fraud, verification }: Gpg45Profile): Evidence {
  return { pieces: evidence.map(pieceOf), activity, fraud, verification };
}

/** Whether every wanted piece can be given a piece of its own that is at least as strong and as valid. */
function assignable(wanted: readonly Piece[], pieces: readonly Piece[]): boolean {
  const [first, ...others] = wanted;
  if (!first) return true;
  return pieces.some(
    (piece, index) =>
      piece.strength >= first.strength &&
      piece.validity >= first.validity &&
      assignable(others, pieces.toSpliced(index, 1)),
  );
}

/** Whether evidence meets a profile: some assignment of distinct pieces, and all three other scores. */
export function meets({ pieces, activity, fraud, verification }: Evidence, profile: Gpg45Profile): boolean {
  return (
    activity >= profile.activity &&
    fraud >= profile.fraud &&
    verification >= profile.verification &&
    assignable(profile.evidence.map(pieceOf), pieces)
  );
}

/** What evidence is worth: the best confidence of any profile that it meets. */
export function evaluate(evidence: Evidence, { profiles, framework, frameworkVersion }: Gpg45): Evaluation {
  const met = Object.entries(profiles).filter(([, profile]) => meets(evidence, profile));
  const best = met.find(([, { identity }]) => met.every(([, other]) => identityAtLeast(identity, other.identity)));
  return {
    identity: best?.[1].identity ?? 'none',
    ...(best && { profile: best[0] }),
    satisfied: met.map(([name]) => name),
    framework,
    frameworkVersion,
  };
}

/**
 * Profiles that are never the only reason for a confidence: whoever meets one also meets another that gives as much. They are as the
 * guide has them, so they are reported and not mended.
 */
export function dominated({ profiles }: Gpg45): { profile: string; by: string }[] {
  const rows = Object.entries(profiles);
  return rows.flatMap(([name, profile]) => {
    const by = rows.find(
      ([other, { identity }]) =>
        other !== name &&
        identityAtLeast(identity, profile.identity) &&
        meets(evidenceOf(profile), profiles[other] ?? profile),
    );
    return by ? [{ profile: name, by: by[0] }] : [];
  });
}

const mostPieces = 12;

/**
 * Reads evidence as a person types it: pieces as two digits parted by commas, scores as digits.
 * @throws HubError `configuration` that says which part is wrong
 */
export function readEvidence(typed: {
  evidence: string;
  activity: string;
  fraud: string;
  verification: string;
}): Evidence {
  const digits = typed.evidence.split(',').map((piece) => piece.trim());
  const wrong = digits.find((piece) => !/^[0-4][0-4]$/.test(piece));
  const refuse = (detail: string) => new HubError('configuration', { detail });
  if (wrong !== undefined)
    throw refuse(
      `"${wrong}" is no piece of evidence: use two digits from 0 to 4 for strength and validity, such as 32,22`,
    );
  if (digits.length > mostPieces) throw refuse(`More than ${mostPieces} pieces: leave the weakest out`);
  const score = (name: 'activity' | 'fraud' | 'verification') => {
    if (!/^[0-4]$/.test(typed[name])) throw refuse(`"${typed[name]}" is no score for ${name}: use a digit from 0 to 4`);
    return Number(typed[name]);
  };
  return {
    pieces: digits.map(pieceOf),
    activity: score('activity'),
    fraud: score('fraud'),
    verification: score('verification'),
  };
}
