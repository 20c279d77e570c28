// What the pages of this folder share: what they are given, and how a page for somebody who is signed in looks. Types only.
// Nothing here may name another person than the one who is signed in.
import type { Request, Response } from 'express';
import type { Acr } from '../assurance/acr.ts';
import type { Acting } from '../representation/acting.ts';
import type { Telling } from '../representation/telling.ts';
import type { Authorities } from '../store/authority-contracts.ts';
import type { People, Vault } from '../store/contracts.ts';
import type { Moves, Sector } from '../store/matching-contracts.ts';
import type { Vouches } from '../store/vouch-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Gathering } from '../trail/gather.ts';
import type { Here, OwnPages } from '../views/own-pages.ts';
import type { About } from './about.ts';
import type { Allow } from './allowance.ts';
import type { Naming } from './show.ts';

export interface AccountOptions {
  pages: OwnPages;
  about: About;
  naming: Naming;
  moves: Pick<Moves, 'part' | 'erase'>;
  authorities: Authorities;
  vouches: Pick<Vouches, 'claimable' | 'claim' | 'end' | 'inForce' | 'ofAccount'>;
  people: Pick<People, 'find' | 'accountsOf'>;
  /** By which of them somebody may act now. */
  acting: Acting;
  /** What the person acted for is told of it. */
  telling: Pick<Telling, 'granted'>;
  sectors: readonly Sector[];
  /** Asked after the form was found to be the person's own. */
  allow: Allow;
  /** Whether nothing of a person may go, because somebody is looking into it. */
  isHeld(person: string): boolean;
  vault: Pick<Vault, 'token'>;
  acr: Pick<Acr, 'uriOf'>;
  trail: Recorder;
  gathered: Gathering['gathered'];
}

export type Exchange = { request: Request; response: Response };
/** A page for somebody who is signed in. */
export type Handler = (at: Exchange & { here: Here }, options: AccountOptions) => Promise<void> | void;
