// The pages for assessors (assessment/), with exactly what each needs. Part of pages.ts.
// Whoever is on them is invented (personas.yaml); what pages of a journey said is shown in the language that they had.
import type { Level } from '../assurance/level.ts';
import type { Localised } from '../config/schema/common.ts';
import type { Form } from './form.ts';

/** A run in the list. Times in milliseconds since 1970. */
export interface RunShown {
  path: string;
  since: number;
  state: 'running' | 'done' | 'stopped';
  done: number;
  all: number;
  cells: number;
  gotIn: number;
}

/** What somebody can do next. `text` is the phone number or the place. */
export interface WayShown {
  kind: 'account' | 'later' | 'phone' | 'place' | 'page';
  text: string;
}

/** Why somebody cannot go on. */
export const whys = [
  /** No account anywhere that could be chosen. */
  'no-account',
  /** The account is not on offer, or shown and cannot be chosen. */
  'not-offered',
  /** The account proves too little. */
  'level',
  /** The provider said no, or could not. */
  'provider',
  'age',
  /** It can go on another day, by a code. */
  'waiting',
  /** An error page. */
  'error',
  /** A page that the visitor does not know how to answer. */
  'other',
  /** Nothing came that could be read: the assessment failed here, not the person. */
  'broken',
] as const;
export type WhyShown = (typeof whys)[number];

/** What came of a cell, or of one attempt in it. */
export interface OutcomeShown {
  outcome: 'in' | 'stopped' | 'no-account' | 'broken';
  level?: Level;
  provider?: Localised;
  /** What officers had done before. */
  before?: 'checked' | 'actor';
  pages: number;
  /** As text, in seconds. */
  seconds: string;
  why?: WhyShown;
}

export interface CellShown extends OutcomeShown {
  /** Its page; absent where it has none. */
  path?: string;
  nearest?: WayShown;
  /** Only where two assessments are compared. */
  change?: 'better' | 'worse' | 'same' | 'new';
}

/** Rows are scenarios, columns services. A cell that was not run is absent. */
export interface Matrix {
  services: Localised[];
  rows: { title: Localised; about: string; cells: (CellShown | undefined)[] }[];
}

export interface PageSeen {
  whose: 'service' | 'hub' | 'provider';
  heading: string;
  /** Its language. */
  language: string;
}

export interface AttemptShown extends OutcomeShown {
  seen: PageSeen[];
  /** What the last page said, line by line, and in which language. */
  said?: { lines: string[]; language: string };
  ways: WayShown[];
  /** Its last page: where its picture is, or where the page that shows it is. */
  picture?: { kind: 'shown' | 'offered'; href: string };
}

export const startProblems = ['nobody', 'runs', 'not-simulated'] as const;
export type StartProblem = (typeof startProblems)[number];

export type AssessmentPage =
  | {
      page: 'staff-assessments';
      runs: RunShown[];
      /** Absent while one runs. */
      start?: Form;
      scenarios: { id: string; title: Localised; about: string }[];
      /** Why none was started. */
      wrong?: StartProblem;
      back: string;
    }
  | {
      page: 'staff-assessment';
      run: RunShown;
      /** Where the page renews itself, or where it no longer does: while it runs. */
      renew?: { on: boolean; other: string };
      matrix?: Matrix;
      compared?: { since: number; better: number; worse: number };
      /** What can be done with it; absent where it is a file by itself. */
      room?: {
        /** Those to compare it with. */
        earlier: { path: string; since: number }[];
        downloads: { json: string; junit: string; csv: string };
        remove: string;
        back: string;
      };
    }
  | {
      page: 'staff-assessment-cell';
      scenario: Localised;
      about: string;
      service: Localised;
      cell: CellShown;
      attempts: AttemptShown[];
      /** This machine can make pictures. */
      pictures: boolean;
      back: string;
    }
  | { page: 'staff-assessment-delete'; since: number; form: Form; back: string };
