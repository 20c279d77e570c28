// The pages for people who work for the council (staff/), with exactly what each needs. Part of pages.ts.
// Nothing of a resident may be here while a case is masked: the words of levels and weights only.
import type { Identity } from '../assurance/level.ts';
import type { Localised } from '../config/schema/common.ts';
import type { Form } from './form.ts';

export const caseReasons = [
  'several-candidates',
  'household',
  'child',
  'identifier-conflict',
  'details-conflict',
  'kept-apart',
  'held',
  'wrong-answers',
] as const;
export type CaseReason = (typeof caseReasons)[number];

/** Why an officer opens a case: what they were asked to do. */
export const openingReasons = ['queue', 'person-asked', 'service-asked', 'second-look'] as const;
export type OpeningReason = (typeof openingReasons)[number];

/** One line of a waterfall: what agrees, how well, and what that is worth. */
export interface WaterfallRow {
  field: string;
  agreement: string;
  /** Bits. */
  weight: number;
  /** Where its bar begins and how wide it is, in hundredths of the whole. */
  from: number;
  width: number;
}

export interface Waterfall {
  /** Bits that anybody begins with: below nothing. */
  prior: number;
  rows: WaterfallRow[];
  total: number;
  /** Of being the same person. */
  percent: string;
}

/** An account as an officer sees it once a case is open. */
export interface Side {
  provider?: Localised;
  identity: Identity;
  /** Day (YYYY-MM-DD). */
  since: string;
  given?: string;
  family?: string;
  birthdate?: string;
  address?: string;
}

export interface CandidateShown {
  /** A, B, …: what it is called on the page. */
  letter: string;
  waterfall?: Waterfall;
  /** Only once the case is open. */
  side?: Side;
  /** The person is blocked or held: nothing can be linked to them. */
  held: boolean;
}

/** The rooms of the pages for staff. */
export const staffRoomNames = ['matching', 'ages', 'assist', 'authorities', 'vouching', 'assessments'] as const;
export type StaffRoomName = (typeof staffRoomNames)[number];

/** Why an officer sits beside somebody: nothing that could tell of their health. */
export const assistReasons = ['person-asked', 'family-asked', 'appointment'] as const;
export type AssistReason = (typeof assistReasons)[number];

export type StaffPage =
  | {
      /** An officer says that they sit beside somebody who signs in. */
      page: 'staff-assist';
      form: Form;
      typed: { reference: string; reason: string };
      wrong: { reference: boolean; reason: boolean } | undefined;
      done: boolean;
      back: string;
    }
  | { page: 'staff-start'; signIn: string }
  | { page: 'staff-refused'; leave: Form }
  /** The rooms that somebody may enter, and how much waits in each. */
  | {
      page: 'staff-home';
      rooms: { room: StaffRoomName; path: string; waiting: number | undefined }[];
      leave: Form;
    }
  | {
      page: 'staff-cases';
      cases: {
        reference: string;
        path: string;
        since: number;
        reason: CaseReason;
        fourEyes: boolean;
        proposed: boolean;
      }[];
      /** What has just been done. */
      done?: CaseDone;
      back: string;
    }
  | {
      page: 'staff-case';
      reference: string;
      reason: CaseReason;
      fourEyes: boolean;
      /** Somebody has decided, and another officer has to. */
      proposed: 'by-you' | 'by-another' | undefined;
      candidates: CandidateShown[];
      /** Only once the case is open. */
      account?: Side;
      /** Opens it, or, where it is open, decides. */
      form: Form;
      wrong: boolean;
      back: string;
    };

export const caseDone = ['linked', 'apart', 'asked', 'proposed', 'disagreed'] as const;
export type CaseDone = (typeof caseDone)[number];
