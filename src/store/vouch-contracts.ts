// Officers' checks of who people are, as the store keeps them. Types only, beside contracts.ts.
// A record is written once and never changed; what becomes of it is events, each written once. Nothing may stand in clear at rest.
import type { Level, Stamp } from '../assurance/level.ts';
import type { Language } from '../config/schema/common.ts';
import type { Attribute } from '../connectors/contract.ts';
import type { NewNotice } from '../notices/kinds.ts';
import type {
  CheckMethod,
  CoercionCheck,
  EndReason,
  EvidenceType,
  Meeting,
  Relation,
  VoucherProof,
  WayToHear,
} from '../vouching/words.ts';

/** The most identity that an officer's check can give (V3). */
export type VouchedIdentity = Extract<Level['identity'], 'low' | 'medium'>;

/** One thing that was shown; scores of GPG 45, 0 to 4. */
export interface ScoredEvidence {
  type: EvidenceType;
  strength: number;
  validity: number;
}

/** Somebody who knows the person and says so, beside the officer. */
export interface Voucher {
  name: string;
  relation: Relation;
  /** A year. */
  knownSince: number;
  proof: VoucherProof;
}

/** Who the person is, as it was checked, by canonical name. */
export interface CheckedDetails {
  given_name?: string;
  family_name?: string;
  /** YYYY-MM-DD. */
  birthdate: string;
  /** Its lines, with the postcode last. */
  address?: readonly string[];
}

/** What an officer writes down (V2). */
export interface VouchContent {
  /** A person of the hub, as all officers here. */
  officer: string;
  organisation: { id: string; name: string };
  method: Meeting;
  evidence: readonly ScoredEvidence[];
  activity: number;
  fraud: number;
  verification: number;
  voucher?: Voucher;
  /** Seconds since 1970. */
  checks: readonly { method: CheckMethod; at: number }[];
  reason: string;
  coercion: readonly CoercionCheck[];
  details: CheckedDetails;
  /** How the person hears of it; `to` where the hub tells them. */
  tell: { way: WayToHear; to?: string | readonly string[]; language: Language };
  /** What it comes to. */
  identity: VouchedIdentity;
  profile: string;
  framework: string;
  frameworkVersion: string;
}

/** Seconds since 1970. */
export interface VouchTimes {
  recordedAt: number;
  /** When the code for the person ends. */
  claimUntil: number;
  endsAt: number;
}

/** `parted`: its account was taken out of its person. */
export type VouchEvent = 'approved' | 'refused' | 'claimed' | 'revoked' | 'repudiated' | 'parted';

/** What happened to a record, and by whom, where that is known. */
export interface Happened {
  at: number;
  by?: string;
  reason?: EndReason;
  /** Id of what the person was told. */
  notice?: string;
}

export interface Vouch extends VouchContent, VouchTimes {
  id: string;
  events: Readonly<Partial<Record<VouchEvent, Happened>>>;
}

/** What counts of one that is in force: for the account that it is bound to. */
export interface VouchInForce extends VouchTimes {
  id: string;
  identity: VouchedIdentity;
  stamp: Stamp;
  /** What was checked, as attributes. */
  attributes: Readonly<Record<string, Attribute>>;
  organisation: string;
  checks: VouchContent['checks'];
  /** Somebody vouched beside the officer: how they know the person. */
  relation?: Relation;
}

export interface NewVouch {
  id: string;
  content: VouchContent;
  times: VouchTimes;
  /** For the person, to bind it to their account; and for whoever has its letter, to stop it. */
  codes: { claim: string; stop: string };
}

/** Officers' checks. Whoever asks for one that is over hears no more of it than its officers do. */
export interface Vouches {
  /** False where one of that id is there. */
  record(vouch: NewVouch): Promise<boolean>;
  find(id: string): Promise<Vouch | undefined>;
  /** The newest, newest first. */
  list(most: number): Promise<Vouch[]>;
  /** Brings it into force, with what is to be told, in one transaction. False where it does not wait any more. */
  approve(id: string, by: string, notice?: NewNotice): Promise<boolean>;
  /** Ends it, for good. False where that was so already. */
  end(
    id: string,
    how: 'refused' | 'revoked' | 'repudiated',
    by?: { by?: string; reason?: EndReason },
  ): Promise<boolean>;
  /** One that can be bound with a code now. */
  claimable(code: string): Promise<Vouch | undefined>;
  /** Binds it to an account, once. False where somebody was first, or it is over. */
  claim(id: string, to: { account: string; person: string }): Promise<boolean>;
  /** One that the code of a letter belongs to, whatever became of it. */
  ofLetter(code: string): Promise<Vouch | undefined>;
  /** All that were bound to an account, newest first. */
  ofAccount(account: string): Promise<Vouch[]>;
  /** What counts for an account now; never for the officers who made it. */
  inForce(account: string, person?: string): Promise<VouchInForce | undefined>;
  /** Whether one still counts. */
  stillStands(id: string): Promise<boolean>;
}
