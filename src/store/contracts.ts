// What the rest of the hub may ask of the store: interfaces only, no engine. SQLite and PostgreSQL both fill them, and one
// suite of tests runs over both. Nothing here may hold personal data in clear: implementations seal payloads and key tokens.

import type { Json } from '../connectors/contract.ts';
import type { Account, Link, LinkRule } from './account-contracts.ts';
import type { AgeDecisions } from './age-contracts.ts';
import type { Assessments } from './assessment-contracts.ts';
import type { Agreements, Authentications, Releases } from './authentication-contracts.ts';
import type { Authorities } from './authority-contracts.ts';
import type { Keys } from './key-contracts.ts';
import type { LimitRows } from './limit-contracts.ts';
import type { MatchFacts, MatchIndex, Moves, Signals } from './matching-contracts.ts';
import type { Notices } from './notice-contracts.ts';
import type { TrailRows } from './trail-contracts.ts';
import type { Vouches } from './vouch-contracts.ts';

/** Seals and tokenises. Keys are derived from the master key, which is never in the database. */
export interface Vault {
  /** AES-256-GCM; `context` is authenticated with it (table and row), so that a sealed value cannot be moved elsewhere. */
  seal(value: Json, context: string): Buffer;
  /** Throws when the value was altered, moved, or sealed under a key that is not known. */
  open(sealed: Buffer, context: string): Json;
  /** Keyed one-way token (HMAC-SHA-256, base64url): equal inputs under one label give equal tokens, nothing can be read back. */
  token(label: string, value: string): string;
  /** 32 bytes for another purpose (cookies, form tokens), by HKDF. */
  derive(label: string): Buffer;
}

/** The record of one sign-in, as the store sees it: an opaque document with a version. Times in seconds since 1970. */
export interface SignInRows {
  /** Throws when the uid is already known. `reference`: a number by which it can be found, too. */
  create(uid: string, document: Json, row: { expiresAt: number; reference?: string }): Promise<void>;
  /** Undefined when unknown or expired. */
  find(uid: string): Promise<{ document: Json; version: number } | undefined>;
  findByReference(reference: string): Promise<{ document: Json; version: number } | undefined>;
  /** Writes only if the row still has `version`; returns false when somebody else was first (or it is gone). */
  save(uid: string, document: Json, version: number): Promise<boolean>;
  /** Moves its end, never to an earlier moment. */
  prolong(uid: string, expiresAt: number): Promise<void>;
  remove(uid: string): Promise<void>;
}

/** A journey to a provider that has not come back yet. */
export interface PendingReply {
  uid: string;
  provider: string;
  memo: Json;
}

/** One-time states. Stored hashed; the memo is sealed. */
export interface PendingReplies {
  put(state: string, pending: PendingReply, expiresAt: number): Promise<void>;
  /**
   * Takes it, exactly once under any concurrency. `used` when it was taken before (with its sign-in, so that the page can
   * lead back), `foreign` when it belongs to another provider (it stays untaken), undefined when unknown or expired.
   */
  take(
    state: string,
    provider: string,
  ): Promise<
    { kind: 'taken'; pending: PendingReply } | { kind: 'used'; uid: string } | { kind: 'foreign' } | undefined
  >;
  /** Makes one that was taken good for one more answer: the provider has said that the real one comes later. */
  rearm(state: string): Promise<void>;
  /** Moves the end of all that a sign-in has out, never to an earlier moment: the person takes a break. */
  hold(uid: string, expiresAt: number): Promise<void>;
}

/** Codes with which a person goes on with a sign-in later, or elsewhere. Stored as keyed tokens. */
export interface ResumeCodes {
  put(code: string, uid: string, expiresAt: number): Promise<void>;
  /** The sign-in; undefined for a code that is unknown, expired or dropped. */
  find(code: string): Promise<string | undefined>;
  drop(code: string): Promise<void>;
}

/** Accounts and the people they belong to. One account is never two people's (unique index on its token). */
export interface People {
  accountOf(account: { issuer: string; subject: string }): string;
  find(account: string): Promise<Account | undefined>;
  /** In the order in which they were linked. */
  accountsOf(person: string): Promise<Account[]>;
  /**
   * Makes a new account somebody's: a new person's (random id), or that of `into`. Exactly one person under any concurrency: whoever comes
   * second gets what the first one made. Undefined when `into` is nobody any more.
   */
  join(
    account: string,
    how: { provider: string; rule: LinkRule; into?: string },
    link: Link,
  ): Promise<(Account & { known: boolean }) | undefined>;
  /** Lets the link of an account stand on something else. */
  relink(account: string, link: Link): Promise<void>;
  /** Who is blocked (every sign-in and token ends) or held (nothing is linked to them), as it stood when this was asked for. */
  blocked(): Promise<(person: string, kind?: BlockKind) => boolean>;
  /** A person goes by the trail's pseudonym here. */
  block(pseudonym: string, kind?: BlockKind): Promise<void>;
  /** False when they were not blocked. */
  unblock(pseudonym: string): Promise<boolean>;
}

