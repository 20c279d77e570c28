// Assessments as the store keeps them: one run at a time, and what each found. Types only, beside contracts.ts.
// Nothing here may stand in clear at rest but counts and states.
import type { Json } from '../connectors/contract.ts';

/** `stopped`: it ended before its end, or its node went away. */
export type AssessmentState = 'running' | 'done' | 'stopped';

export interface AssessmentRun {
  id: string;
  state: AssessmentState;
  /** Seconds since 1970. */
  startedAt: number;
  done: number;
  all: number;
  /** Cells, and how many of them somebody got into: at its end. */
  cells: number;
  gotIn: number;
}

/** Every method counts a run as stopped whose node has not been heard of for `silence` seconds. */
export interface Assessments {
  /** A new run; undefined while another one runs. */
  begin(): Promise<string | undefined>;
  /** Says that it goes on, and how far it is. False where it is no longer wanted: stopped or deleted. */
  beat(id: string, at: Pick<AssessmentRun, 'done' | 'all'>): Promise<boolean>;
  /** Keeps a page under a name. */
  keepPage(id: string, name: string, page: Json): Promise<void>;
  page(id: string, name: string): Promise<Json | undefined>;
  /** Ends it with what it found; without, it was stopped. */
  end(id: string, found?: { report: Json } & Pick<AssessmentRun, 'cells' | 'gotIn'>): Promise<void>;
  /** Newest first. */
  list(): Promise<AssessmentRun[]>;
  /** Undefined where there is none; without a report where it found nothing yet. */
  find(id: string): Promise<(AssessmentRun & { report?: Json }) | undefined>;
  /** With its pages. False where there is none. */
  remove(id: string): Promise<boolean>;
}
