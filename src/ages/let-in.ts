// Who comes in although their age alone would stop them: asked at the sign-in, and at every use of a token that came of one.
// It must never tell why not, nor take a yes for longer than what it stands on.
import type { KnownBand } from '../config/schema/ages.ts';
import type { Service } from '../config/schema/services.ts';
import type { Acting } from '../representation/acting.ts';
import { isParental } from '../representation/authority.ts';
import type { AgeDecision, AgeDecisions } from '../store/age-contracts.ts';
import { policyFor } from './policy.ts';

/** By what somebody comes in: the authority that somebody has over them, or the case in which an officer said yes. */
export type LetIn = { by: 'parent'; authority: string } | { by: 'officer'; case: string };

/** Undefined where nothing lets the person in, whatever the reason. */
export type FindLetIn = (person: string, service: Service, band: KnownBand) => Promise<LetIn | undefined>;

export interface LetInOptions {
  acting: Pick<Acting, 'over'>;
  decisions: Pick<AgeDecisions, 'find'>;
}

/** What an officer has said of somebody of this age; undefined where nobody has, or it was said of another age. */
export async function saidOf(
  { decisions }: Pick<LetInOptions, 'decisions'>,
  { person, service, band }: { person: string; service: string; band: KnownBand },
): Promise<AgeDecision | undefined> {
  const found = await decisions.find(person, service);
  return found?.band === band ? found : undefined;
}

export function createLetIn({ acting, decisions }: LetInOptions): FindLetIn {
  return async (person, service, band) => {
    const { actingFor } = service;
    const policy = policyFor(service, band);
    if (policy === 'officer-review') {
      const found = await saidOf({ decisions }, { person, service: service.id, band });
      return found?.said.answer === 'yes' ? { by: 'officer', case: found.reference } : undefined;
    }
    if (policy !== 'require-parental-authority' || !actingFor) return undefined;
    const found = (await acting.over(person)).find((authority) => isParental(authority, actingFor));
    return found && { by: 'parent', authority: found.id };
  };
}
