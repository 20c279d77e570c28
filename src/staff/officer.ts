// Who may look at what concerns other people: staff with the officer's role, who have just signed in with two steps.
// It must never take a role from anywhere but the staff directory's own answer.
import type { Here } from '../views/own-pages.ts';

/** Seconds that an officer's sign-in may be old. */
export const officerFor = 900;

/** Roles that the staff directory gave, in the session's authentication. */
function rolesOf({ authentication }: Here): string[] {
  const { roles } = authentication.attributes as { roles?: { value?: unknown } };
  return typeof roles?.value === 'string' ? roles.value.split(' ') : [];
}

/** `old`: signed in too long ago; `not-an-officer`: a member of staff without the role. */
export function standingOf(here: Here, now: number): 'officer' | 'old' | 'not-an-officer' {
  if (now - here.authentication.authenticatedAt > officerFor) return 'old';
  return rolesOf(here).includes('officer') ? 'officer' : 'not-an-officer';
}
