// Accounts as the store keeps them: whose each is, and what its link stands on. Types only, beside contracts.ts.
// Nothing here may hold personal data in clear: details are sealed at rest.
import type { Level, Stamp } from '../assurance/level.ts';

/** What the link between an account and its person stands on. */
export interface Link {
  /** The level at which it was made, or has been raised to. */
  level: Level;
  /** By which version of which table; absent where the link was made before that was kept. */
  stamp?: Stamp;
  /** Names and date of birth as they were proven then, by canonical name; empty where none were. Sealed at rest. */
  details: Readonly<Record<string, string>>;
}

/** How an account came to its person: the rule of the matching policy that decided. */
export type LinkRule = 'new-account' | 'strong-identifier' | 'proof' | 'attributes' | 'question' | 'officer';

/** An account and whose it is. */
export interface Account {
  /** Keyed token over issuer and subject. */
  account: string;
  person: string;
  /** Id of the provider's record; absent where it was linked before that was kept. */
  provider?: string;
  rule: LinkRule;
  /** Whose it was before it was linked: there it goes back to. Absent for one that has always been this person's. */
  cameFrom?: string;
  /** Seconds since 1970. */
  linkedAt: number;
  /** An officer wants its person to be asked once more whose it is. */
  askAgain?: true;
  /** How long its record in the matching index is kept; absent where it has none. Seconds since 1970. */
  keptUntil?: number;
  /** Token of the answer to the question that it is known by; one of them where there are several. Absent where there is none. */
  answer?: string;
  link: Link;
}
