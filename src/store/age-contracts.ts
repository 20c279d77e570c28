// What officers have said of people whose age they had to look at, as the store keeps it. Types only, beside contracts.ts.
// Nothing here may hold more of an age than its group, nor stand in clear at rest.
import type { NoReason, YesReason } from '../ages/words.ts';
import type { KnownBand } from '../config/schema/ages.ts';

export interface NewAgeDecision {
  service: string;
  /** The group that it was said of: it says nothing of the person once they are in another. */
  band: KnownBand;
  said: { answer: 'yes'; reason: YesReason } | { answer: 'no'; reason: NoReason };
  /** Of the case, which the person has too. */
  reference: string;
  /** Seconds since 1970. */
  endsAt: number;
}

export interface AgeDecision extends NewAgeDecision {
  id: string;
  person: string;
  decidedAt: number;
}

/** One a person and service. One that is over, or was taken back, or whose person has lost an account, is not there any more. */
export interface AgeDecisions {
  /** Says it of whoever an account belongs to at that moment, in the place of what was said before. Undefined where the account is nobody's. */
  decide(account: string, decision: NewAgeDecision): Promise<AgeDecision | undefined>;
  find(person: string, service: string): Promise<AgeDecision | undefined>;
  /** Those that hold, the newest first. */
  all(): Promise<AgeDecision[]>;
  /** Takes it back; undefined where there is none. */
  end(id: string): Promise<AgeDecision | undefined>;
}
