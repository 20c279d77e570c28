// Whether somebody may act by an authority now: asked for the page, for the grant, and at every use of a token made by one.
// It must never tell why not: a safeguarding block looks exactly like no authority (D4).
import type { Authorities, Authority } from '../store/authority-contracts.ts';

export interface Acting {
  /** The authorities that somebody may act by. */
  of(person: string): Promise<Authority[]>;
  /** The authorities that others have over somebody, by which they may act now. */
  over(person: string): Promise<Authority[]>;
  /** One that somebody may act by; undefined where they may not, or not any more. */
  by(id: string, person: string): Promise<Authority | undefined>;
}

/** `isBlocked`: blocked or held, by an officer or operator; on every node within two seconds. */
export function createActing(
  authorities: Pick<Authorities, 'of' | 'find'>,
  isBlocked: (person: string) => boolean,
): Acting {
  const stands = ({ subject, holder = subject, actor }: Authority) =>
    actor !== undefined && ![actor, subject, holder].some(isBlocked);
  return {
    of: async (person) => (await authorities.of('actor', person)).filter(stands),
    over: async (person) => (await authorities.of('holder', person)).filter(stands),
    async by(id, person) {
      const found = await authorities.find(id);
      return found?.actor === person && stands(found) ? found : undefined;
    },
  };
}
