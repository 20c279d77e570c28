// The pages on which officers look at people whose age their service wants looked at (ages/room.ts), with exactly what each needs. Part of
// pages.ts. Nothing of a resident may be here but the group of their age.
import type { NoReason, YesReason } from '../ages/words.ts';
import type { KnownBand } from '../config/schema/ages.ts';
import type { Localised } from '../config/schema/common.ts';
import type { Form } from './form.ts';

/** Somebody who asks from a service. */
export interface AgeAsked {
  reference: string;
  service: Localised;
  band: KnownBand;
  path: string;
  /** Milliseconds since 1970. */
  since: number;
}

/** What an officer has said. */
export interface AgeSaid {
  reference: string;
  service: Localised;
  band: KnownBand;
  said: { answer: 'yes'; reason: YesReason } | { answer: 'no'; reason: NoReason };
  /** Last day (YYYY-MM-DD). */
  until: string;
}

export const ageDone = ['yes', 'no', 'back'] as const;
export type AgeDone = (typeof ageDone)[number];

export type StaffAgePage =
  | {
      page: 'staff-ages';
      asked: AgeAsked[];
      said: (AgeSaid & { path: string })[];
      done?: AgeDone;
      back: string;
    }
  | {
      page: 'staff-age';
      asked: AgeAsked;
      form: Form;
      /** What is filled in: as it was typed, or the last day that a yes may have. */
      fields: { answer: string; day: string; month: string; year: string };
      /** Last day (YYYY-MM-DD) that a yes may have. */
      latest: string;
      wrong?: 'answer' | 'until';
      back: string;
    }
  /** Sure to take back what was said? */
  | { page: 'staff-age-back'; said: AgeSaid; form: Form; back: string };
