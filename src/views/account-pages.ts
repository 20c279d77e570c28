// The pages on which people see what is kept of them (account/), with exactly what each needs. Part of pages.ts.
// Nothing here may hold more of a person than the page shows.
import type { Localised } from '../config/schema/common.ts';
import type { Relationship } from '../representation/words.ts';
import type { LinkRule } from '../store/account-contracts.ts';
import type { AuthoritySide } from '../store/authority-contracts.ts';
import type { Form } from './form.ts';

/** Something that happened with somebody's accounts: an event of the trail that has a text for people. */
export interface Use {
  /** Milliseconds since 1970. */
  at: number;
  event: UseEvent;
  /** The service or the account that it was about; absent where there is none, or it is there no more. */
  name?: Localised;
}

export const useEvents = [
  'person.new',
  'person.recognised',
  'person.linked',
  'person.parted',
  'person.downloaded',
  'sign-in.finished',
  'share.agreed',
  'tokens.issued',
  'authority.used',
  'authority.used-for',
  'authority.claimed',
  'authority.viewed',
  'case.viewed',
  'vouch.claimed',
  'vouch.viewed',
  'vouch.revoked',
  'vouch.repudiated',
] as const;

export type UseEvent = (typeof useEvents)[number];

export interface LinkedAccount {
  /** Absent where it was linked before that was kept, or the provider is there no more. */
  name?: Localised;
  /** Day (YYYY-MM-DD). */
  since: string;
  why: LinkRule;
  /** The person is signed in with it. */
  here: boolean;
  /** Where it can be taken out; absent for the one that everything began with, and for the only one. */
  unlink?: string;
}

/** One authority, as either side sees it. */
export interface ActingLine {
  /** Of the person who is acted for. */
  name: string;
  /** Of the one who acts, for the other of the two; absent where nobody wrote it down. */
  actorName?: string;
  relationship: Relationship;
  services: Localised[];
  /** Its last day (YYYY-MM-DD). */
  until: string;
  /** Where it can be ended. */
  end: string;
}

export interface KnownBy {
  organisation: Localised;
  /** What it knows the person by. */
  subject: string;
  services: { name: Localised; attributes: Localised[]; since: string }[];
}

export type AccountPage =
  | {
      /** Nobody is signed in. */
      page: 'account-start';
      signIn: string;
    }
  | {
      page: 'account';
      accounts: LinkedAccount[];
      /** Where they sign in with another account; absent where they have to sign in with this one again first. */
      add?: string;
      /** Instead: where they do that. */
      signIn?: string;
      knownBy: KnownBy[];
      uses: string;
      acting: string;
      vouch: string;
      download: Form;
      remove: string;
      leave: Form;
      /** An account has just been taken out. */
      unlinked: boolean;
    }
  | {
      page: 'account-uses';
      uses: Use[];
      /** There is more than is shown: it is in the download. */
      more: boolean;
      back: string;
    }
  | {
      page: 'account-unlink';
      name?: Localised;
      here: boolean;
      /** Absent where the person has to sign in as strongly as with that account first, or may not. */
      form?: Form;
      signIn: string;
      /** Something is being looked into: nothing may change meanwhile. */
      held: boolean;
      back: string;
    }
  | {
      page: 'account-delete';
      /** Absent where the person has to sign in again first, or may not. */
      form?: Form;
      signIn: string;
      /** Something is being looked into: nothing may go meanwhile. */
      held: boolean;
      back: string;
    }
  | {
      /** For whom the person may act, and who may act for them. */
      page: 'account-acting';
      iActFor: ActingLine[];
      actForMe: ActingLine[];
      /** Its field: a code from the council. */
      code: Form;
      wrong: boolean;
      back: string;
    }
  | {
      /** Whether somebody really wants to end it: it cannot be undone. */
      page: 'account-acting-end';
      name: string;
      relationship: Relationship;
      side: AuthoritySide;
      form: Form;
      back: string;
    }
  | { page: 'account-deleted' }
  | { page: 'account-left'; again: string };
