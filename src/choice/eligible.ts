// Which providers a person may choose from for this request, and what to ask of the one chosen. Pure: the choice page,
// the redirect and the configuration check all ask here. It must never offer a provider that cannot give what is required.
import { type Level, sameLevel } from '../assurance/level.ts';
import { type Words, wordsFor } from '../assurance/vocabulary.ts';
import type { Vocabulary } from '../config/schema/assurance.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Service } from '../config/schema/services.ts';
import { type Life, levelsFor, servesService } from '../registry/life.ts';
import type { Attempt, GreyReason, Offer } from '../views/choice-pages.ts';

export interface EligibleInput {
  /** In the order of the page. */
  providers: readonly IdentityProvider[];
  vocabularies: Readonly<Record<string, Vocabulary>>;
  service: Service;
  /** Acceptable levels, best first. */
  wanted: readonly Level[];
  /** Of which one must be reached; `wanted` where absent. */
  minimum?: readonly Level[] | undefined;
  /** How each stands in its life (registry/life.ts). */
  shownAs: Life['shownAs'];
  /** Whether it answers, as far as the hub knows. */
  isUp(id: string): boolean;
  /** Attempts of this sign-in that failed. */
  tried: readonly { provider: string; how: Attempt }[];
}

/** Whether a provider is on offer for a service at all: switched on, and allowed from both sides. */
export function allowedFor(provider: IdentityProvider, service: Service): boolean {
  return servesService(provider, service.id) && (service.providers?.includes(provider.id) ?? true);
}

/**
 * The words to send to a provider: for the first wanted level that it can reach and may vouch for (`within`). Undefined when none is.
 */
export function askOf(
  vocabulary: Vocabulary | undefined,
  within: (level: Level) => boolean,
  wanted: readonly Level[],
): Words | undefined {
  if (!vocabulary) return undefined;
  for (const level of wanted) {
    const words = wordsFor(vocabulary, level, within);
    if (words) return words;
  }
  return undefined;
}

/** How an attempt can end that makes another one at the same provider pointless. */
const final: readonly Attempt[] = ['level-too-low', 'no-context', 'closed-to-new'];

/** Whether another attempt is pointless. "Not at that level" may have been about a wish, which is asked for once: then the next asks less. */
function isDone({ id }: IdentityProvider, { tried, wanted, minimum = wanted }: EligibleInput): boolean {
  const here = tried.filter(({ provider }) => provider === id).map(({ how }) => how);
  const wished = wanted.some((level) => !minimum.some((least) => sameLevel(level, least)));
  const onlyOfTheWish = wished && here.length === 1 && here[0] === 'no-context';
  return !onlyOfTheWish && here.some((how) => final.includes(how));
}

function greyReason(provider: IdentityProvider, input: EligibleInput): GreyReason | undefined {
  const { vocabularies, service, wanted, minimum = wanted, isUp } = input;
  const within = levelsFor(provider, service.id);
  if (!askOf(vocabularies[provider.vocabulary], within, minimum)) return 'level-too-low';
  if (isDone(provider, input)) return 'tried';
  return provider.temporarilyUnavailable || !isUp(provider.id) ? 'unavailable' : undefined;
}

/**
 * The offers of the choice page, in the order configured. One that cannot serve this request is grey with the reason
 * (the most lasting one where there are several), or left out where its record says `visible: false`. Near the end of its life
 * it is offered to those who have used it before, and then to nobody. `allUnavailable` when everyone that could serve the request is
 * switched off or down, shown or not.
 */
export function eligible(input: EligibleInput): { offers: Offer[]; allUnavailable: boolean } {
  const able = input.providers
    .filter((provider) => allowedFor(provider, input.service) && input.shownAs(provider.id) !== 'nobody')
    .map((provider) => ({ provider, grey: greyReason(provider, input) }));
  const capable = able.filter(({ grey }) => grey !== 'level-too-low');
  const offers = able
    .filter(({ provider, grey }) => !grey || provider.visible)
    .map(({ provider, grey }) => {
      const shown = input.shownAs(provider.id);
      const { id, name, description, group } = provider;
      return {
        id,
        name,
        description,
        ...(group && { group }),
        ...(grey && { grey }),
        ...(shown === 'known-only' && { knownOnly: true }),
      };
    });
  const allUnavailable = capable.length > 0 && capable.every(({ grey }) => grey === 'unavailable');
  return { offers, allUnavailable };
}
