// The record of one sign-in: everything that is in flight between the service's request and its answer. It is written after each
// step, so that any node, a reload or a second tab can go on from it. It must never be read by a service, and it is sealed at rest.
import { randomInt } from 'node:crypto';
import type { Asked } from '../assurance/ask.ts';
import type { Level, Stamp } from '../assurance/level.ts';
import type { Reason } from '../choice/words.ts';
import type { AgePolicy, KnownBand } from '../config/schema/ages.ts';
import type { Language } from '../config/schema/common.ts';
import type { Assertion, FailedOutcome, Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { ServiceMatchResult, SignInRows } from '../store/contracts.ts';
import type { Time } from './time.ts';

/** A journey to a provider that did not lead to the level. */
export interface Attempt {
  provider: string;
  how: FailedOutcome | 'level-too-low' | 'closed-to-new' | 'contradicted';
}

/** What a sign-in waits for: a provider's checks, an officer, or the person's own time. */
export interface Waiting {
  why: 'provider' | 'officer' | 'person';
  /** The provider that the person was with. */
  provider?: string;
  /** What an officer knows it by. */
  caseReference?: string;
}

/** A provider's answer that no browser has claimed yet (answer.ts). */
export interface Unclaimed {
  assertion: Assertion;
  /** SHA-256 of the receipt, base64url. */
  receipt: string;
}

/** What an answer was found to reach. */
export interface Reached {
  level: Level;
  qualifiers: readonly string[];
  stamp: Stamp;
}

/** An account that stands by while its person signs in to another one; after they agreed to join both, that other one. */
export interface Aside {
  assertion: Assertion;
  reached: Reached;
}

/** The account that the browser is signed in with, where the person wants to add to it the one that they sign in with now. */
export interface Beside {
  /** Token of the account. */
  account: string;
  provider: string;
  level: Level;
  /** Who that account has proven the person to be. */
  details: Readonly<Record<string, string>>;
}

/** Whether somebody is a person whom the hub knows: what is being asked, and what came of it. */
export interface OpenQuestion {
  /**
   * `ask`: in which way. `elsewhere`: the person is signing in to the other account. `answering`: the question is shown.
   * `answered`: an answer was given, right or wrong. `join`: both accounts are there, and the person is asked whether they are theirs. `settled`: over.
   */
  stage: 'ask' | 'elsewhere' | 'answering' | 'answered' | 'join' | 'settled';
  /** Whom it may be. Never shown. */
  persons: readonly string[];
  /** An answer settles nothing: whoever lives with the person may know it, too. */
  onlyProof?: true;
  outcome?: 'proved' | 'answered' | 'kept-apart' | 'skipped';
  /** Whom the last answer was right for. Never shown, and no page may differ by it. */
  right?: string | null;
}

export interface SignIn {
  uid: string;
  /** Number that the pages, the log and the trail share. */
  reference: string;
  /** Client id of the relying party. */
  service: string;
  language: Language;
  asked: Asked;
  /** Canonical attributes that the service asked for and may have. */
  attributes: readonly string[];
  /** Why it wants some of them, in its own words. */
  purposes?: Readonly<Record<string, string>>;
  /** It also asked for access while the person is away. */
  offline: boolean;
  /** The provider is asked for the birth date, though the service may not get it: an age is to be known. */
  needsBirthdate?: boolean;
  /** It asked that the share page is shown even if it was agreed to before (prompt=consent). */
  askAgain: boolean;
  forceReauthentication: boolean;
  /** Provider that the service suggests; taken once. */
  hint?: string;
  /** Whom the browser was signed in as when this began. */
  sessionPerson?: string;
  /** Whether the session was not enough (a step-up). */
  stepUp: boolean;
  attempts: readonly Attempt[];
  /** The person says that an officer has checked who they are: providers are asked for the sign-in alone. How many attempts there were before that. */
  checkedInPerson?: number;
  /** When it began, and when the service's request stops waiting. */
  time?: Time;
  /** What the person said makes signing in hard for them: another order and other help on the choice page, and nothing else. */
  reasons?: readonly Reason[];
  unclaimed?: Unclaimed;
  assertion?: Assertion;
  reached?: Reached;
  question?: OpenQuestion;
  aside?: Aside;
  beside?: Beside;
  person?: string;
  /** The authentication that the answer will stand on. */
  authentication?: string;
  /** It also asked for whom the person acts, and may know. */
  mayAct?: boolean;
  /** For whom it is, once that is settled: the authority that the person acts by, or nobody else. */
  onBehalf?: { authority?: string; name?: string };
  /** How old the authentication shows them to be, and what the service's rule about ages says of that. */
  ageBand?: KnownBand;
  ageRule?: { policy: AgePolicy; letIn?: 'parent' | 'officer'; answer?: 'no'; caseReference?: string };
  /** How far the service's own matcher has come, and what it found; where the service has one. */
  matching?: { result?: ServiceMatchResult | 'no-match'; asks?: boolean; failed?: boolean };
  agreed?: boolean;
  /** What the person says their address is, where the one that was verified is out of date. */
  correction?: string;
  /** The person chose to go on although the browser was signed in as somebody else. */
  replaceSession?: boolean;
  /** The person cannot go on now, and may come back on any day, in any browser. */
  waiting?: Waiting;
  /** What the person goes on with then; from the page that shows it. A secret. */
  resumeCode?: string;
  /** When that ends, in seconds since 1970. */
  pausedUntil?: number;
  /** The code of a sign-in that waited, which this one goes on with: it is spent when this one is over. A secret. */
  resumes?: string;
  finished?: boolean;
  /** Somebody from the council sits beside the person, since then (seconds since 1970). It says nothing of the person, and reaches no service (D6). */
  assistedSince?: number;
}

/** Reads and changes records. */
export interface SignIns {
  open(signIn: SignIn, expiresAt: number): Promise<void>;
  /** Undefined when there is none, or it has expired. */
  find(uid: string): Promise<SignIn | undefined>;
  /** The same, by the number that its pages show. */
  findByReference(reference: string): Promise<SignIn | undefined>;
  /**
   * Applies a change to the newest version, again if somebody else was first. Given a record that was read or changed before
   * (and not a copy), it need not be read again, unless somebody else was first.
   * @throws HubError `expired` when the record is gone, `changed_meanwhile` when it will not settle.
   */
  change(signIn: string | SignIn, change: (signIn: SignIn) => SignIn): Promise<SignIn>;
  /** Moves its end, never to an earlier moment (seconds since 1970). */
  prolong(uid: string, expiresAt: number): Promise<void>;
}

const retries = 5;

/** Binds the record to the store. */
export function createSignIns(rows: SignInRows): SignIns {
  // Which version each record in hand is. A row is written only over that version, so an old record can do no harm.
  const versions = new WeakMap<SignIn, number>();
  const known = (signIn: SignIn, version: number): SignIn => {
    versions.set(signIn, version);
    return signIn;
  };
  const read = (row: Awaited<ReturnType<SignInRows['find']>>): SignIn | undefined =>
    row && known(row.document as unknown as SignIn, row.version);
  const find = async (uid: string): Promise<SignIn | undefined> => read(await rows.find(uid));
  return {
    find,
    findByReference: async (reference) => read(await rows.findByReference(reference)),
    prolong: (uid, expiresAt) => rows.prolong(uid, expiresAt),
    async open(signIn, expiresAt) {
      await rows.create(signIn.uid, signIn as unknown as Json, { expiresAt, reference: signIn.reference });
      known(signIn, 1);
    },
    async change(given, change) {
      const uid = typeof given === 'string' ? given : given.uid;
      let before = typeof given === 'string' || !versions.has(given) ? undefined : given;
      for (let attempt = 0; attempt < retries; attempt++) {
        const inHand = before;
        const found = inHand ?? (await find(uid));
        if (!found) throw new HubError('expired');
        const changed = change(found);
        const version = versions.get(found) ?? 0;
        before = undefined;
        if (changed !== found) {
          if (await rows.save(uid, changed as unknown as Json, version)) return known(changed, version + 1);
        } else if (!inHand) return changed;
      }
      throw new HubError('changed_meanwhile');
    },
  };
}

// Without vowels and look-alikes, so that it can be read out on the phone and spells nothing.
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ23456789';

const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');

/** A reference number: eight characters in two groups, 38 bits. It names a sign-in and opens nothing. */
export const newReference = (): string => `${group()}-${group()}`;

/** A resume code: sixteen characters in four groups, 76 bits. Whoever knows it goes on with the sign-in. */
export const newResumeCode = (): string => `${group()}-${group()}-${group()}-${group()}`;

/** A code of the same shape, made of 32 secret bytes (two a letter, so that every letter is as likely as any other). */
export function codeOf(secret: Buffer): string {
  const letters = Array.from({ length: 16 }, (_, at) => alphabet[secret.readUInt16BE(at * 2) % alphabet.length]);
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** A code as people type it: in any case, with other gaps or none. Undefined when it cannot be one. */
export const readResumeCode = (typed: string): string | undefined => readGroups(typed, 16);

/** The same for a reference number. */
export const readReference = (typed: string): string | undefined => readGroups(typed, 8);

function readGroups(typed: string, length: number): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const known = letters.length === length && [...letters].every((letter) => alphabet.includes(letter));
  return known ? letters.replace(/(.{4})(?=.)/g, '$1-') : undefined;
}
