// The pages on which a person picks an account, can pick none, or looks for another way (choice/), with exactly what each needs. Part of pages.ts.
// Nothing here may tell one person from another: who has been checked, or is known, is said to nobody.
import type { Fit, Reason } from '../choice/words.ts';
import type { Localised } from '../config/schema/common.ts';
import type { DoneWithout, SecondFactor } from '../config/schema/identity-providers.ts';
import type { Form } from './form.ts';

/** Why a provider is shown but cannot be used. */
export type GreyReason = 'level-too-low' | 'unavailable' | 'tried';

export interface Offer {
  id: string;
  name: Localised;
  description: Localised;
  /** Absent when it can be chosen. */
  grey?: GreyReason;
  /** Only for people who have used it here before. */
  knownOnly?: boolean;
  /** Under what it stands in a long list. */
  group?: Localised;
  /** How it suits what the person said of themselves. */
  fits?: Fit[];
}

/** How an attempt at a provider ended, in the words the pages use (fraud is told as not-verified). */
export type Attempt =
  | 'cancelled'
  | 'no-context'
  | 'not-verified'
  | 'pending'
  | 'uplift-failed'
  | 'rejected'
  | 'unavailable'
  | 'invalid'
  | 'level-too-low'
  | 'closed-to-new'
  | 'contradicted';

/** What the choice says of officers' checks: to everybody alike, whoever they are. */
export interface InPerson {
  /** Says that an officer has checked the person, or takes that back. */
  form: Form;
  said: boolean;
  /** They came with an account that is not sure enough: where to be checked. */
  missing: boolean;
}

/** Of many accounts the page shows some. */
export interface Narrowed {
  /** Form (GET) that searches by name, and the beginning of the list; where all are shown; what was searched for, absent where nothing was. */
  action: string;
  all: string;
  sought?: string;
  /** All are shown, these under one another; where no record names a group it is one. */
  groups?: { name?: Localised; offers: Offer[] }[];
  /** How many there are that were searched for, and altogether. */
  found: number;
  total: number;
}

export type ChoicePage =
  | {
      page: 'choice';
      form: Form;
      offers: Offer[];
      /** Where there are more than are shown. */
      narrowed?: Narrowed;
      /** Form (GET) in which the person says what makes it hard, or takes it back; what they said; whether they may act for somebody here. */
      reasons: { action: string; told: readonly Reason[]; mayAct: boolean };
      /** What happened at the provider that was tried last. */
      attempt?: { provider: Localised; how: Attempt };
      /** The person pressed Continue without choosing. */
      nothingChosen?: boolean;
      /** Form that puts the sign-in off to another day; where something has been tried. */
      later?: Form;
      /** The person is to sign in to their other account: the form goes on without. */
      other?: Form;
      inPerson?: InPerson;
      /** The level is there, but the service needs to be surer than the account that the person is signed in with. */
      stepUp?: boolean;
    }
  | {
      /** No provider that is left can reach what the service needs: the ways on, and the way back (the frame's cancel form). */
      page: 'stopped';
      attempt?: { provider: Localised; how: Attempt };
      reference: string;
      /** Where the person can choose again, if any provider is left. */
      again?: string;
      /** Every provider that could do it is switched off or unreachable. */
      allUnavailable?: boolean;
      /** The person was to sign in to their other account: the form goes on without. */
      other?: Form;
      /** Form that puts the sign-in off to another day; where something has been tried. */
      later?: Form;
      inPerson?: InPerson;
    }
  | {
      /** Every way on for this request, in an order that never changes; the last is the organisation's help in person. */
      page: 'ways';
      /** Accounts that can reach what is needed. Empty where another account would not help. */
      accounts: {
        name: Localised;
        needs: readonly DoneWithout[];
        worksWithout: readonly DoneWithout[];
        /** Ways to prove there a second time that it is them. */
        factors: readonly SecondFactor[];
        /** Years from which people can have it. */
        age?: number;
        grey?: Exclude<GreyReason, 'level-too-low'>;
      }[];
      /** How many more accounts there are: the choice has them all. */
      more?: number;
      /** Leads to the choice among them: an address, or a form. */
      choose?: { href: string } | Form;
      /** Form that puts the sign-in off to another day, where that has not been done. */
      pause?: Form | 'has-code';
      /** Somebody may act for the person at this service. */
      acting: boolean;
      /** An officer's check can bring the person to what this request needs. */
      desk: boolean;
      /** Where the sign-in stands. */
      back: string;
      reference: string;
    };
