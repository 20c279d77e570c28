// What matching may ask of the store: moving accounts between people, finding them, and single facts about them. Interfaces only, beside
// contracts.ts. Nothing here may hold personal data in clear: implementations seal contents, and tokens come keyed.
import type { Level } from '../assurance/level.ts';
import type { Json } from '../connectors/contract.ts';
import type { Account, Link, LinkRule } from './account-contracts.ts';

/** An organisation and its services, as far as subjects go: what `Moves` has to know of the configuration. */
export interface Sector {
  organisation: string;
  services: readonly string[];
  /** Those of them that want to be told when a subject changes. */
  told?: readonly string[];
}

/** What became of the subject of one person at one organisation. */
export interface SubjectChange {
  organisation: string;
  /** What the organisation knew. */
  before: string;
  /** What stands for the person now; absent where the subject stays and only some of what was behind it has left. */
  after?: string;
}

/** Moves accounts between people, with the subjects that services know. Each is all or nothing, and one at a time on all nodes. */
export interface Moves {
  /**
   * Links an account of one person to another person. Where it was the last account of `from`, `from` goes into `to` with its subjects: the
   * one that an organisation met first stays, the other is retired and released once more as the previous one.
   * Undefined, and nothing changes, when the account is not `from`'s any more or `to` is nobody.
   */
  move(move: {
    account: string;
    from: string;
    to: string;
    rule: LinkRule;
    link: Link;
    sectors: readonly Sector[];
  }): Promise<SubjectChange[] | undefined>;
  /**
   * Parts an account that was linked: it goes back to whose it was before, with the subjects of then, or to a new person.
   * Undefined, and nothing changes, for one that is not `from`'s, or is the one that the person began with.
   */
  part(part: {
    account: string;
    from: string;
    sectors: readonly Sector[];
  }): Promise<{ person: string; changes: SubjectChange[] } | undefined>;
  /** Forgets a person with everything that is kept of them. Returns the subjects that organisations knew. */
  erase(person: string, sectors: readonly Sector[]): Promise<SubjectChange[]>;
  /** Accounts that have left a person, as it stood when this was asked for: their tokens and sessions for that person are over. */
  parted(): Promise<(account: string, person: string) => boolean>;
}

/** What one service is still to be told of a subject of theirs. */
export interface Signal {
  /** Stays the same however often it is sent. */
  id: string;
  service: string;
  /** `purged`: the subject stands for nobody any more. `changed`: another one does, or some of what was behind it has left. */
  kind: 'changed' | 'purged';
  before: string;
  after?: string;
  /** How often it was tried. */
  tries: number;
  /** Seconds since 1970. */
  createdAt: number;
}

/** What services are still to be told; moves write it, in the same transaction. */
export interface Signals {
  /** The oldest of each service, where it is due: they are this node's for so many seconds. */
  take(seconds: number): Promise<Signal[]>;
  /** It was delivered, or is given up. */
  drop(id: string): Promise<void>;
  /** It was tried once more, and is due again at a moment (seconds since 1970). */
  later(id: string, dueAt: number): Promise<void>;
}

/** What is kept of an account so that others can be compared with it. */
export interface MatchRecord {
  /** Of the keys that the tokens were made with. */
  generation: number;
  adult: boolean;
  /** Packed keyed tokens. */
  tokens: Buffer;
  /** Keyed tokens to find it by. */
  keys: readonly string[];
  /** The verified attributes behind them; sealed at rest. */
  content: Json;
  /** Seconds since 1970. */
  expiresAt: number;
}

/** An account that a look-up found. */
export interface Found {
  account: string;
  person: string;
  /** The identity level of its link. */
  identity: Level['identity'];
  /** Of the keys that its tokens were made with. */
  generation: number;
  adult: boolean;
  tokens: Buffer;
}

/** Finds accounts by keyed tokens; only ever by index. */
export interface MatchIndex {
  /** The generation that is written now, and the oldest that is still there. */
  generations(): Promise<{ current: number; oldest: number }>;
  /** Begins a new generation; returns it. */
  rotate(): Promise<number>;
  /** Keeps it; nothing of an account that is not known (any more). */
  put(account: string, record: MatchRecord): Promise<void>;
  /**
   * Everything behind the keys; of a key with more than `most` accounts behind it nothing, and `crowded` says so. Those that have expired
   * count until they are swept.
   */
  lookup(keys: readonly string[], most: number): Promise<{ found: Found[]; crowded: boolean }>;
  /** The verified attributes of an account. */
  contentOf(account: string): Promise<Json | undefined>;
  /** Some accounts whose tokens are older than a generation. */
  outdated(generation: number, limit: number): Promise<{ account: string; content: Json; expiresAt: number }[]>;
  /** All contents, for training: some at a time, in the order of their accounts. */
  contents(after: string, limit: number): Promise<{ account: string; content: Json }[]>;
}

/** Single facts of accounts that matching decides by. Tokens are keyed. */
export interface MatchFacts {
  /** Who holds a strong identifier. */
  holderOf(kind: string, token: string): Promise<Pick<Account, 'account' | 'person'> | undefined>;
  /** False when another account holds it. */
  keepIdentifier(kind: string, token: string, account: string): Promise<boolean>;
  /** What the accounts of some people are known to answer. */
  answersOf(people: readonly string[], attribute: string): Promise<{ person: string; token: string }[]>;
  keepAnswer(account: string, attribute: string, token: string): Promise<void>;
  /** Counts one more try of an account; returns how many that makes. */
  countTry(account: string): Promise<number>;
  triesOf(account: string): Promise<number>;
  /** Its person is to be asked at the next sign-in, with all tries; until `askedAgain`. */
  askAgain(account: string): Promise<void>;
  askedAgain(account: string): Promise<void>;
  /** An officer has said that an account is not this person's. */
  keepApart(account: string, person: string): Promise<void>;
  keptApart(account: string): Promise<string[]>;
}
