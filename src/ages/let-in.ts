// Who comes in although their age alone would stop them: asked at the sign-in, and at every use of a token that came of one.
// It must never tell why not, nor take a yes for longer than what it stands on.
import type { KnownBand } from '../config/schema/ages.ts';
import type { Service } from '../config/schema/services.ts';
import type { Acting } from '../representation/acting.ts';
import { isParental } from '../representation/authority.ts';
import { policyFor } from './policy.ts';

/** By what somebody comes in. */
export interface LetIn {
  by: 'parent';
  /** The authority that somebody has over them. */
  authority: string;
}

/** Undefined where nothing lets the person in, whatever the reason. */
export type FindLetIn = (person: string, service: Service, band: KnownBand) => Promise<LetIn | undefined>;

export function createLetIn({ acting }: { acting: Pick<Acting, 'over'> }): FindLetIn {
  return async (person, service, band) => {
    const { actingFor } = service;
    if (policyFor(service, band) !== 'require-parental-authority' || !actingFor) return undefined;
    const found = (await acting.over(person)).find((authority) => isParental(authority, actingFor));
    return found && { by: 'parent', authority: found.id };
  };
}
