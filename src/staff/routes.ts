// `/staff`: the door of every room for staff, and the list of the rooms that somebody may enter. What is in a room is the room's.
// It must never let anybody through without the room's role, nor on a sign-in that is too old.
import express, { type Request, type Response, type Router } from 'express';
import type { StaffRole } from '../config/schema/common.ts';
import type { Gathering } from '../trail/gather.ts';
import type { Here, OwnPages } from '../views/own-pages.ts';
import type { At, Door, StaffRoom } from '../views/staff-room.ts';
import { rolesOf, staffFor, standingOf } from './standing.ts';

export interface StaffOptions {
  pages: OwnPages;
  /** In the order of the list. */
  rooms: readonly StaffRoom[];
  gathered: Gathering['gathered'];
}

const home = '/staff';

type Exchange = Pick<At, 'request' | 'response'>;

export function createStaffRoutes(options: StaffOptions): Router {
  const { pages, rooms } = options;
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
  const router = express.Router();
  router.get(
    home,
    doorFor([...new Set(rooms.map(({ role }) => role))], options).through((at) => list(at, options)),
  );
  router.post(`${home}/sign-out`, form, (request, response) => leave({ request, response }, pages));
  for (const room of rooms) router.use(room.routes(doorFor([room.role], options)));
  return router;
}

/** A door for whoever has one of the roles. */
function doorFor(roles: readonly StaffRole[], { pages, gathered }: StaffOptions): Door {
  return {
    pages,
    home,
    through: (handler) => (request: Request, response: Response) =>
      gathered(async () => {
        const here = await pages.here({ request, response });
        const standing = here && standingOf(here, { roles, now: Math.floor(Date.now() / 1000) });
        if (!here || standing === 'old') return start({ request, response }, pages);
        if (standing === 'has-role') return handler({ request, response, here, officer: here.authentication.person });
        pages.show({ request, response }, { page: 'staff-refused', leave: leaveForm(pages, here) }, 403);
      }),
  };
}

const leaveForm = (pages: OwnPages, here: Here) => pages.form(`${home}/sign-out`, here);

function start(at: Exchange, pages: OwnPages): void {
  pages.show(at, { page: 'staff-start', signIn: pages.signInPath(at, { maxAge: staffFor }) });
}

/** Also for those who may see nothing here. */
async function leave(at: Exchange, pages: OwnPages): Promise<void> {
  const here = await pages.here(at);
  if (here) {
    pages.fields(at, here);
    await here.leave();
  }
  start(at, pages);
}

async function list(at: At, { pages, rooms }: StaffOptions): Promise<void> {
  const roles = rolesOf(at.here);
  const open = rooms.filter(({ role }) => roles.includes(role));
  const shown = open.map(async ({ name: room, path, waiting }) => ({ room, path, waiting: await waiting?.() }));
  pages.show(at, { page: 'staff-home', rooms: await Promise.all(shown), leave: leaveForm(pages, at.here) });
}
