// The officers' pages about who may act for whom (representation/room/), with exactly what each needs. Part of pages.ts.
// A list may hold no name: it is masked until an officer looks at one.
import type { Localised } from '../config/schema/common.ts';
import type { Channel } from '../notices/kinds.ts';
import type { Evidence, Relationship, WrittenField } from '../representation/words.ts';
import type { AuthoritySide } from '../store/authority-contracts.ts';
import type { Form } from './form.ts';

/** One authority, without a name. */
export interface AuthorityLine {
  reference: string;
  path: string;
  relationship: Relationship;
  evidence: Evidence;
  services: Localised[];
  /** Its last day (YYYY-MM-DD). */
  until: string;
  /** Whose codes are used. */
  claimed: Readonly<Record<AuthoritySide, boolean>>;
}

/** What an officer has typed, to be read once more before it is written. */
export interface WrittenShown extends Pick<AuthorityLine, 'relationship' | 'evidence' | 'services' | 'until'> {
  name: string;
  actorName: string | undefined;
}

/** How the person who is acted for hears of it; undefined where a letter has to be handed over. */
type Told = Exclude<Channel, 'sms'> | undefined;

export const authorityDone = ['ended', 'held', 'released'] as const;
export type AuthorityDone = (typeof authorityDone)[number];

export type AuthorityPage =
  | {
      page: 'staff-authorities';
      authorities: AuthorityLine[];
      /** There are more than are shown. */
      more: boolean;
      /** A reference that was looked for; `wrong` where it is not there. */
      typed: string;
      wrong: boolean;
      search: string;
      write: string;
      done?: AuthorityDone;
      back: string;
    }
  | {
      page: 'staff-authority';
      line: AuthorityLine;
      name: string;
      actorName: string | undefined;
      /** Day (YYYY-MM-DD). */
      since: string;
      told: Told;
      /** Nobody acts for the person meanwhile; `blocked` is for an operator to end. */
      stopped: 'held' | 'blocked' | undefined;
      /** Stops it for the person, or lets it go on; absent where they are blocked. */
      hold?: Form;
      end: string;
      done?: AuthorityDone;
      back: string;
    }
  | {
      page: 'staff-authority-end';
      reference: string;
      name: string;
      form: Form;
      back: string;
    }
  | {
      page: 'staff-authority-new';
      form: Form;
      /** What was typed, by the name of its field. */
      typed: Readonly<Record<string, string>>;
      functions: { name: string; services: Localised[] }[];
      wrong: Readonly<Partial<Record<WrittenField, true>>> | undefined;
      back: string;
    }
  | {
      page: 'staff-authority-sure';
      shown: WrittenShown;
      told: Told;
      /** Fields to be sent again, as they were typed. */
      typed: Readonly<Record<string, string>>;
      write: Form;
      change: Form;
    }
  | {
      /** The two codes, shown once, each on a sheet of its own. */
      page: 'staff-authority-codes';
      reference: string;
      shown: WrittenShown;
      codes: Readonly<Record<AuthoritySide, string>>;
      /** Where the codes are typed in. */
      address: string;
      told: Told;
      back: string;
    };
