// Who may look at what concerns other people: staff with a role that the room wants, who have just signed in with two steps.
// It must never take a role from anywhere but the staff directory's own answer.
import { atLeast, type Level } from '../assurance/level.ts';
import { type StaffRole, staffRoles } from '../config/schema/common.ts';
import type { Here } from '../views/own-pages.ts';

/** Seconds that a sign-in of staff may be old. */
export const staffFor = 900;

const twoSteps: Level = { identity: 'none', authenticator: 'medium' };

/** Roles that the staff directory gave, in the session's authentication; what is no role of ours is none. */
export function rolesOf({ authentication }: Here): StaffRole[] {
  const { roles } = authentication.attributes as { roles?: { value?: unknown } };
  const said = typeof roles?.value === 'string' ? roles.value.split(' ') : [];
  return staffRoles.filter((role) => said.includes(role));
}

/** `old`: signed in too long ago, or by one step alone; `no-role`: a member of staff without any of the roles. Times in seconds. */
export function standingOf(
  here: Here,
  { roles, now }: { roles: readonly StaffRole[]; now: number },
): 'has-role' | 'old' | 'no-role' {
  const { authenticatedAt, level } = here.authentication;
  if (now - authenticatedAt > staffFor || !atLeast(level, twoSteps)) return 'old';
  return rolesOf(here).some((role) => roles.includes(role)) ? 'has-role' : 'no-role';
}