export type BlockKind = 'block' | 'hold';

/** Something that an officer has to look at. */
export interface Case {
  /** What the person was given to name it by. */
  reference: string;
  /**
   * `continuity`: it spoke of somebody else than before. `match`: it may be somebody's whom the hub knows. `age`: a service wants an officer
   * to look at people of its person's age.
   */
  kind: 'continuity' | 'match' | 'age';
  /** Token of the account. */
  account: string;
  content: Json;
  /** Seconds since 1970. */
  openedAt: number;
}

/** At most one open case of a kind and an account. Contents are sealed. */
export interface Cases {
  /** Opens it, or finds the one that is open. Returns its reference. */
  open(case_: Omit<Case, 'openedAt'>): Promise<string>;
  /** The open ones, oldest first. */
  list(): Promise<Case[]>;
  find(reference: string): Promise<Case | undefined>;
  /** Keeps something else of an open one. False when there is no such open case. */
  update(reference: string, content: Json): Promise<boolean>;
  /** Closes it and forgets what it was about. False when there is no such open case. */
  close(reference: string): Promise<boolean>;
}

/** What a service's own matcher has said of a person, where it is worth remembering. */
export type ServiceMatchResult = 'match' | 'account-creation';

/** Results of services' own matchers, by person and service. */
export interface ServiceMatches {
  find(person: string, service: string): Promise<ServiceMatchResult | undefined>;
  put(person: string, service: string, result: ServiceMatchResult): Promise<void>;
  /** Drops all of a person: what an account stood for has changed. */
  forget(person: string): Promise<void>;
}

/** Pairwise subjects (OpenID Connect Core 8.1), one per organisation and person: issued once, stored, never recomputed. */
export interface Subjects {
  subjectFor(organisation: string, person: string): Promise<string>;
  /** The subjects of a person that organisations know, of those named. */
  subjectsOf(person: string, organisations: readonly string[]): Promise<{ organisation: string; subject: string }[]>;
  /** The subject that a person had for a service before, told once: where it has changed. */
  takePrevious(service: string, person: string): Promise<string | undefined>;
}

/** Values that count once, on every node together: assertion ids (SAML profiles 4.1.4.5). Stored as keyed tokens. */
export interface UsedOnce {
  /** True for the first caller only. The value is forgotten after `expiresAt` (seconds since 1970). */
  first(kind: string, value: string, expiresAt: number): Promise<boolean>;
}

/** What all nodes know of a provider beside its record: switches that an operator set, its health, its last good metadata, its last trial. */
export type ProviderFact = 'switch' | 'health' | 'metadata' | 'trial';
export type ProviderFacts = Facts<ProviderFact>;
/** The same of a service. */
export type ServiceFacts = Facts<'switch'>;

/** Facts about the records of one kind, by a record's id. */
export interface Facts<Fact extends string> {
  find(id: string, fact: Fact): Promise<Json | undefined>;
  all(fact: Fact): Promise<ReadonlyMap<string, Json>>;
  /** Writes it and moves the revision. */
  put(id: string, fact: Fact, content: Json): Promise<void>;
  /** Changes whenever anything was put: cheap to poll. */
  revision(): Promise<number>;
}

/** Work that one node at a time does. */
export interface Leases {
  /** True when `holder` has it now, for so many seconds: it was free, run out, or the holder's own. */
  take(name: string, holder: string, seconds: number): Promise<boolean>;
}

/** The whole store. */
export interface Store {
  vault: Vault;
  signIns: SignInRows;
  pendingReplies: PendingReplies;
  people: People;
  moves: Moves;
  signals: Signals;
  notices: Notices;
  matchIndex: MatchIndex;
  matchFacts: MatchFacts;
  cases: Cases;
  resumeCodes: ResumeCodes;
  authentications: Authentications;
  releases: Releases;
  ageDecisions: AgeDecisions;
  agreements: Agreements;
  authorities: Authorities;
  vouches: Vouches;
  assessments: Assessments;
  serviceMatches: ServiceMatches;
  subjects: Subjects;
  keys: Keys;
  usedOnce: UsedOnce;
  providerFacts: ProviderFacts;
  serviceFacts: ServiceFacts;
  leases: Leases;
  limits: LimitRows;
  trail: TrailRows;
  /** Removes what has expired, in small batches; returns how many rows went. */
  sweep(): Promise<number>;
  /** A sweep that is under way ends after its statement, and none begins: nobody has to wait for it to stop. */
  endSweep(): void;
  /** How many sign-ins are under way, finished or not. */
  underWay(): Promise<number>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** SQL statements sent so far, for the bench. */
  statements(): number;
  close(): Promise<void>;
}
