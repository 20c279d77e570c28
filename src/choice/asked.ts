// What the provider that was chosen is asked for: which levels, and which details beside those that the service gets. Pure.
// It must never ask for a detail that nobody reads, nor a second time for a wish that failed.
import { forAge } from '../ages/policy.ts';
import { wantedLevels } from '../assurance/ask.ts';
import { identityAtLeast, join, type Level } from '../assurance/level.ts';
import type { MatchingConfig } from '../config/schema/matching.ts';
import { identityDetails } from '../matching/continuity.ts';
import type { SignIn, Attempt as Tried } from '../signin/record.ts';
import type { Journey } from '../signin/step.ts';
import { withoutIdentity } from '../vouching/worth.ts';

/** Levels as they are asked of providers: by somebody whom an officer has checked, for the sign-in alone. */
export const asTold = ({ checkedInPerson }: SignIn, levels: readonly Level[]): Level[] =>
  checkedInPerson === undefined ? [...levels] : levels.map(withoutIdentity);

/** Attempts that ended because more was asked than the person could prove there. */
const unproven: readonly Tried['how'][] = ['not-verified', 'uplift-failed', 'pending', 'fraud', 'no-context'];

/** A wish is not asked for a second time where it failed: it must not keep out somebody who meets what is required. */
export function levelsToAsk(signIn: SignIn, provider: string): Level[] {
  const { asked, attempts } = signIn;
  const failed = attempts.some((attempt) => attempt.provider === provider && unproven.includes(attempt.how));
  if (failed && asked.fallback) return [join(asked.fallback, asked.floor)];
  return asTold(signIn, wantedLevels(failed ? { ...asked, preferred: [] } : asked));
}

interface Asked {
  provider: string;
  /** The level that it is asked for; undefined where it has no word for one. */
  level: Level | undefined;
  /** The numbers that people are recognised by, and from whom. */
  identifiers: MatchingConfig['identifiers'];
}

/** Canonical attributes. Who it is has to be known wherever it is to be proven, or a later proof could not be held against it. */
export function attributesToAsk({ signIn, service }: Pick<Journey, 'signIn' | 'service'>, asked: Asked): string[] {
  const { level } = asked;
  return [
    ...new Set([
      ...signIn.attributes,
      ...forAge(signIn.needsBirthdate),
      ...(level && level.identity !== 'none' ? identityDetails : []),
      ...(level ? forRecognition(asked, level) : []),
      ...forMatcher(service),
    ]),
  ];
}

/** Numbers that people are recognised by (matching.yaml): from whoever is believed about them, at a level at which they are. */
function forRecognition({ provider, identifiers }: Asked, level: Level): string[] {
  return identifiers
    .filter(({ providers, identity }) => providers.includes(provider) && identityAtLeast(level.identity, identity))
    .map(({ attribute }) => attribute);
}

/** What a service's own matcher looks somebody up by, and what the service opens a record with: it has to be asked for here. */
function forMatcher({ matcher, attributes }: Journey['service']): string[] {
  const wanted = [...identityDetails, 'address', ...(matcher?.accountCreation ?? [])];
  return matcher ? attributes.filter((name) => wanted.includes(name)) : [];
}
