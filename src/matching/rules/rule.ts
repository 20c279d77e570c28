// What a rule of the matching policy is given, and what it can say. The order of the rules is in ../policy.ts; the first that decides, wins.
// A rule must never change anything: ../apply.ts does, once one has decided.
import type { Level } from '../../assurance/level.ts';
import type { MatchingConfig } from '../../config/schema/matching.ts';
import type { Assertion } from '../../connectors/contract.ts';
import type { Aside, Reached, SignIn } from '../../signin/record.ts';
import type { Account, Link } from '../../store/account-contracts.ts';
import type { BlockKind, People } from '../../store/contracts.ts';
import type { MatchFacts } from '../../store/matching-contracts.ts';
import type { Findings } from '../findings.ts';
import type { Index } from '../index-of-people.ts';

/** An account that has come in, and the question whose it is. */
export interface Inquiry {
  signIn: SignIn;
  assertion: Assertion;
  reached: Reached;
  /** Token of the account. */
  account: string;
  /** Whose it is, where it has been here before. */
  known: Account | undefined;
  /** What it proves now. */
  now: Link;
}

/** What rules may look at. */
export interface Knowledge {
  people: Pick<People, 'find' | 'accountOf' | 'accountsOf'>;
  facts: MatchFacts;
  index: Index;
  settings: MatchingConfig;
  /** Whether somebody acts for another, or another for them. */
  actsFor(person: string): Promise<boolean>;
  /** Whether somebody is blocked altogether, or (`hold`) nothing may be linked to them. */
  isBlocked(person: string, kind?: BlockKind): boolean;
}

/** Why an officer has to look, in closed words. */
export type OfficerReason =
  | 'several-candidates'
  | 'household'
  | 'child'
  | 'identifier-conflict'
  | 'details-conflict'
  | 'kept-apart'
  | 'held'
  | 'wrong-answers';

export type Decision =
  | { kind: 'refused'; how: 'not-verified' | 'closed-to-new'; blocked?: string }
  /** It is whose it was. */
  | { kind: 'known' }
  /** It becomes somebody's, at this level. */
  | { kind: 'link'; rule: Account['rule']; to: Target; level: Level; findings?: Findings }
  /** `byAnswer`: an answer settles it, too; otherwise only signing in to both accounts does. */
  | { kind: 'ask'; persons: readonly string[]; findings: Findings; byAnswer: boolean }
  /** Both accounts of one sitting are there: the person is asked whether they are theirs. */
  | { kind: 'confirm' }
  /** It stays, or becomes, a person of its own, and an officer looks. */
  | { kind: 'officer'; reason: OfficerReason; persons: readonly string[]; findings?: Findings }
  /** `findings`: who was nearest, where somebody was looked at. */
  | { kind: 'new'; findings?: Findings };

/** Whom an account is linked to: somebody, or whoever begins with an account that was proven beside it. */
export type Target = { person: string } | { begins: Aside };

/** Decides, or leaves it to the next rule. */
export type Rule = (inquiry: Inquiry, knowledge: Knowledge) => Promise<Decision | undefined>;
