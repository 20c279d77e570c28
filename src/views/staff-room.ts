// A room of the pages for staff: what it is called, who may enter, and its routes behind the door that staff/ keeps. Types only.
// A room must never answer a request that did not come through its door.
import type { Request, Response, Router } from 'express';
import type { StaffRole } from '../config/schema/common.ts';
import type { Here, OwnPages } from './own-pages.ts';
import type { StaffRoomName } from './staff-pages.ts';

/** A page for a member of staff with the role of the room. */
export interface At {
  request: Request;
  response: Response;
  here: Here;
  /** Who they are: a person. */
  officer: string;
}

export interface Door {
  pages: OwnPages;
  /** Where the rooms are listed. */
  home: string;
  /** Lets whoever has the room's role through, signed in within 15 minutes; shows anybody else a page that says what is missing. */
  through(handler: (at: At) => Promise<void>): (request: Request, response: Response) => void;
}

export interface StaffRoom {
  name: StaffRoomName;
  /** Its first page. */
  path: string;
  role: StaffRole;
  /** How much waits there for somebody of that role. */
  waiting?(): Promise<number>;
  routes(door: Door): Router;
}
