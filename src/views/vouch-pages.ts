// The pages about officers' checks of who people are: for officers, for the person, and for whoever has the letter. Part of pages.ts.
// Nothing of a person may be in a list, and nothing at all on the pages that need no sign-in.
import type { Localised } from '../config/schema/common.ts';
import type { VouchContent, VouchedIdentity } from '../store/vouch-contracts.ts';
import type { VouchState, WayToHear } from '../vouching/words.ts';
import type { Form } from './form.ts';

/** One record in the list. */
export interface VouchLine {
  reference: string;
  path: string;
  state: VouchState;
  identity: VouchedIdentity;
  /** Milliseconds since 1970. */
  since: number;
  /** The day (YYYY-MM-DD) on which it ends. */
  ends: string;
  mine: boolean;
  fourEyes: boolean;
}

export const vouchDone = ['recorded', 'approved', 'refused', 'revoked'] as const;
export type VouchDone = (typeof vouchDone)[number];

/** A record as officers see it. */
export type VouchShown = Pick<
  VouchContent,
  'method' | 'evidence' | 'activity' | 'fraud' | 'verification' | 'voucher' | 'identity' | 'profile'
> & {
  name: string;
  birthdate: string;
  address: readonly string[];
  checks: readonly Pick<VouchContent['checks'][number], 'method'>[];
  /** Why it was done, in the officer's own words. */
  note: string;
  /** Day (YYYY-MM-DD). */
  ends: string;
  fourEyes: boolean;
  way: WayToHear;
};

/** One that counts for the account that the person is signed in with. */
export interface OwnVouch {
  name: string;
  /** Days (YYYY-MM-DD). */
  checkedOn: string;
  ends: string;
  /** Where it can be stopped. */
  stop: string;
}

export type VouchPage =
  | {
      page: 'staff-vouches';
      waiting: VouchLine[];
      current: VouchLine[];
      ended: VouchLine[];
      record: string;
      done?: VouchDone;
      back: string;
    }
  | {
      page: 'staff-vouch-new';
      form: Form;
      /** By field; every field is there. */
      values: Readonly<Record<string, string>>;
      /** By field, as a word under `staff-vouch-new.wrong`. */
      wrong?: readonly { field: string; problem: string }[];
      ways: readonly { way: WayToHear }[];
      /** Until when the officer can send it, in milliseconds since 1970; and where they sign in again to have longer. */
      until: number;
      signIn: string;
      back: string;
    }
  | {
      /** What it comes to, before it is written down. */
      page: 'staff-vouch-confirm';
      /** Its id, and all fields once more, are in both forms. */
      form: Form;
      change: Form;
      id: string;
      values: Readonly<Record<string, string>>;
      record: VouchShown;
    }
  | {
      page: 'staff-vouch';
      reference: string;
      state: VouchState;
      record: VouchShown;
      /** Milliseconds since 1970. */
      since: number;
      mine: boolean;
      /** The person's code, for the officer who has just recorded it. */
      code?: { text: string; address: string };
      /** Where the letter is that is to be handed over. */
      letter?: string;
      /** The hub was to tell the person, and could not. */
      untold?: boolean;
      /** Brings it into force; `objection` where this officer cannot. */
      approve?: { form: Form; byHand: boolean } | { objection: 'self' | 'same-officer' | 'only-vouched' };
      refuse?: Form;
      revoke?: Form;
      download: Form;
      wrong?: 'told' | 'reason';
      done?: VouchDone;
      back: string;
    }
  | {
      /** To be printed. */
      page: 'staff-vouch-letter';
      name: string;
      /** Day (YYYY-MM-DD). */
      checkedOn: string;
      address: string;
      code: string;
      help: { phone: string; place: Localised };
      back: string;
    }
  | {
      page: 'account-vouch';
      account?: Localised;
      vouches: OwnVouch[];
      /** Its field: a code from the council. Absent where the person has to sign in with two steps first. */
      code?: Form;
      signIn: string;
      wrong: boolean;
      done?: 'claimed' | 'stopped';
      back: string;
    }
  | {
      /** What an officer checked, before it counts for the account. */
      page: 'account-vouch-check';
      account?: Localised;
      name: string;
      birthdate: string;
      address: readonly string[];
      ends: string;
      form: Form;
      code: string;
      back: string;
    }
  | { page: 'account-vouch-stop'; name: string; checkedOn: string; form: Form; back: string }
  /** The code of a letter, without a sign-in. */
  | { page: 'vouch-stop'; form: Form; wrong: boolean }
  | { page: 'vouch-stop-ask'; form: Form; code: string; checkedOn: string }
  /** `before`: it was over already. */
  | { page: 'vouch-stopped'; before: boolean };
