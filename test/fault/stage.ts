// What every scenario of the fault test works with.
import type { FaultHouse } from './house.ts';
import type { Person } from './people.ts';
import type { Attempt, Visiting } from './sign-in.ts';

export interface Stage {
  house: FaultHouse;
  visiting: Visiting;
  /** Somebody new, for this scenario only. */
  newPeople(count: number): Person[];
  /** Every sign-in of the run so far. */
  ledger: Attempt[];
  /** Sign-ins that scenarios begin. */
  people: number;
  /** How soon every node has to follow a switch, in milliseconds. */
  switchWithin: number;
}

/** What a scenario did: its sign-ins, and what did not hold that only it can see. */
export interface Happened {
  attempts: Attempt[];
  problems: string[];
}

export type Scenario = (stage: Stage) => Promise<Happened>;
